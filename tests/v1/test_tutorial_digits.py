"""TensorFlow 1's tutorials' data: files, parts, batches."""

import gzip
import struct

import numpy as np
import pytest

import tenfold
from tenfold.compat.finder import Finder
from tenfold.v1.tutorial_digits import (
    DataSet,
    extract_images,
    extract_labels,
    load_dataset,
    maybe_download,
    read_data_sets,
)

TRAIN, TEST = 12, 4


def idx(array):
    return gzip.compress(struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape) + array.tobytes())


def images(count):
    return np.arange(count * 784).astype("uint8").reshape(count, 28, 28)


@pytest.fixture
def folder(tmp_path):
    """A folder of the four files, and the URL of what is in it."""
    for part, count in (("train", TRAIN), ("t10k", TEST)):
        (tmp_path / f"{part}-images-idx3-ubyte.gz").write_bytes(idx(images(count)))
        (tmp_path / f"{part}-labels-idx1-ubyte.gz").write_bytes(idx((np.arange(count) % 10).astype("uint8")))
    return tmp_path


@pytest.fixture(autouse=True)
def own_numbers():
    """NumPy's own generator, as it was."""
    state = np.random.get_state()
    yield
    np.random.set_state(state)


def test_the_parts(folder, capsys):
    data = read_data_sets(str(folder), validation_size=5)
    assert capsys.readouterr().out.startswith(f"Extracting {folder}/train-images-idx3-ubyte.gz\nExtracting ")
    assert (data.train.num_examples, data.validation.num_examples, data.test.num_examples) == (7, 5, 4)
    assert data.train.images.dtype == np.float32 and data.train.images.shape == (7, 784)
    expected = np.multiply(images(TRAIN).reshape(TRAIN, 784).astype("float32"), 1 / 255)
    np.testing.assert_array_equal(data.validation.images, expected[:5])
    np.testing.assert_array_equal(data.train.images, expected[5:])
    assert data.train.labels.tolist() == [5, 6, 7, 8, 9, 0, 1] and data.train.labels.dtype == np.uint8
    assert data.test.labels.tolist() == [0, 1, 2, 3]


def test_forms(folder):
    data = read_data_sets(folder, one_hot=True, dtype=tenfold.uint8, reshape=False, validation_size=0)
    np.testing.assert_array_equal(data.train.images, images(TRAIN)[..., np.newaxis])
    np.testing.assert_array_equal(data.train.labels, np.eye(10)[np.arange(TRAIN) % 10])
    assert data.train.labels.dtype == np.float64 and data.validation.num_examples == 0
    with pytest.raises(ValueError, match="Validation size should be between 0 and 12. Received: 13."):
        read_data_sets(folder, validation_size=13)
    with pytest.raises(TypeError, match="Invalid image dtype.*expected uint8 or float32"):
        read_data_sets(folder, dtype=tenfold.int32, validation_size=2)


def test_batches_follow_numpy_s_orders(folder):
    """A new order for each epoch, drawn by `np.random.shuffle` from the seed that was given."""
    train = read_data_sets(folder, validation_size=2, seed=3).train
    np.random.seed(11)
    labels = [train.next_batch(4)[1].tolist() for _ in range(4)]
    assert train.epochs_completed == 1
    np.random.seed(11)
    first, second = np.arange(10), np.arange(10)
    np.random.shuffle(first)
    np.random.shuffle(second)
    seen = np.concatenate([first, first[second]])[:16]
    assert np.concatenate(labels).tolist() == ((seen + 2) % 10).tolist()
    x, y = train.next_batch(2)
    np.testing.assert_allclose(x[:, 0] * 255, (y.astype(int) + 10 * (y < 2)) * 784 % 256, rtol=1e-6)


def test_the_seed_is_that_of_the_order(folder):
    orders = []
    for seed in (1, 1, 2):
        train = DataSet(images(9)[..., np.newaxis], np.arange(9), seed=seed)
        orders.append(train.next_batch(9)[1].tolist())
    np.random.seed(1)
    expected = np.arange(9)
    np.random.shuffle(expected)
    assert orders[0] == orders[1] == expected.tolist() != orders[2]


def test_without_shuffling(folder):
    train = read_data_sets(folder, validation_size=5).train
    labels = [train.next_batch(5, shuffle=False)[1].tolist() for _ in range(3)]
    assert labels == [[5, 6, 7, 8, 9], [0, 1, 5, 6, 7], [8, 9, 0, 1, 5]] and train.epochs_completed == 2


def test_fake_data():
    data = read_data_sets("nowhere", fake_data=True, one_hot=True)
    x, y = data.train.next_batch(3, fake_data=True)
    assert x == [[1] * 784] * 3 and y == [[1] + [0] * 9] * 3 and data.test.num_examples == 10000
    assert read_data_sets("nowhere", fake_data=True).train.next_batch(2, True)[1] == [0, 0]
    with pytest.raises(ValueError, match="fake_data=True"):
        data.train.next_batch(3)


def test_files_are_downloaded_into_the_folder(folder, tmp_path):
    there = tmp_path / "new"
    data = read_data_sets(str(there), validation_size=1, source_url=folder.as_uri() + "/")
    assert data.train.num_examples == TRAIN - 1 and len(list(there.iterdir())) == 4
    path = maybe_download("other.gz", str(there), (folder / "t10k-labels-idx1-ubyte.gz").as_uri())
    assert path == str(there / "other.gz")
    with open(path, "rb") as file:
        assert extract_labels(file).tolist() == [0, 1, 2, 3]
    with pytest.raises(OSError, match="put the file at .*train-images-idx3-ubyte.gz yourself"):
        read_data_sets(str(tmp_path / "empty"), source_url="http://127.0.0.1:9/")


def test_files_of_another_kind(folder):
    with (
        open(folder / "t10k-labels-idx1-ubyte.gz", "rb") as file,
        pytest.raises(ValueError, match="Expected images in"),
    ):
        extract_images(file)
    with (
        open(folder / "t10k-images-idx3-ubyte.gz", "rb") as file,
        pytest.raises(ValueError, match="Expected labels in"),
    ):
        extract_labels(file)
    path = folder / "train-images-idx3-ubyte.gz"
    for content, said in [
        (path.read_bytes()[:-20], "not a whole gzip file; remove it"),
        (gzip.compress(b"\0\0\x08\x01\0\0\0\x09abc"), r"3 bytes for an array of shape \(9,\)"),
        (gzip.compress(b"something else"), "not an IDX file"),
    ]:
        path.write_bytes(content)
        with pytest.raises(ValueError, match=said):
            read_data_sets(folder)


def test_arrays_that_do_not_go_together():
    with pytest.raises(ValueError, match="expected as many"):
        DataSet(images(3)[..., np.newaxis], np.arange(2))
    with pytest.raises(ValueError, match=r"reshape=True takes images of shape .*\(3, 28, 28\)"):
        DataSet(images(3), np.arange(3))


@pytest.mark.parametrize(
    "path",
    [
        "tensorflow.examples.tutorials.mnist.input_data",
        "tensorflow.compat.v1.examples.tutorials.mnist.input_data",
        "tensorflow.compat.v1.contrib.learn.datasets.mnist",
        "tensorflow.compat.v1.contrib.learn.python.learn.datasets.mnist",
    ],
)
def test_paths(path):
    module = Finder().resolve(path)
    assert module.DataSet is DataSet and module.dense_to_one_hot([1], 2).tolist() == [[0, 1]]
    assert module.read_data_sets.__name__ == "read_data_sets"


def test_contrib_learn(folder, monkeypatch):
    monkeypatch.chdir(folder)
    (folder / "MNIST-data").mkdir()
    for path in folder.glob("*.gz"):
        path.rename(folder / "MNIST-data" / path.name)
    with pytest.raises(ValueError, match="between 0 and 12. Received: 5000"):
        load_dataset("mnist")  # validation_size is 5000
    with pytest.raises(ValueError, match="Tenfold has 'mnist'"):
        load_dataset("iris")
    with pytest.raises(ValueError, match="leave them out"):
        load_dataset("mnist", size="large")
