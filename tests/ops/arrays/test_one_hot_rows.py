"""one_hot of many indices: the same as comparing each class with each index."""

import numpy as np
import pytest

import tenfold as tf
from tenfold.ops.arrays import one_hot as module


@pytest.mark.parametrize("dtype", ["int32", "uint8", "int64", "bool"])
@pytest.mark.parametrize(("on", "off"), [(1.0, 0.0), (5.0, -2.0), (np.nan, np.inf), (1.0, -0.0)])
def test_many_are_as_few(dtype, on, off, monkeypatch):
    indices = (np.arange(-6, 74) % 13 - (2 if dtype.startswith("i") else 0)).reshape(4, 20).astype(dtype)

    def made():
        return tf.one_hot(indices, 9, on, off).numpy()

    many = made()
    monkeypatch.setattr(module, "MANY", 10**9)
    few = made()
    assert many.dtype == few.dtype and many.shape == few.shape == (4, 20, 9)
    assert np.array_equal(many, few, equal_nan=True)
    assert np.array_equal(np.signbit(many), np.signbit(few))


def test_strings_and_no_indices():
    assert tf.one_hot(np.arange(300), 2, "on", "").numpy()[5].tolist() == [b"", b""]
    found = tf.one_hot(np.arange(300) % 3, 2, "on", "off").numpy()
    assert found[:3].tolist() == [[b"on", b"off"], [b"off", b"on"], [b"off", b"off"]]
    assert tf.one_hot(np.zeros([0, 3], int), 400).shape == (0, 3, 400)
    assert tf.one_hot(np.zeros([400], int), 0).shape == (400, 0)
