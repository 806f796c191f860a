"""Eager calls that repeat run as a program, and nobody can tell but by the clock."""

import copy

import numpy as np
import pytest

import tenfold as tf
from tenfold.keras.layers.base.context import CALL
from tenfold.keras.models import repeated

keras = tf.keras
layers = keras.layers
X = np.random.default_rng(0).normal(size=(4, 3)).astype(np.float32)
FEW = 3


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    monkeypatch.setattr(repeated, "FEW", FEW)
    monkeypatch.setattr(CALL, "adds_losses", False)  # as in a program in which no layer adds any


def model_of(*stack):
    return keras.Sequential([layers.Input((3,)), *stack])


def programs(model):
    found = getattr(model, "_steps", {}).get("call")
    return len(found[1]._traced) if found else 0


def called(model, times=FEW + 2, x=X, **kwargs):
    """What the last of some calls gives."""
    for _ in range(times):
        y = model(x, **kwargs)
    return y


@pytest.mark.parametrize(
    "x", [X, tf.constant(X), X.astype(np.float64), (X * 9).astype(np.int32)], ids=lambda x: x.dtype
)
def test_a_program_gives_what_a_call_gives(x):
    model = model_of(layers.Dense(5, "selu"), layers.Dropout(0.5), layers.BatchNormalization(), layers.Dense(2))
    before = model(x)
    for kwargs in ({}, {"training": False}, {"training": None}):
        found = called(model, x=x, **kwargs)
        assert type(found) is type(before) and found.dtype == before.dtype and found.shape == before.shape
        np.testing.assert_allclose(found, before, rtol=1e-5, atol=1e-6)
    assert programs(model) == 1
    np.testing.assert_allclose(called(model, x=x[:2]), before[:2], rtol=1e-5, atol=1e-6)  # of any batch
    assert programs(model) == 1


def test_several_inputs_of_one_kind_of_outputs():
    inputs = layers.Input((3,))
    model = keras.Model(inputs, {"a": layers.Dense(2)(inputs), "b": [layers.Dense(1)(inputs)]})
    before, after = model(X), called(model)
    assert programs(model) == 1 and set(after) == {"a", "b"} and len(after["b"]) == 1
    np.testing.assert_allclose(after["b"][0], before["b"][0], rtol=1e-5, atol=1e-6)


def test_weights_layers_and_functions_may_change():
    model = model_of(layers.Dense(2), layers.Activation("linear"))
    y = called(model).numpy()
    assert programs(model) == 1
    model.layers[0].set_weights([w * 2 for w in model.get_weights()])
    np.testing.assert_allclose(called(model, 1), y * 2, rtol=1e-5)
    model.layers[1].activation = tf.nn.relu
    np.testing.assert_allclose(called(model), np.maximum(y * 2, 0), rtol=1e-5, atol=1e-6)
    model.add(layers.Rescaling(3.0))
    np.testing.assert_allclose(called(model), np.maximum(y * 6, 0), rtol=1e-5, atol=1e-6)
    for other in (copy.deepcopy(model), keras.models.clone_model(model)):
        assert programs(other) == 0
        other.set_weights(model.get_weights())
        np.testing.assert_allclose(called(other), model(X), rtol=1e-5, atol=1e-6)


def test_training_in_between():
    model = model_of(layers.Dense(2, "tanh"))
    model.compile(keras.optimizers.SGD(0.1), "mse")
    for _ in range(FEW + 2):
        before = model(X).numpy()
        model.train_on_batch(X, np.ones((4, 2), np.float32))
        model.trainable = not model.trainable
        assert np.abs(model(X) - before).max() > 1e-3
    assert programs(model) == 1


def test_gradients_are_recorded_and_functions_traced():
    model = model_of(layers.Dense(1, use_bias=False))
    called(model)
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(model(X))
    np.testing.assert_allclose(tape.gradient(y, model.weights[0])[:, 0], X.sum(0), rtol=1e-5)
    np.testing.assert_allclose(tf.function(model)(tf.constant(X)), model(X), rtol=1e-5, atol=1e-6)


def test_python_of_the_users_runs_every_time():
    seen = []

    def noted(x):
        seen.append(1)
        return x * 2

    class Noted(layers.Layer):
        def call(self, inputs):
            return noted(inputs)

    class Own(keras.Model):
        def call(self, inputs):
            return noted(inputs)

    made = [model_of(layers.Lambda(noted)), model_of(Noted()), model_of(layers.Dense(3, noted)), Own()]
    patched = model_of(layers.Dense(2))
    patched.layers[0].call = noted
    for model in [*made, patched]:
        model(X)
        seen.clear()
        called(model, 10)
        assert len(seen) == 10 and programs(model) == 0


def test_what_a_call_does_besides_is_done_every_time(monkeypatch):
    noisy = model_of(layers.Dropout(0.5))
    assert not np.array_equal(called(noisy, training=True), called(noisy, 1, training=True))
    drawing = model_of(layers.GaussianNoise(1.0))
    with monkeypatch.context() as patch:
        patch.setattr(CALL, "learning_phase", True)
        assert not np.array_equal(called(drawing), called(drawing, 1))
    ways = {"activation": "linear", "recurrent_initializer": "identity", "kernel_initializer": "ones"}
    stateful = keras.Sequential([layers.Input(batch_shape=(4, 2, 3)), layers.SimpleRNN(2, stateful=True, **ways)])
    x = np.ones((4, 2, 3), np.float32)
    assert not np.allclose(called(stateful, x=x), called(stateful, 1, x=x))
    penalized = model_of(layers.Dense(2, activity_regularizer="l2"))
    called(penalized)
    assert len(penalized.losses) == 1 and programs(penalized) == 0


def test_masks_stay():
    model = keras.Sequential([layers.Input((3,)), layers.Embedding(9, 2, mask_zero=True)])
    x = np.array([[1, 0, 2]])
    np.testing.assert_array_equal(called(model, x=x)._keras_mask, [[True, False, True]])


def test_results_are_nobody_elses():
    model = model_of(layers.Reshape((3, 1)))
    x = X.copy()
    y = called(model, x=x)
    x[:] = 0
    np.testing.assert_array_equal(y[..., 0], X)


def test_wrong_inputs_are_refused_as_ever():
    model = model_of(layers.Dense(2))
    called(model)
    with pytest.raises(ValueError, match="expected"):
        called(model, x=np.ones((2, 4), np.float32))
