"""Keras's data sets: what their files give, compared with tf_keras, and how the files come."""

import gzip
import hashlib
import http.server
import importlib
import io
import json
import pickle
import sys
import tarfile
import threading
from pathlib import Path

import numpy as np
import pytest

import tenfold as tf
from tenfold.keras.datasets import _cifar, _files, boston_housing, cifar10, cifar100, imdb, mnist, reuters

GOLDEN = Path(__file__).parents[2] / "golden" / "keras" / "datasets"
sys.path.insert(0, str(GOLDEN))

import dataset_files  # noqa: E402

FOUND = json.loads((GOLDEN / "datasets.json").read_text())
NOWHERE = "http://127.0.0.1:9/files/"  # the port that nothing listens on
TRUSTED = pytest.mark.filterwarnings("ignore:.*used all the same because TENFOLD_TRUST_CACHE=1")


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """Keras's folder of data sets, empty; nothing can be downloaded."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.delenv("TENFOLD_TRUST_CACHE", raising=False)
    monkeypatch.setattr(_files, "ORIGIN", NOWHERE)
    folder = tmp_path / "keras" / "datasets"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def trusted(cache, monkeypatch):
    """The same with the small files in it, whose hashes are not those that Keras published."""
    monkeypatch.setenv("TENFOLD_TRUST_CACHE", "1")
    dataset_files.write(cache)
    return cache


@pytest.fixture
def server(tmp_path):
    """A folder, and the URL under which a server on this machine has its files."""
    folder = tmp_path / "server"
    folder.mkdir()

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args):
            super().__init__(*args, directory=str(folder))

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield folder, f"http://127.0.0.1:{running.server_port}/"
        running.shutdown()
        thread.join()


@TRUSTED
@pytest.mark.parametrize(
    ("name", "number"), [(name, number) for name, calls in dataset_files.CALLS.items() for number in range(len(calls))]
)
def test_the_arrays_are_those_of_keras(trusted, name, number):
    load = importlib.import_module(f"tenfold.keras.datasets.{name}").load_data
    found = dataset_files.told(load(**dataset_files.CALLS[name][number]))
    assert found == FOUND[name][number]


@TRUSTED
def test_arguments_that_are_refused(trusted):
    with pytest.raises(ValueError, match="No text has fewer than maxlen=1 words"):
        imdb.load_data(maxlen=1)
    with pytest.raises(ValueError, match="No text has fewer than maxlen=1 words"):
        reuters.load_data(maxlen=1)
    with pytest.raises(TypeError, match="unexpected keyword argument 'max_len'"):
        imdb.load_data(max_len=3)
    with pytest.raises(ValueError, match="`test_split` must be at least 0"):
        boston_housing.load_data(test_split=1.5)
    with pytest.raises(ValueError, match="'large' or 'small'. Received: 'all'"):
        tf.keras.datasets.california_housing.load_data("all")
    with pytest.raises(ValueError, match="one of 'fine', 'coarse'. Received: 'both'"):
        cifar100.load_data("both")


def test_a_data_set_comes_over_http(cache, server, monkeypatch, capsys):
    folder, url = server
    dataset_files.write(folder)
    monkeypatch.setattr(_files, "ORIGIN", url)
    with pytest.raises(ValueError, match="hash does not match the provided value of f553886a"):
        boston_housing.load_data()
    assert not list(cache.iterdir())
    digest = hashlib.sha256((folder / "boston_housing.npz").read_bytes()).hexdigest()
    monkeypatch.setattr(boston_housing, "_SHA256", digest)
    (x, _), _ = boston_housing.load_data()
    assert x.shape == (9, 3) and (cache / "boston_housing.npz").exists()
    assert f"Downloading data from {url}boston_housing.npz" in capsys.readouterr().out
    boston_housing.load_data("mine.npz")
    assert (cache / "mine.npz").exists()


@pytest.mark.parametrize(
    ("load", "file"),
    [
        (imdb.load_data, "imdb.npz"),
        (imdb.get_word_index, "imdb_word_index.json"),
        (reuters.load_data, "reuters.npz"),
        (reuters.get_word_index, "reuters_word_index.json"),
        (tf.keras.datasets.california_housing.load_data, "california_housing.npz"),
    ],
)
def test_without_a_network_the_error_says_what_to_do(cache, load, file):
    with pytest.raises(OSError, match="put the file at") as raised:
        load()
    assert NOWHERE + file in str(raised.value) and str(cache / file) in str(raised.value)


def test_word_indices(cache, monkeypatch):
    monkeypatch.setenv("TENFOLD_TRUST_CACHE", "1")
    (cache / "imdb_word_index.json").write_text('{"the": 1, "é": 2}', encoding="utf-8")
    (cache / "reuters_word_index.json").write_text('{"mln": 1}')
    with pytest.warns(UserWarning, match="TENFOLD_TRUST_CACHE=1"):
        assert imdb.get_word_index() == {"the": 1, "é": 2}
    with pytest.warns(UserWarning, match="TENFOLD_TRUST_CACHE=1"):
        assert reuters.get_word_index() == {"mln": 1}
    labels = reuters.get_label_names()
    assert len(labels) == 46 and labels[:4] == ("cocoa", "grain", "veg-oil", "earn") and labels[-1] == "lead"


def test_files_of_keras_1(trusted, monkeypatch):
    """imdb_full.pkl, reuters.pkl and mnist.pkl.gz hold pairs without names, and had no hashes."""
    monkeypatch.delenv("TENFOLD_TRUST_CACHE")
    with np.load(trusted / "imdb.npz", allow_pickle=True) as arrays:
        train, test = [(list(arrays["x_" + part]), arrays["y_" + part].tolist()) for part in ("train", "test")]
    (trusted / "imdb_full.pkl").write_bytes(pickle.dumps((train, test), 2))
    assert dataset_files.told(imdb.load_data("imdb_full.pkl")) == FOUND["imdb"][0]
    with np.load(trusted / "reuters.npz", allow_pickle=True) as arrays:
        (trusted / "reuters.pkl").write_bytes(pickle.dumps((list(arrays["x"]), arrays["y"].tolist()), 2))
    assert dataset_files.told(reuters.load_data("reuters.pkl")) == FOUND["reuters"][0]
    images, labels = np.arange(8, dtype="uint8").reshape(2, 2, 2), np.array([3, 4])
    content = pickle.dumps(((images, labels), (images[:1], labels[:1])), 2)
    (trusted / "mnist.pkl.gz").write_bytes(gzip.compress(content))
    (x_train, y_train), (x_test, y_test) = mnist.load_data("mnist.pkl.gz")
    np.testing.assert_array_equal(x_train, images)
    assert y_train.tolist() == [3, 4] and x_test.shape == (1, 2, 2) and y_test.tolist() == [3]


def test_a_file_that_holds_something_else(trusted):
    np.savez(trusted / "imdb.npz", x=np.arange(3))
    with pytest.warns(UserWarning), pytest.raises(ValueError, match=r"no array 'x_train'; it has \['x'\]"):
        imdb.load_data()


def archive_of(files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return out.getvalue()


def rows(start, count):
    return np.arange(start, start + count * 3072).astype("uint8").reshape(count, 3072)


@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
def test_cifar10(cache, server, monkeypatch, data_format):
    folder, url = server
    files = {
        f"cifar-10-batches-py/data_batch_{number}": {b"data": rows(number, 2), b"labels": [number, 9]}
        for number in range(1, 6)
    }
    files["cifar-10-batches-py/test_batch"] = {b"data": rows(0, 3), b"labels": [0, 1, 2]}
    content = archive_of({name: pickle.dumps(value, 2) for name, value in files.items()})
    (folder / "cifar-10-python.tar.gz").write_bytes(content)
    monkeypatch.setattr(_cifar, "ORIGIN", url)
    monkeypatch.setattr(cifar10, "_SHA256", hashlib.sha256(content).hexdigest())
    monkeypatch.setattr(_cifar, "image_data_format", lambda: data_format)
    (x_train, y_train), (x_test, y_test) = cifar10.load_data()
    assert x_train.dtype == x_test.dtype == y_train.dtype == y_test.dtype == np.uint8
    assert y_train.ravel().tolist() == [1, 9, 2, 9, 3, 9, 4, 9, 5, 9] and y_test.tolist() == [[0], [1], [2]]
    expected = rows(0, 3).reshape(3, 3, 32, 32)
    last = data_format == "channels_last"
    np.testing.assert_array_equal(x_test, expected.transpose(0, 2, 3, 1) if last else expected)
    assert x_train.shape == ((10, 32, 32, 3) if last else (10, 3, 32, 32)) and x_train[2].min() == 0
    assert (cache / "cifar-10-batches-py" / "test_batch").exists()


@pytest.mark.parametrize(("mode", "labels"), [("fine", [[7], [8]]), ("coarse", [[1], [2]])])
def test_cifar100_unpacked_before(cache, monkeypatch, mode, labels):
    """As Keras 3 keeps it: a folder in a folder of the same name, and the archive beside it."""
    inner = cache / "cifar-100-python" / "cifar-100-python"
    inner.mkdir(parents=True)
    for name in ("train", "test"):
        value = {"data": rows(5, 2), "fine_labels": [7, 8], "coarse_labels": [1, 2]}
        (inner / name).write_bytes(pickle.dumps(value))
    (cache / "cifar-100-python.tar.gz").write_bytes(b"archive")
    monkeypatch.setenv("TENFOLD_TRUST_CACHE", "1")
    with pytest.warns(UserWarning, match="85cd44d0"):
        (x_train, y_train), (_, y_test) = cifar100.load_data(mode)
    assert y_train.tolist() == y_test.tolist() == labels and y_train.dtype == np.int64
    np.testing.assert_array_equal(x_train, rows(5, 2).reshape(2, 3, 32, 32).transpose(0, 2, 3, 1))


def test_cifar_runs_no_code(cache, monkeypatch):
    inner = cache / "cifar-100-python"
    inner.mkdir()
    (inner / "train").write_bytes(b"cos\nsystem\n(S'exit 1'\ntR.")
    (cache / "cifar-100-python.tar.gz").write_bytes(b"archive")
    monkeypatch.setenv("TENFOLD_TRUST_CACHE", "1")
    with pytest.warns(UserWarning), pytest.raises(ValueError, match="os.system, which is no plain data"):
        cifar100.load_data()
