"""tf.io.gfile, tf.gfile, and the ops that read and write files."""

import errno
import os

import numpy as np
import pytest

import tenfold as tf
from tenfold.compat import v1
from tenfold.ops.bytes.files import file_errors

gfile = tf.io.gfile


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.txt").write_text("l1\nl2\nlast")
    (tmp_path / "b.txt").write_text("x")
    return tmp_path


def test_reading(folder):
    path = folder / "a.txt"
    with gfile.GFile(path) as file:
        assert file.readline() == "l1\n" and file.tell() == 3 and file.read(2) == "l2"
        assert file.readlines() == ["\n", "last"] and file.size() == 10
        file.seek(1)
        assert file.read() == "1\nl2\nlast"
    assert list(gfile.GFile(str(path))) == ["l1\n", "l2\n", "last"]
    assert gfile.GFile(str(path), "rb").read() == b"l1\nl2\nlast"


def test_writing(folder):
    path = str(folder / "c.txt")
    with gfile.GFile(path, "w") as file:
        file.write("hé")
    with gfile.GFile(path, "a") as file:
        file.write("llo")
    assert gfile.GFile(path).read() == "héllo"
    with pytest.raises(tf.errors.PermissionDeniedError, match="reading"):
        gfile.GFile(path, "w").read()
    with pytest.raises(tf.errors.PermissionDeniedError, match="writing"):
        gfile.GFile(path).write("x")
    with pytest.raises(tf.errors.InvalidArgumentError, match="mode"):
        gfile.GFile(path, "q")
    with pytest.raises(tf.errors.NotFoundError):
        gfile.GFile(str(folder / "none" / "c.txt"), "w").write("x")


def test_names_found_here(folder, monkeypatch):
    """As TensorFlow 2.21: "./" before those that a pattern without a folder finds, and only those."""
    monkeypatch.chdir(folder)
    assert gfile.glob("*.txt") == gfile.glob("./*.txt") == v1.gfile.Glob(b"[ab].txt") == ["./a.txt", "./b.txt"]
    assert tf.io.matching_files(["?.txt", "su*"]).numpy().tolist() == [b"./a.txt", b"./b.txt", b"./sub"]
    assert gfile.glob(["a.txt", "sub", f"../{folder.name}/a.*", "*/*"]) == ["a.txt", "sub", f"../{folder.name}/a.txt"]


def test_folders(folder):
    root = str(folder)
    assert gfile.listdir(root) == ["a.txt", "b.txt", "sub"]
    assert list(gfile.walk(root)) == [(root, ["sub"], ["a.txt", "b.txt"]), (root + "/sub", [], [])]
    assert gfile.glob(root + "/*.txt") == [root + "/a.txt", root + "/b.txt"]
    assert gfile.glob([root + "/b*", root + "/a*"]) == [root + "/b.txt", root + "/a.txt"]
    gfile.makedirs(root + "/x/y/z")
    gfile.mkdir(root + "/x")
    assert gfile.isdir(root + "/x/y/z") and gfile.exists(root + "/x")
    gfile.rmtree(root + "/x")
    assert not gfile.exists(root + "/x")
    for taken in ("/a.txt", "/a.txt/x"):
        with pytest.raises(tf.errors.FailedPreconditionError, match="Not a directory"):
            gfile.makedirs(root + taken)
    assert gfile.stat(root + "/a.txt").length == 10 and gfile.stat(root).is_directory
    assert gfile.join("/a", "b", "/c") == "/c"


def test_moving(folder):
    a, b = str(folder / "a.txt"), str(folder / "b.txt")
    for move in (gfile.copy, gfile.rename):
        with pytest.raises(tf.errors.AlreadyExistsError):
            move(a, b)
    gfile.copy(a, b, overwrite=True)
    assert gfile.GFile(b).read() == "l1\nl2\nlast"
    gfile.rename(b, str(folder / "c.txt"))
    gfile.remove(a)
    assert gfile.listdir(folder) == ["c.txt", "sub"]


def test_what_is_not_there(folder):
    path = str(folder / "none")
    for call in (
        gfile.listdir,
        gfile.remove,
        gfile.stat,
        gfile.rmtree,
        tf.io.read_file,
        lambda p: gfile.mkdir(p + "/a"),
    ):
        with pytest.raises(tf.errors.NotFoundError):
            call(path)
    with pytest.raises(tf.errors.FailedPreconditionError):
        gfile.remove(str(folder / "sub"))


def test_v1_names(folder):
    path = str(folder / "a.txt")
    assert v1.gfile.Exists(filename=path) and v1.gfile.IsDirectory(dirname=str(folder))
    assert v1.gfile.Glob(str(folder) + "/*.txt")[0] == path
    v1.gfile.Copy(oldpath=path, newpath=path + "2")
    assert v1.gfile.GFile(path + "2").read() == v1.gfile.FastGFile(path, "r").read()
    v1.gfile.DeleteRecursively(str(folder / "sub"))
    assert v1.gfile.ListDirectory(str(folder)) == ["a.txt", "a.txt2", "b.txt"]


def test_ops(folder):
    path = str(folder / "new" / "deep" / "x.bin")
    assert tf.io.write_file(path, b"ab\0c") is None
    assert tf.io.read_file(path).numpy() == b"ab\0c"
    names = tf.io.matching_files([str(folder / "b*"), str(folder / "a*")])
    assert names.numpy().tolist() == [str(folder / n).encode() for n in ("a.txt", "b.txt")]


def test_ops_in_a_function(folder):
    path = str(folder / "y.txt")

    @tf.function
    def write_and_read(text):
        tf.io.write_file(path, text)
        return tf.io.read_file(path)

    assert write_and_read(tf.constant("one")).numpy() == b"one"
    assert write_and_read(tf.constant("two")).numpy() == b"two"


def test_copies_are_whole_and_full_disks_are_said(folder):
    source, target = folder / "a.txt", folder / "copy"
    source.chmod(0o600)
    gfile.copy(str(source), str(target))
    assert target.read_text() == "l1\nl2\nlast" and target.stat().st_mode & 0o777 == 0o600
    gfile.copy(str(source), str(source), overwrite=True)
    assert source.read_text() == "l1\nl2\nlast"  # TensorFlow's is empty then
    with pytest.raises(tf.errors.NotFoundError, match="none"):
        gfile.copy(str(source), str(folder / "none" / "copy"))
    with pytest.raises(tf.errors.FailedPreconditionError):
        gfile.copy(str(folder), str(folder / "other"))
    assert sorted(p.name for p in folder.iterdir()) == ["a.txt", "b.txt", "copy", "sub"]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux has a full disk at hand")
def test_a_full_disk_is_tensorflows_error():
    with pytest.raises(tf.errors.ResourceExhaustedError, match="/dev/full; No space left"):
        tf.io.write_file("/dev/full", b"x" * 100_000)
    file = gfile.GFile("/dev/full", "w")
    with pytest.raises(tf.errors.ResourceExhaustedError, match="/dev/full; No space left"):
        file.write("x" * 100_000)
    file = gfile.GFile("/dev/full", "w")
    file.write("x")
    with pytest.raises(tf.errors.ResourceExhaustedError, match="/dev/full; No space left"):
        file.close()


@pytest.mark.parametrize(
    "number, kind",
    [  # as TensorFlow 2.21 has them
        (errno.EROFS, tf.errors.PermissionDeniedError),
        (errno.EACCES, tf.errors.PermissionDeniedError),
        (errno.EBUSY, tf.errors.FailedPreconditionError),
        (errno.ENOTEMPTY, tf.errors.FailedPreconditionError),
        (errno.EXDEV, tf.errors.UnimplementedError),
        (errno.EMFILE, tf.errors.ResourceExhaustedError),
        (errno.ELOOP, tf.errors.UnknownError),
    ],
)
def test_classes_of_errors(number, kind):
    with pytest.raises(tf.errors.OpError, match="^a/b; ") as caught, file_errors("a/b"):
        raise OSError(number, os.strerror(number), "c")
    assert type(caught.value) is kind


@pytest.mark.parametrize("content", [5, None, [1], True, np.array([300])])
def test_what_is_no_text_is_not_written(tmp_path, content):
    path = tmp_path / "a"
    with tf.io.gfile.GFile(path, "wb") as file:
        file.write(bytearray(b"x"))
        with pytest.raises(TypeError, match="Expected binary or unicode string, got"):
            file.write(content)
    assert path.read_bytes() == b"x"
