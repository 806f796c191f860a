"""Activations as layers and functions: what they refuse, how they are named, and what records leave out."""

import numpy as np
import pytest

import tenfold as tf
from tenfold import keras
from tenfold.api import era
from tenfold.testing.gears import derivative, same_in_gears

pytestmark = pytest.mark.usefixtures("fresh_names")
layers, activations = keras.layers, keras.activations
X = np.array([[-2.0, -0.5, 0.0, 0.5, 2.0]], "float32")


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: layers.LeakyReLU(None), "The alpha of a LeakyReLU layer cannot be None"),
        (lambda: layers.ELU(None), "The alpha of a ELU layer cannot be None"),
        (lambda: layers.ThresholdedReLU(None), "The theta of a ThresholdedReLU layer cannot be None"),
        (lambda: layers.ThresholdedReLU(-1), "cannot be a negative value. Received: -1"),
        (lambda: layers.ReLU(-1), "The max_value of a ReLU layer cannot be a negative value"),
        (lambda: layers.ReLU(negative_slope=-1), "The negative_slope of a ReLU layer"),
        (lambda: layers.ReLU(threshold=None), "The threshold of a ReLU layer"),
        (
            lambda: layers.PReLU(shared_axes=[3])(X),
            "shared_axes=.3. names the axis 3; .* axes after the batch are 1 to 1",
        ),
        (lambda: layers.PReLU()(keras.Input((None, 3))), r"does not know how many .* PReLU\(shared_axes=\[1\]\)"),
        (
            lambda: layers.Softmax()(X, mask=np.ones((1, 3), bool)),
            "a mask of shape .1, 3. does not fit inputs of shape",
        ),
        (lambda: layers.Softmax()(X[0]), "Cannot apply softmax to a tensor that is 1D"),
        (lambda: activations.glu(X), "axis -1 must be of even length"),
        (lambda: activations.get("leakyrelu"), "leaky_?relu|LeakyReLU"),
    ],
)
def test_arguments_that_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_keras_3_s_name_of_a_slope():
    assert layers.LeakyReLU(negative_slope=0.1).get_config()["alpha"] == 0.1
    with pytest.raises(TypeError, match="got both 'negative_slope' and 'alpha'"):
        layers.LeakyReLU(alpha=0.2, negative_slope=0.1)
    np.testing.assert_allclose(activations.relu(X, negative_slope=0.1), activations.leaky_relu(X, alpha=0.1))


def test_what_a_mask_hides_everywhere():
    np.testing.assert_allclose(layers.Softmax()(X, mask=np.zeros((1, 5), bool)), np.full((1, 5), 0.2), 1e-6)
    era.set_era("3")
    kept = np.array([[0.4, 0.6, 1.0, 0.0, 0.0]], "float32")
    try:
        as_of_3 = [layers.Softmax()(X, mask=m).numpy() for m in (np.zeros((1, 5), bool), kept)]
    finally:
        era.set_era(None)
    one = 1 / (1 + np.exp(X[0, 2] - X[0, 1]))
    np.testing.assert_allclose(as_of_3, [np.zeros((1, 5)), [[0, one, 1 - one, 0, 0]]], 1e-6)  # as Keras 3.15
    half = layers.Softmax(dtype="float16")(X, mask=np.array([[True, False, True, True, False]]))
    np.testing.assert_allclose(half, [[0.0486, 0, 0.3591, 0.5923, 0]], rtol=2e-3)


def test_a_given_mask_goes_on():
    mask = tf.constant([[True, False, True, True, False]])
    assert layers.Softmax()(X, mask=mask)._keras_mask is mask


def test_a_layer_as_an_activation():
    layer = layers.Dense(2, activation=layers.PReLU(alpha_initializer="ones"))
    layer(X)
    assert [w.name for w in layer.weights] == ["dense/kernel:0", "dense/bias:0", "dense/p_re_lu/alpha:0"]
    again = layers.Dense.from_config(layer.get_config())
    assert isinstance(again.activation, layers.PReLU)
    again(X)
    again.set_weights(layer.get_weights())
    np.testing.assert_allclose(again(X), layer(X))
    assert isinstance(activations.get("LeakyReLU"), layers.LeakyReLU)
    assert activations.get({"class_name": "ELU", "config": {"alpha": 0.5}}).alpha == 0.5


NEWER = (
    "celu glu hard_shrink hard_silu hard_swish hard_tanh leaky_relu log_sigmoid log_softmax relu6 silu soft_shrink "
    "sparse_plus sparse_sigmoid sparsemax squareplus tanh_shrink threshold"
).split()


@pytest.mark.parametrize("name", NEWER)
def test_names_of_activations(name):
    function = getattr(activations, name)
    assert activations.get(name) is function
    assert activations.get(activations.serialize(function)) is function


def test_sparsemax_is_the_nearest_point_of_probabilities():
    x = np.array([[0.3, 0.1, -0.2, 0.25], [3.0, 1.0, 0.2, 0.1], [0.0, 0.0, 0.0, 0.0]])
    found = same_in_gears(activations.sparsemax, tf.constant(x))
    np.testing.assert_allclose(found.sum(-1), 1)
    np.testing.assert_allclose(found, [[0.4166666667, 0.2166666667, 0, 0.3666666667], [1, 0, 0, 0], [0.25] * 4])
    np.testing.assert_allclose(activations.sparsemax(tf.constant(x.T), axis=0), found.T)
    np.testing.assert_allclose(activations.sparsemax(tf.constant(x.T[None]), axis=1), found.T[None])
    weights = np.arange(12.0).reshape(3, 4)
    point = tf.constant(x + 0.01 * weights)  # no two are alike
    with tf.GradientTape() as tape:
        tape.watch(point)
        loss = tf.reduce_sum(activations.sparsemax(point) * weights)
    np.testing.assert_allclose(
        tape.gradient(loss, point),
        derivative(lambda v: activations.sparsemax(tf.constant(v)) * weights, point),
        atol=1e-7,
    )


def test_hard_sigmoid_of_keras_3():
    np.testing.assert_allclose(activations.hard_sigmoid(X), [[0.1, 0.4, 0.5, 0.6, 0.9]], 1e-6)
    era.set_era("3")
    try:
        np.testing.assert_allclose(activations.hard_sigmoid(X), [[1 / 6, 0.4166667, 0.5, 0.5833333, 5 / 6]], 1e-6)
    finally:
        era.set_era(None)


@pytest.mark.parametrize(
    "make",
    [
        lambda: layers.ReLU(max_value=5.0),
        lambda: layers.ReLU(threshold=1.0, negative_slope=0.1),
        lambda: layers.ThresholdedReLU(),
        lambda: layers.ELU(0.5),
        lambda: layers.LeakyReLU(),
    ],
)
def test_nan_stays_nan(make):
    """As in tf_keras 2.21: a zero in its place would hide that training has gone wrong."""
    assert np.isnan(make()(np.array([[np.nan, 1.0]], "float32"))).tolist() == [[True, False]]


def test_relu_of_integers():
    x = np.array([-1, 2, 9])
    assert activations.relu(x, max_value=6).numpy().tolist() == [0, 2, 6]
    assert activations.relu(x).numpy().tolist() == [0, 2, 9]
