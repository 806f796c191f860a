"""What a layer makes of the arguments of its weights, and of masks that are not one for one; as in tf_keras 2.21."""

import subprocess
import sys

import numpy as np
import pytest

import tenfold as tf
from tenfold import keras
from tenfold.api import era

pytestmark = pytest.mark.usefixtures("fresh_names")
L = keras.layers
X = np.ones((2, 3), "float32")


def with_weight(**arguments):
    """A layer that was called, with one weight of these arguments."""

    class One(L.Layer):
        def build(self, input_shape):
            self.w = self.add_weight("w", (2,), initializer="ones", **arguments)

        def call(self, inputs):
            return inputs

    layer = One()
    layer(tf.constant(X))
    return layer


ON_READ = tf.VariableSynchronization.ON_READ


@pytest.mark.parametrize(
    "arguments, trained",
    [
        ({}, 1),
        ({"trainable": 0}, 0),
        ({"trainable": np.bool_(False)}, 0),
        ({"synchronization": ON_READ, "aggregation": tf.VariableAggregation.SUM}, 0),
        ({"synchronization": tf.VariableSynchronization.ON_WRITE}, 1),
    ],
)
def test_which_weights_are_trained(arguments, trained):
    layer = with_weight(**arguments)
    assert (len(layer.trainable_weights), len(layer.weights)) == (trained, 1)
    assert layer.w.trainable is bool(trained)


def test_what_is_summed_up_over_replicas_is_not_trained():
    with pytest.raises(ValueError, match="ON_READ goes with trainable=False"):
        with_weight(trainable=True, synchronization=ON_READ)
    assert not tf.Variable(1.0, synchronization=ON_READ).trainable


def test_weights_that_are_not_trained_have_losses_too():
    losses = with_weight(trainable=False, regularizer="l2").losses
    assert [round(float(v), 6) for v in losses] == [0.02]


def test_collections_of_a_weight():
    with tf.Graph().as_default():
        layer = with_weight(collections=["mine"])
        assert tf.compat.v1.get_collection("mine") == [layer.w] and tf.compat.v1.global_variables() == []
        assert tf.compat.v1.trainable_variables() == [layer.w]


def test_a_layer_reports_metrics_before_any_was_loaded():
    program = """
import numpy as np
from tenfold import keras

class Reports(keras.layers.Layer):
    def call(self, inputs):
        self.add_metric(inputs, name="mean")
        return inputs

layer = Reports()
layer(np.ones((1, 2), "float32")), layer(np.full((1, 2), 3, "float32"))
print([(metric.name, float(metric.result())) for metric in layer.metrics])
"""
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout == "[('mean', 2.0)]\n"


@pytest.mark.parametrize("shape", [None, {"a": (2, 3)}, (2, None)])
def test_a_shape_without_channels_is_refused(shape):
    with pytest.raises(ValueError, match="The channel dimension of the inputs to dense should be defined"):
        L.Dense(2).build(shape)


@pytest.mark.parametrize("trainable", [None, "no", 1])
def test_trainable_is_a_boolean(trainable):
    with pytest.raises(TypeError, match="Expected `trainable` argument to be a boolean, but got"):
        L.Dense(2, trainable=trainable)
    assert L.Dense(2, trainable=np.bool_(False)).trainable is False


@pytest.mark.parametrize("name", ["autocast", "experimental_autocast"])
def test_inputs_are_cast_unless_a_layer_says_otherwise(name):
    assert L.Layer(**{name: False})(X.astype("float64")).dtype == "float64"
    assert L.Layer()(X.astype("float64")).dtype == "float32"


def test_hints_are_taken_by_the_layers_they_are_for():
    L.Dense(2, implementation=1, dynamic=True), L.MultiHeadAttention(1, 2, flash_attention=True)
    with pytest.raises(TypeError, match="unexpected keyword argument 'flash_attention'"):
        L.Dense(2, flash_attention=True)


# masks


def masked():
    return L.Embedding(3, 2, mask_zero=True)(np.array([[1, 0]]))


class Masks(L.Layer):
    """Gives what `function` makes of its inputs, and hands masks on."""

    def __init__(self, function):
        super().__init__()
        self.function, self.supports_masking = function, True

    def call(self, inputs):
        return self.function(inputs)


def test_masks_of_layers_inside_stay():
    inner = L.Embedding(3, 2, mask_zero=True)
    outputs = Masks(lambda x: inner(tf.constant([[0, 1]])))(masked())
    assert outputs._keras_mask.numpy().tolist() == [[False, True]]
    inputs = masked()
    assert Masks(lambda x: x)(inputs)._keras_mask is inputs._keras_mask


@pytest.mark.parametrize("version, keeps", [("2.15", False), ("3", True)])
def test_identity_hands_masks_on_as_of_keras_3(version, keeps):
    era.set_era(version)
    try:
        outputs = L.Identity()(masked())
    finally:
        era.set_era(None)
    assert (getattr(outputs, "_keras_mask", None) is not None) is keeps


def test_one_mask_is_the_first_output_s():
    first, second = Masks(lambda x: (x * 2.0, x * 3.0))(masked())
    assert first._keras_mask.numpy().tolist() == [[True, False]]
    assert getattr(second, "_keras_mask", None) is None


# shapes


@pytest.mark.parametrize(
    "make, x",
    [
        (lambda: L.Dense(2), X),
        (lambda: L.Dense(2), X[None]),
        (lambda: L.MaxPooling1D(2), X[None]),
        (lambda: L.Conv1D(2, 2), X[None]),
    ],
)
def test_a_built_layer_takes_inputs_of_unknown_rank(make, x):
    layer = make()
    wanted = layer(x)
    found = tf.function(layer, input_signature=[tf.TensorSpec(None, tf.float32)])(x)
    np.testing.assert_allclose(found, wanted, 1e-6)


@pytest.mark.parametrize(
    "make", [lambda: L.Conv1D(2, 3), lambda: L.DepthwiseConv1D(3), lambda: L.SeparableConv1D(2, 3)]
)
def test_inputs_smaller_than_the_window_name_the_layer(make):
    layer = make()
    layer(np.ones((1, 4, 2), "float32"))
    small = np.ones((1, 2, 2), "float32")
    for call in (layer, tf.function(layer), lambda x: layer(keras.Input(batch_shape=x.shape))):
        with pytest.raises(ValueError, match=f"<= 0 due to downsampling in {layer.name}.*window 3 "):
            call(small)
