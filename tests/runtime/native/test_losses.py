"""Cross-entropy of yes/no decisions in second gear, however it is written: the library's, as first gear has it."""

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.thread import using
from tenfold.core.calls.op import OPS
from tenfold.runtime import xla
from tenfold.runtime.gears.lowering import instructions_of
from tenfold.runtime.native import library

keras = tf.keras
pytestmark = [
    pytest.mark.skipif(not xla.available(), reason="JAX is not installed"),
    pytest.mark.skipif(not library.available(), reason=f"no native kernels: {library.absence()}"),
]
RNG = np.random.default_rng(11)
SHAPE = (6, 9, 61)
Z = RNG.random(SHAPE, dtype=np.float32)
X = RNG.normal(0, 6, SHAPE).astype(np.float32)
OURS = ["sigmoid_cross_entropy_total", "sigmoid_cross_entropy_grad"]
of_logits = tf.nn.sigmoid_cross_entropy_with_logits


def with_gradient(loss, shape=SHAPE, dtype=tf.float32):
    """A function of labels and logits that gives a loss and its gradient; no size is known but the last."""
    spec = tf.TensorSpec([None] * (len(shape) - 1) + [shape[-1]], dtype)

    @tf.function(input_signature=[spec, spec])
    def function(z, x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = loss(z, x)
        return value, tape.gradient(value, x)

    return function


def names(function):
    e = function.get_concrete_function().executable
    return [i.operation.name for i in instructions_of(e.nodes, e.outputs, e.inputs)]


SPELLINGS = {
    "a loss of logits": lambda z, x: keras.losses.BinaryCrossentropy(from_logits=True)(z, x),
    "weighted": lambda z, x: keras.losses.BinaryCrossentropy(from_logits=True)(z, x, sample_weight=z[:, :, 0]),
    "a loss of probabilities": lambda z, x: keras.losses.BinaryCrossentropy()(z, tf.sigmoid(x)),
    "of a layer": lambda z, x: keras.losses.BinaryCrossentropy()(z, keras.layers.Activation("sigmoid")(x)),
    "a function": lambda z, x: tf.reduce_sum(keras.losses.binary_crossentropy(z, x, from_logits=True)),
    "the mean of all": lambda z, x: tf.reduce_mean(of_logits(labels=z, logits=x)),
    "sums": lambda z, x: tf.reduce_mean(tf.reduce_sum(of_logits(labels=z, logits=x), axis=[1, 2])),
    "kept axes": lambda z, x: tf.reduce_max(tf.reduce_sum(of_logits(labels=z, logits=x), axis=-1, keepdims=True)),
}


@pytest.mark.parametrize("loss", SPELLINGS.values(), ids=SPELLINGS)
def test_every_spelling_is_the_librarys(loss):
    function = with_gradient(loss)
    found = names(function)
    assert found.count(OURS[0]) == found.count(OURS[1]) == 1


def assert_gears_agree(function, z=Z, x=X):
    given = []
    for gear in ("first", "second"):
        with using(gear=gear):
            given.append(function(z, x))
    assert any("second gear" in line for line in function.get_concrete_function().executable.explain())
    for a, b in zip(*given, strict=True):
        assert a.dtype == b.dtype and a.shape == b.shape
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)
    return given[1]


@pytest.mark.parametrize("name", ["weighted", "the mean of all", "sums", "kept axes"])
def test_gears_agree_and_gradients_are_differences(name):
    loss = SPELLINGS[name]
    value, gradient = assert_gears_agree(with_gradient(loss))
    z, x, way = Z.astype(np.float64), X.astype(np.float64), RNG.normal(size=SHAPE)
    step = 1e-5 * way
    wanted = (loss(tf.constant(z), tf.constant(x + step)) - loss(tf.constant(z), tf.constant(x - step))) / 2e-5
    np.testing.assert_allclose(np.sum(gradient.numpy() * way), wanted, rtol=2e-4)
    np.testing.assert_allclose(value, loss(tf.constant(z), tf.constant(x)), rtol=1e-5)


def test_not_finite_numbers_come_through():
    x = X.copy()
    x[0, 0, :5], x[2, 3, 4] = [np.inf, -np.inf, 200, -200, 0], np.nan
    value, gradient = with_gradient(lambda z, x: tf.reduce_sum(of_logits(labels=z, logits=x), axis=-1))(Z, x)
    with np.errstate(invalid="ignore"):
        wanted = np.sum(np.maximum(x, 0) - x * Z + np.log1p(np.exp(-abs(x))), -1)
        slope = 1 / (1 + np.exp(-x.astype(np.float64))) - Z
    with using(gear="second"):
        found = with_gradient(lambda z, x: tf.reduce_sum(of_logits(labels=z, logits=x), axis=-1))(Z, x)
    for a, b in ((value, wanted), (gradient, slope), (found[0], wanted), (found[1], slope)):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)


def test_what_is_not_the_librarys_stays_xlas():
    narrow = with_gradient(SPELLINGS["the mean of all"], (700, 3))
    first = with_gradient(lambda z, x: tf.reduce_sum(of_logits(labels=z, logits=x), axis=0))  # not the last axes
    wanted_too = with_gradient(lambda z, x: tf.reduce_mean(y := of_logits(labels=z, logits=x)) + tf.reduce_max(y))
    doubles = with_gradient(SPELLINGS["the mean of all"], dtype=tf.float64)
    assert not {*OURS} & {*names(doubles)} and OURS[0] not in names(wanted_too)
    assert_gears_agree(with_gradient(lambda z, x: narrow.python_function(z, x)[0], (700, 3)), Z[0, :, :3], X[0, :, :3])
    assert_gears_agree(first)


def test_somebody_elses_kernel_is_not_passed_by():
    operation = OPS["sigmoid_cross_entropy"]
    kernel = operation.kernel("xla")(lambda labels, logits: logits * 0 + 8)
    try:
        assert OURS[0] not in names(with_gradient(SPELLINGS["sums"]))
    finally:
        operation.withdraw("xla", kernel)


def test_an_autoencoder_trains_alike_in_both_gears():
    histories = []
    for gear in ("first", "second"):
        keras.utils.set_random_seed(1)
        model = keras.Sequential([keras.layers.Dense(8, "relu"), keras.layers.Dense(61, "sigmoid")])
        model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy")
        with using(gear=gear):
            histories.append(model.fit(Z[:, 0], Z[:, 0], batch_size=6, epochs=4, verbose=0).history["loss"])
    np.testing.assert_allclose(*histories, rtol=1e-4)
