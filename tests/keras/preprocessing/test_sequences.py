"""Padded sequences, skip-grams and windows in programs: models, tensors, tables of other libraries."""

import numpy as np
import pytest

import tenfold as tf

S = tf.keras.preprocessing.sequence


def padded_slowly(sequences, length, padding, truncating, value):
    rows = []
    for sequence in sequences:
        kept = sequence[-length:] if truncating == "pre" else sequence[:length]
        fill = [value] * (length - len(kept))
        rows.append(fill + kept if padding == "pre" else kept + fill)
    return rows


@pytest.mark.parametrize("padding", ["pre", "post"])
@pytest.mark.parametrize("truncating", ["pre", "post"])
def test_padding_by_its_definition(padding, truncating):
    rng = np.random.RandomState(3)
    sequences = [rng.randint(0, 99, rng.randint(0, 9)).tolist() for _ in range(200)]
    wanted = padded_slowly(sequences, 5, padding, truncating, 7)
    options = {"maxlen": 5, "padding": padding, "truncating": truncating, "value": 7}
    assert S.pad_sequences(sequences, **options).tolist() == wanted
    assert S.pad_sequences([np.array(s, int) for s in sequences], **options).tolist() == wanted
    assert S.pad_sequences(tf.ragged.constant(sequences), **options).tolist() == wanted


def test_tensors_are_padded():
    found = S.pad_sequences([tf.constant([1, 2]), tf.constant([3])], maxlen=tf.constant(3))
    assert found.tolist() == [[0, 1, 2], [0, 0, 3]] and found.flags.writeable
    assert S.pad_sequences(tf.constant([[1, 2], [3, 4]]), 3).tolist() == [[0, 1, 2], [0, 3, 4]]


def test_what_does_not_fit_is_named():
    with pytest.raises(ValueError, match=r"position 1 .*dtype=object"):
        S.pad_sequences([[1], ["a"]])
    with pytest.raises(ValueError, match=r"padded as \[sequence\]"):
        S.pad_sequences([1, 2])
    with pytest.raises(ValueError, match="give `maxlen`"):
        S.pad_sequences([])


class Table:
    """What a table of another library is: rows have names, values are an array."""

    iloc = None

    def __init__(self, values):
        self.values = np.array(values)

    def __len__(self):
        return len(self.values)

    def __array__(self, dtype=None, copy=None):
        return np.array(self.values, dtype)


def test_windows_of_tables_and_lists_are_those_of_arrays():
    data, targets = np.arange(24.0).reshape(12, 2), np.arange(12)
    options = {"length": 4, "sampling_rate": 2, "stride": 2, "batch_size": 3, "reverse": True}
    wanted = list(S.TimeseriesGenerator(data, targets, **options))
    for convert in (Table, np.ndarray.tolist, tf.constant):
        found = list(S.TimeseriesGenerator(convert(data), convert(targets), **options))
        assert len(found) == len(wanted) == 2
        for (x, y), (windows, at_rows) in zip(wanted, found):
            np.testing.assert_array_equal(windows, x)
            np.testing.assert_array_equal(at_rows, y)


def test_a_model_learns_from_windows():
    series = np.sin(np.arange(60) / 3).astype("float32")[:, None]
    batches = S.TimeseriesGenerator(series, series, length=6, batch_size=16, max_queue_size=2)
    assert batches.max_queue_size == 2
    model = tf.keras.Sequential([tf.keras.layers.Flatten(), tf.keras.layers.Dense(1, kernel_initializer="zeros")])
    model.compile("adam", "mse")
    losses = model.fit(batches, epochs=2, verbose=0).history["loss"]
    assert losses[1] < losses[0] and model.predict(batches, verbose=0).shape == (54, 1)


def test_skipgrams_without_a_seed_follow_pythons():
    import random

    random.seed(4)
    first = S.skipgrams([1, 2, 3], 9)
    assert S.skipgrams([1, 2, 3], 9) != first
    random.seed(4)
    assert S.skipgrams([1, 2, 3], 9) == first
