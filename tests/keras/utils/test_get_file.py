"""get_file and the data sets: Keras's cache, hashes, archives, and what is said when there is no network."""

import gzip
import hashlib
import io
import os
import stat
import struct
import tarfile
import zipfile

import numpy as np
import pytest

from tenfold.keras.datasets import fashion_mnist, mnist
from tenfold.keras.utils import data_utils
from tenfold.keras.utils.archive import extract_archive
from tenfold.keras.utils.data_utils import get_file, keras_home, validate_file

NOWHERE = "http://127.0.0.1:9/files/"  # the port that nothing listens on


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """An empty Keras folder; nothing is fetched from the real one."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.delenv("TENFOLD_TRUST_CACHE", raising=False)
    return tmp_path / "keras"


@pytest.fixture
def served(tmp_path):
    """A folder whose files have URLs."""
    folder = tmp_path / "server"
    folder.mkdir()

    def put(name, content):
        (folder / name).write_bytes(content)
        return (folder / name).as_uri()

    return put


def tar_of(files):
    """A tar.gz with (name, content) members; a content that is a str is a link's target."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, content in files:
            member = tarfile.TarInfo(name)
            if isinstance(content, str):
                member.type, member.linkname = tarfile.SYMTYPE, content
                archive.addfile(member)
            else:
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
    return out.getvalue()


def test_a_file_is_downloaded_once(home, served, capsys):
    url = served("data.txt", b"content")
    path = get_file("mine.txt", url)
    assert path == str(home / "datasets" / "mine.txt")
    assert (home / "datasets" / "mine.txt").read_bytes() == b"content"
    out = capsys.readouterr().out
    assert f"Downloading data from {url}\n" in out and "7/7 [==============================]" in out
    served("data.txt", b"changed")
    get_file("mine.txt", url)
    assert (home / "datasets" / "mine.txt").read_bytes() == b"content"
    assert capsys.readouterr().out == ""


def test_names_and_folders(home, served, tmp_path):
    url = served("data.txt", b"x")
    assert get_file(origin=url) == str(home / "datasets" / "data.txt")
    assert get_file(origin=url + "#part", cache_subdir="deep/er") == str(home / "deep" / "er" / "data.txt")
    assert get_file("a", url, cache_dir=tmp_path / "c") == str(tmp_path / "c" / "datasets" / "a")
    assert get_file(tmp_path / "absolute.txt", url) == str(tmp_path / "absolute.txt")
    with pytest.raises(ValueError, match="Can't parse the file name"):
        get_file(origin="http://host/")
    with pytest.raises(ValueError, match='specify the "origin"'):
        get_file("name")


def test_default_home(monkeypatch):
    monkeypatch.delenv("KERAS_HOME")
    assert keras_home() == os.path.expanduser("~/.keras")


def test_hashes(home, served, capsys, monkeypatch):
    url, content = served("data.bin", b"right"), b"right"
    md5, sha256 = hashlib.md5(content).hexdigest(), hashlib.sha256(content).hexdigest()
    path = get_file("d", url, file_hash=sha256)
    assert validate_file(path, md5) and validate_file(path, sha256.upper()) and not validate_file(path, "0" * 64)
    with pytest.raises(ValueError, match="'crc'"):
        validate_file(path, md5, algorithm="crc")
    (home / "datasets" / "d").write_bytes(b"wrong")
    get_file("d", url, md5_hash=md5)
    assert "md5 file hash does not match the original value of " + md5 in capsys.readouterr().out
    assert (home / "datasets" / "d").read_bytes() == b"right"
    served("data.bin", b"forged")
    with pytest.raises(ValueError, match="Incomplete or corrupted file detected"):
        get_file("e", url, file_hash=sha256)
    (home / "datasets" / "d").write_bytes(b"wrong")
    with pytest.raises(ValueError, match="Incomplete"):
        get_file("d", url, file_hash=sha256)
    assert os.listdir(home / "datasets") == ["d"]  # nothing half done, and what was there is still there
    assert (home / "datasets" / "d").read_bytes() == b"wrong"
    monkeypatch.setenv("TENFOLD_TRUST_CACHE", "1")
    with pytest.warns(UserWarning, match="used all the same because TENFOLD_TRUST_CACHE=1"):
        assert get_file("d", NOWHERE + "d", file_hash=sha256) == path


def test_offline_error_names_url_cache_and_cure(home):
    with pytest.raises(OSError) as error:
        get_file("d.txt", NOWHERE + "d.txt", file_hash="0" * 32)
    text = str(error.value)
    assert text.startswith(f"URL fetch failure on {NOWHERE}d.txt: ")
    assert str(home / "datasets" / "d.txt") in text
    assert "put the file at" in text and "0" * 32 in text and "TENFOLD_TRUST_CACHE=1" in text and "KERAS_HOME" in text
    assert os.listdir(home / "datasets") == []


def test_untar_returns_the_folder_of_the_classes(home, served):
    files = [("flowers/rose/1.jpg", b"r"), ("flowers/tulip/1.jpg", b"t")]
    url = served("flowers.tgz", tar_of(files))
    path = get_file("flowers", url, untar=True)
    assert path == str(home / "datasets" / "flowers")
    assert sorted(os.listdir(path)) == ["rose", "tulip"]
    assert sorted(os.listdir(home / "datasets")) == ["flowers", "flowers.tar.gz"]
    (home / "datasets" / "flowers" / "rose" / "1.jpg").unlink()
    assert get_file("flowers.tar.gz", NOWHERE, untar=True) == path  # unpacked once
    assert not os.listdir(home / "datasets" / "flowers" / "rose")


def test_untar_of_an_archive_whose_folder_has_another_name(home, served):
    url = served("a.tgz", tar_of([("inside/x.txt", b"1")]))
    assert get_file("outside", url, untar=True) == str(home / "datasets" / "inside")
    url = served("b.tgz", tar_of([("one/x.txt", b"1"), ("two/x.txt", b"2")]))
    assert get_file("many", url, untar=True) == str(home / "datasets" / "many")  # as Keras, beside which they lie
    assert (home / "datasets" / "two" / "x.txt").read_bytes() == b"2"
    url = served("c.tgz", b"no archive")
    with pytest.raises(ValueError, match="not a tar archive"):
        get_file("none", url, untar=True)


def test_extract_zip_and_tar(home, served):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("cats/1.txt", "meow")
        archive.writestr("../outside.txt", "x")
    path = get_file("pets.zip", served("pets.zip", out.getvalue()), extract=True)
    assert path == str(home / "datasets" / "pets.zip")
    assert (home / "datasets" / "cats" / "1.txt").read_text() == "meow"
    assert not (home / "outside.txt").exists()
    get_file("t.tar.gz", served("t.tar.gz", tar_of([("t/1", b"1")])), extract=True, archive_format="tar")
    assert (home / "datasets" / "t" / "1").exists()


def test_extraction_never_leaves_its_folder(tmp_path):
    target = tmp_path / "in" / "target"
    target.mkdir(parents=True)
    files = [("ok.txt", b"1"), ("../evil.txt", b"2"), ("link", "../.."), ("link/evil2.txt", b"3"), ("a/b", b"4")]
    (tmp_path / "x.tar.gz").write_bytes(tar_of(files))
    with pytest.warns(UserWarning, match="Skipping invalid path during archive extraction") as warned:
        top = extract_archive(tmp_path / "x.tar.gz", target)
    assert {name for w in warned for name in ("'../evil.txt'", "'link'") if name in str(w.message)} == {
        "'../evil.txt'",
        "'link'",
    }
    assert "ok.txt" in top and sorted(p.name for p in tmp_path.rglob("*.txt")) == ["evil2.txt", "ok.txt"]
    assert (target / "link" / "evil2.txt").read_bytes() == b"3"  # a plain folder: the link was not made


def test_extraction_merges_with_what_is_there(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "old").write_text("old")
    (tmp_path / "a" / "b").mkdir()
    (tmp_path / "x.tar").write_bytes(tar_of([("a/new", b"new"), ("a/b", b"now a file")]))
    assert extract_archive(tmp_path / "x.tar", tmp_path, ["zip", "tar"]) == {"a"}
    assert {p.name: p.read_text() for p in (tmp_path / "a").iterdir()} == {
        "old": "old",
        "new": "new",
        "b": "now a file",
    }
    assert extract_archive(tmp_path / "x.tar", tmp_path, None) is None
    assert extract_archive(tmp_path / "x.tar", tmp_path, "zip") is None
    with pytest.raises(ValueError, match="'rar'"):
        extract_archive(tmp_path / "x.tar", tmp_path, "rar")


@pytest.mark.parametrize("harm", ["a file in its place", "no home"])
def test_a_cache_that_cannot_be_made_gives_way_to_a_folder_nobody_else_knows(harm, tmp_path, served, monkeypatch):
    shared = tmp_path / "tmp"
    (shared / ".keras" / "datasets").mkdir(parents=True)
    (shared / ".keras" / "datasets" / "d").write_text("put there by another user")
    monkeypatch.setattr("tempfile.tempdir", str(shared))
    monkeypatch.setattr(data_utils, "_folder_of_this_process", data_utils._folder_of_this_process.__wrapped__)
    cache = None
    if harm == "no home":
        monkeypatch.delenv("KERAS_HOME")
        monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    else:
        cache = tmp_path / "file"
        cache.write_text("")
    with pytest.warns(UserWarning, match="is not used, as it cannot be made.*KERAS_HOME"):
        path = get_file("d", served("d", b"1"), cache_dir=cache)
    own = os.path.dirname(os.path.dirname(path))
    assert os.path.dirname(own) == str(shared) and os.path.basename(own) != ".keras"
    assert stat.S_IMODE(os.stat(own).st_mode) == 0o700
    with open(path) as file:
        assert file.read() == "1"


def test_mnist_from_the_cache(home, monkeypatch):
    monkeypatch.setenv("TENFOLD_TRUST_CACHE", "1")
    images, labels = np.arange(2 * 28 * 28, dtype="uint8").reshape(2, 28, 28), np.array([3, 4], "uint8")
    (home / "datasets").mkdir(parents=True)
    np.savez(home / "datasets" / "mnist.npz", x_train=images, y_train=labels, x_test=images[:1], y_test=labels[:1])
    with pytest.warns(UserWarning, match="731c5ac602752760"):
        (x_train, y_train), (x_test, y_test) = mnist.load_data()
    np.testing.assert_array_equal(x_train, images)
    np.testing.assert_array_equal(y_train, labels)
    assert x_test.shape == (1, 28, 28) and y_test.shape == (1,)
    with pytest.warns(UserWarning):
        mnist.load_data(str(home / "datasets" / "mnist.npz"))


def write_idx(path, array):
    header = struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape)
    path.write_bytes(gzip.compress(header + array.tobytes()))


def test_fashion_mnist_from_the_cache(home):
    folder = home / "datasets" / "fashion-mnist"
    folder.mkdir(parents=True)
    arrays = {
        "train-images-idx3": np.arange(3 * 28 * 28, dtype="uint8").reshape(3, 28, 28),
        "train-labels-idx1": np.array([9, 0, 1], "uint8"),
        "t10k-images-idx3": np.ones((2, 28, 28), "uint8"),
        "t10k-labels-idx1": np.array([5, 6], "uint8"),
    }
    for name, array in arrays.items():
        write_idx(folder / f"{name}-ubyte.gz", array)
    (x_train, y_train), (x_test, y_test) = fashion_mnist.load_data()
    for value, expected in zip((x_train, y_train, x_test, y_test), arrays.values()):
        np.testing.assert_array_equal(value, expected)
        assert value.dtype == np.uint8 and value.flags.writeable
    (folder / "train-images-idx3-ubyte.gz").write_bytes(gzip.compress(b"something else"))
    with pytest.raises(ValueError, match="not an IDX file.*remove it"):
        fashion_mnist.load_data()
