"""Data that are no arrays of the type that a step takes: used where they lie, and the numbers stay the same."""

import subprocess
import sys

import numpy as np
import pytest
from programs import keras, tf

from tenfold.keras.training import checks
from tenfold.keras.training.data import conversion, rows
from tenfold.keras.training.data.arrays import ArrayBatches
from tenfold.keras.training.data.rows import FrameRows, ListRows, Rows, StoredRows

pytestmark = pytest.mark.usefixtures("fresh_names")
RANDOM = np.random.RandomState(0)
X, Y = RANDOM.rand(20, 4), np.arange(20) % 3
X32 = X.astype("float32")


@pytest.fixture(autouse=True)
def all_is_large(monkeypatch):
    """Nothing is so small that it is converted at once, and few numbers are looked at together."""
    monkeypatch.setattr(rows, "SMALL", 0)
    monkeypatch.setattr(conversion, "SMALL", 0)
    monkeypatch.setattr(rows, "_BLOCK", 8)


class Stored:
    """Like an HDF5 dataset: slices, and row numbers in rising order; it knows how much was read at once."""

    def __init__(self, values):
        self.values, self.shape, self.dtype = values, values.shape, values.dtype
        self.most, self.slices = 0, 0

    def __len__(self):
        return len(self.values)

    def __getitem__(self, wanted):
        if isinstance(wanted, slice):
            self.slices += 1
        else:
            assert np.all(np.diff(wanted) > 0)
        found = self.values[wanted]
        self.most = max(self.most, len(found))
        return found


class Column:
    def __init__(self, values):
        self.values = values

    def to_numpy(self):
        return self.values


class Frame:
    """Of a pandas frame what is looked at: its columns lie apart."""

    def __init__(self, columns):
        self.data, self.shape = columns, (len(columns[0]), len(columns))
        self.columns, self.iloc = [f"c{i}" for i in range(len(columns))], self

    def __getitem__(self, key):
        if isinstance(key, tuple):
            return Column(self.data[key[1]])
        return Frame([c[key] for c in self.data])

    def to_numpy(self):
        return np.stack(self.data, 1) if len({c.dtype for c in self.data}) == 1 else np.array([*zip(*self.data)], "O")

    def __array__(self, dtype=None, copy=None):
        return self.to_numpy()


def memory_map(tmp_path):
    X.tofile(tmp_path / "x")
    return np.memmap(tmp_path / "x", "float64", "r", shape=X.shape)


KINDS = {
    "float64": (lambda _: X, Rows),
    "float16": (lambda _: X.astype("float16"), Rows),
    "objects": (lambda _: X.astype(object), np.ndarray),
    "memory map": (memory_map, Rows),
    "float32 memory map": (lambda path: memory_map(path).astype("float32"), np.ndarray),
    "list": (lambda _: X.tolist(), ListRows),
    "tuples": (lambda _: tuple(map(tuple, X.tolist())), ListRows),
    "stored": (lambda _: Stored(X), StoredRows),
    "frame": (lambda _: Frame([*X.T]), FrameRows),
    "frame of truths and numbers": (lambda _: Frame([*X.T[:3], X.T[3] > 0.5]), FrameRows),
    "integers": (lambda _: (X * 100).astype("int64"), np.ndarray),
    "truths": (lambda _: X > 0.5, np.ndarray),
}


def classifier():
    kernel = keras.initializers.Constant(np.arange(12).reshape(4, 3) / 20.0)
    model = keras.Sequential([keras.layers.Dense(3, "softmax", input_shape=(4,), kernel_initializer=kernel)])
    model.compile("sgd", "sparse_categorical_crossentropy")
    return model


def results(x, y=Y, **options):
    keras.utils.set_random_seed(3)
    model = classifier()
    fitted = model.fit(x, y, batch_size=6, epochs=2, verbose=0, **options)
    predicted = model.predict(x, batch_size=7, verbose=0).tolist()
    return fitted.history, predicted, model.evaluate(x, y, batch_size=5, verbose=0)


def opened(x, shuffle):
    """The batches of three passes, each with its dtype and whether its memory is its own."""
    keras.utils.set_random_seed(3)
    source = ArrayBatches.of(x, Y).cut(6)
    batches = [arrays for _ in range(3) for _, arrays in source.open(shuffle)]
    return [(a.dtype.name, a.tolist()) for arrays in batches for a in arrays]


@pytest.mark.parametrize("name", KINDS)
def test_the_numbers_are_those_of_the_array(name, tmp_path):
    make, kind = KINDS[name]
    x = make(tmp_path)
    whole = x.values if isinstance(x, Stored) else np.asarray(x)
    whole = whole.astype("float32") if whole.dtype.kind in "fO" else whole
    source = ArrayBatches.of(x, Y)
    assert type(source.samples.x) is kind and source.samples.x.shape == whole.shape
    assert source.samples.x.dtype == whole.dtype and source.samples.x.ndim == 2 and source.samples.x.size == whole.size
    for shuffle in (False, True, "batch"):
        assert opened(x, shuffle) == opened(whole, shuffle)
    for mine, wanted in zip(source.split(0.3), ArrayBatches.of(whole, Y).split(0.3), strict=True):
        assert mine.size == wanted.size
        np.testing.assert_array_equal(next(mine.cut(4).open(True))[1][0].shape, (4, 4))
        np.testing.assert_array_equal(next(mine.cut(4).open())[1][0], next(wanted.cut(4).open())[1][0])
    np.testing.assert_array_equal(source.samples.lent()[0], whole)


def test_a_run_gives_the_numbers_of_the_array():
    options = {"validation_split": 0.3}
    assert results(X, **options) == results(X32, **options) == results(Stored(X), **options)
    alone, other = classifier(), classifier()
    assert alone.train_on_batch(X, Y) == other.train_on_batch(X32, Y)
    np.testing.assert_array_equal(alone.predict_on_batch(X.tolist()), other.predict_on_batch(X32))


@pytest.mark.parametrize("make", [np.asarray, np.ndarray.tolist, Stored], ids=["array", "list", "stored"])
def test_labels_and_weights_may_lie_elsewhere_too(make):
    weights, labels = RANDOM.rand(20), Y.astype("float64")
    wanted = results(X32, labels.astype("float32"), sample_weight=weights.astype("float32"))
    assert results(X, make(labels), sample_weight=make(weights)) == wanted
    classes = {0: 1.0, 1: 2.0, 2: 3.0}
    assert results(X, make(labels), class_weight=classes) == results(X32, Y.astype("float32"), class_weight=classes)
    two = keras.Input((4,), name="a"), keras.Input((4,), name="b")
    model = keras.Model(two, keras.layers.Dense(1)(keras.layers.add(two)))
    found = model.predict({"a": make(X), "b": make(X)}, batch_size=6, verbose=0)
    np.testing.assert_array_equal(found, model.predict([X32, X32], verbose=0))


@pytest.mark.parametrize("shuffle", [True, "batch"])
def test_of_what_is_stored_no_more_is_read_than_a_batch(shuffle):
    x, y = Stored(X), Stored(Y.astype("float64"))
    opened(x, shuffle)
    assert x.most == 6 and (shuffle is True or x.slices >= 9)
    checks.before_training(classifier(), ArrayBatches.of(X, y).samples)
    assert y.most == 8  # labels are looked at in blocks


@pytest.mark.parametrize(
    "labels, message",
    [
        (np.where(np.arange(20) == 13, np.nan, 1.0), r"hold NaN, the first at index \[13\]"),
        (np.where(np.arange(20) == 13, 7.0, 1.0), "between 1 and 7, but its last layer has 3 units"),
        (np.array(["a"] * 20, object), r"text \('a'\)"),
    ],
)
def test_labels_are_checked_in_blocks(labels, message):
    for given in (labels, Stored(labels), labels.tolist()):
        with pytest.raises(ValueError, match=message):
            results(X, given)


@pytest.mark.parametrize(
    "x, message",
    [
        ([[1.0, 2.0, 3.0, 4.0]] * 3 + [[1.0]], "the lists in argument x are of several lengths"),
        ([1.0, [2.0]], "the lists in argument x are of several lengths"),
        (Stored(np.float64(3.0)), "must hold samples along a first axis"),
        ({"x": X, "y": X[:7]}, "x sizes: 20, 7"),
        ([X, X[:7]], "x sizes: 20, 7"),
        ([X, None], "Argument x holds None"),
    ],
)
def test_what_is_no_data_is_refused(x, message):
    with pytest.raises(ValueError, match=message):
        classifier().predict(x, verbose=0)


def test_tensors_keep_their_type_and_arrays_get_keras_s():
    found = ArrayBatches.of(tf.constant(X), tf.Variable(X)).samples
    assert [a.dtype.name for a in found.arrays] == ["float64", "float64"]
    keras.backend.set_floatx("float64")
    try:
        assert ArrayBatches.of(X32, X).samples.x.dtype == "float64"
        assert next(ArrayBatches.of(X32, X).cut(5).open())[1][1].base is not None  # as it is
    finally:
        keras.backend.set_floatx("float32")


def test_text_that_is_stored_becomes_strings():
    words = np.array(["ab", "é"] * 10, object)[:, None]
    given = keras.Input((1,), dtype="string")
    model = keras.Model(given, tf.strings.upper(given))
    assert model.predict(Stored(words), batch_size=3, verbose=0).tolist() == [[b"AB"], ["é".encode()]] * 10


def test_a_dataset_of_hdf5_is_data(tmp_path):
    h5py = pytest.importorskip("h5py")
    with h5py.File(tmp_path / "data.h5", "w") as file:
        x, y = file.create_dataset("x", data=X), file.create_dataset("y", data=Y)
        for shuffle in (True, "batch", False):
            assert opened(x, shuffle) == opened(X32, shuffle)
        assert results(x, y, validation_data=(x, y)) == results(X32, Y, validation_data=(X32, Y))


MEASURE = """
import resource, sys, time
import numpy as np
from tenfold import keras

def data(kind, rows):
    wide = np.random.rand(rows, 200).astype("float16" if kind == "float16" else "float64")
    return [*map(list, wide)] if kind == "list" else wide

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

kind, rows = sys.argv[1], int(sys.argv[2])
model = keras.Sequential([keras.layers.Dense(1, input_shape=(200,))])
model.compile("sgd", "mse")
model.fit(data(kind, 4096)[:], np.ones(4096), batch_size=512, verbose=0)
x, y = data(kind, rows), np.zeros(rows)
size, before = rows * (400 if kind == "float16" else 1600), peak()
if kind == "list":
    size += rows * 200 * 32 - 1600 * rows
start, steps = time.perf_counter(), []
note = keras.callbacks.LambdaCallback(on_train_batch_end=lambda i, logs: steps.append(time.perf_counter() - start))
model.fit(x, y, batch_size=512, verbose=0, callbacks=[note], validation_data=(x, y))
print((peak() - before) / size, steps[0])
"""


@pytest.mark.long
@pytest.mark.parametrize("kind, rows", [("float64", 500_000), ("float16", 500_000), ("list", 30_000)])
def test_training_needs_no_more_memory_than_the_data(kind, rows):
    run = [sys.executable, "-c", MEASURE, kind, str(rows)]
    more, first = map(float, subprocess.run(run, check=True, capture_output=True, text=True).stdout.split())
    assert more < 0.05
    assert first < 0.5 or kind == "list"
