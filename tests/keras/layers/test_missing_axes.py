"""Inputs that lack an axis: the error says how they get it."""

import numpy as np
import pytest

import tenfold as tf

L = tf.keras.layers


@pytest.mark.parametrize(
    ("make", "shape", "said"),
    [
        (lambda: L.Dense(2), (3,), r"min_ndim=2.*x\[None\]"),
        (lambda: L.LSTM(2), (4, 3), r"ndim=3.*return_sequences=True"),
        (lambda: L.Conv2D(2, 1), (8, 8, 1), r"min_ndim=4.*x\[None\].*x\[\.\.\., None\]"),
        (lambda: L.MaxPool2D(), (1, 8, 8), r"ndim=4.*channels"),
        (lambda: L.LSTM(2), (1, 4, 3, 1), r"ndim=3, found ndim=4. Full shape received: \(1, 4, 3, 1\)$"),
        (lambda: L.Conv2D(2, 1), (8,), r"min_ndim=4, found ndim=1. Full shape received: \(8,\)$"),
    ],
)
def test_of_layers(make, shape, said):
    with pytest.raises(ValueError, match=said):
        make()(np.zeros(shape, "float32"))


def test_of_models():
    model = tf.keras.Sequential([L.Flatten(input_shape=(4, 3)), L.Dense(2)])
    model.compile("sgd", "mse")
    with pytest.raises(ValueError, match=r"expected shape=\(None, 4, 3\), found .*numpy.expand_dims\(x, 0\)"):
        model.predict(np.zeros((4, 3)), verbose=0)
    with pytest.raises(ValueError, match=r"found shape=\(None, 5\)$"):
        model.predict(np.zeros((4, 5)), verbose=0)
    single = tf.data.Dataset.from_tensor_slices((np.zeros((5, 4, 3)), np.zeros(5)))
    with pytest.raises(ValueError, match=r"scalar.*dataset\.batch\(32\)"):
        model.fit(single, verbose=0)
