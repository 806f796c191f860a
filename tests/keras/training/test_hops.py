"""How many Python functions run where users feel it: counts, which no busy machine changes, and not timings."""

import gc
import sys

import numpy as np
import pytest

import tenfold as tf
from tenfold import keras
from tenfold.keras.layers.base.context import CALL

X, Y = np.ones((8, 3), np.float32), np.ones((8, 1), np.float32)


def calls(function, warm=4):
    """Python calls that `function()` makes once it is warm."""
    for _ in range(warm):
        function()
    count, before = [0], sys.getprofile()

    def note(frame, event, arg):
        count[0] += event == "call"

    gc.collect()
    gc.disable()  # what other tests left behind has finalisers, which would be counted
    sys.setprofile(note)
    try:
        function()
    finally:
        sys.setprofile(before)
        gc.enable()
    return count[0] - 1  # `function` itself


@pytest.fixture(autouse=True)
def without_losses_of_layers(monkeypatch):
    """A program in which no layer adds a loss, whatever ran before in this process: layers look for none there."""
    monkeypatch.setattr(CALL, "adds_losses", False)


@pytest.fixture
def mlp():
    model = keras.Sequential([keras.layers.Dense(8, "relu", input_shape=(3,)), keras.layers.Dense(1)])
    model.compile("adam", "mse", metrics=["mae"])
    return model


def test_an_eager_call_of_a_layer():
    layer, x = keras.layers.Dense(4), tf.constant(X)
    assert calls(lambda: layer(x)) <= 30


def test_an_eager_call_of_a_model(mlp):
    x = tf.constant(X)
    assert calls(lambda: mlp(x)) <= 88
    assert calls(lambda: mlp(x, training=True)) <= 88


def test_weights_are_not_looked_for_again(mlp):
    for name in ("weights", "trainable_weights", "non_trainable_weights"):
        assert calls(lambda name=name: getattr(mlp, name)) <= 5, name


def test_one_row_predicted(mlp):
    assert (
        calls(lambda: mlp.predict(X[:1], verbose=0)) <= 78
    )  # with the methods that `core.calls.methods` has looked through


def test_training_on_a_batch(mlp):
    assert calls(lambda: mlp.train_on_batch(X, Y)) <= 130  # Adam's steps are the library's after some more


def test_metrics_begin_anew_without_a_search(mlp):
    mlp.train_on_batch(X, Y)
    assert calls(mlp.reset_metrics) <= 20
