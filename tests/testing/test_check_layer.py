"""What `check_layer` finds, and that it lets right layers be."""

import numpy as np
import pytest

import tenfold as tf
from tenfold import keras
from tenfold.testing import check_layer

pytestmark = pytest.mark.usefixtures("fresh_names")


@pytest.fixture
def fresh_names():
    keras.backend.clear_session()


class Scale(keras.layers.Layer):
    """One weight, a training flag, a configuration."""

    def __init__(self, factor=2.0, **kwargs):
        super().__init__(**kwargs)
        self.factor = factor

    def build(self, input_shape):
        self.scale = self.add_weight(name="scale", shape=(input_shape[-1],), initializer="ones", regularizer="l2")
        super().build(input_shape)

    def call(self, inputs, training=None):
        return inputs * self.scale * (self.factor if training else 1.0)

    def get_config(self):
        return {**super().get_config(), "factor": self.factor}


class WrongShape(Scale):
    def compute_output_shape(self, input_shape):
        return (*tuple(input_shape), 1)


class WrongConfig(Scale):
    def get_config(self):
        return {**super().get_config(), "factor": self.factor + 1.0}


class OtherConfig(Scale):
    def get_config(self):
        self.factor += 1
        return super().get_config()


class Forgetful(Scale):
    """Its weights are not what its configuration and weights say."""

    def build(self, input_shape):
        super().build(input_shape)
        self.hidden = np.random.rand()

    def call(self, inputs, training=None):
        return super().call(inputs) + self.hidden


class Restless(Scale):
    def call(self, inputs, training=None):
        return inputs + tf.random.normal(())


class Untraced(Scale):
    """Computes something else in a graph than eagerly."""

    def call(self, inputs, training=None):
        return inputs * self.scale * (1.0 if tf.executing_eagerly() else 1.5)


class Masked(Scale):
    def compute_mask(self, inputs, mask=None):
        return mask


class Miscounted(Scale):
    def count_params(self):
        return 7


class BadCopies(Scale):
    def __setstate__(self, state):
        super().__setstate__(state)
        self.scale = tf.Variable(2 * self.scale)


class Wide(Scale):
    """Computes in float32 whatever its policy."""

    def call(self, inputs, training=None):
        return tf.cast(super().call(inputs), "float32")


class Coarse(Scale):
    """Computes something else in 16 bits."""

    def call(self, inputs, training=None):
        return super().call(inputs) * (1 if inputs.dtype.size > 2 else 1.5)


class Half(Scale):
    """A weight in the dtype of computation."""

    def build(self, input_shape):
        self.scale = self.add_weight(name="scale", shape=(input_shape[-1],), dtype=self.compute_dtype)


WRONG = {
    WrongShape: "compute_output_shape",
    WrongConfig: "configuration changed",
    OtherConfig: "something else the second time",
    Forgetful: "functional model|configuration|second call|step",
    Restless: "called on tensors",
    Untraced: "functional model|step in first gear",
    Masked: "mask should be dropped, and after the call there is one",
    Miscounted: r"count_params\(\) is 7; the weights have 3",
    BadCopies: "deep copied",
    Wide: "mixed_float16: output 0 is float32, not float16",
    Coarse: "outputs under mixed_float16",
    Half: "the weight half/scale:0 is float16, not float32",
}


@pytest.mark.parametrize("layer, message", WRONG.items())
def test_check_layer_finds_what_is_wrong(layer, message):
    with pytest.raises(AssertionError, match=message):
        check_layer(
            lambda: layer(name=layer.__name__.lower()),
            np.ones((2, 3), "float32"),
            unknown="batch",
            custom_objects={layer.__name__: layer},
            second_gear=False,
        )


def test_the_policy_of_the_process_stays():
    with pytest.raises(AssertionError):
        check_layer(Wide, np.ones((2, 3), "float32"), unknown="batch", custom_objects={"Wide": Wide}, second_gear=False)
    assert keras.mixed_precision.global_policy().name == "float32"


class Lengths(keras.layers.Layer):
    """Strings to lengths."""

    def call(self, inputs):
        return tf.strings.length(inputs)

    def compute_output_shape(self, input_shape):
        return input_shape


class Parts(keras.layers.Layer):
    """A dictionary, and a further tensor, to several outputs; it learns an offset."""

    def build(self, input_shape):
        self.offset = self.add_weight(name="offset", shape=())

    def call(self, inputs, more, by=1.0):
        return [inputs["a"] * by + self.offset, tf.cast(more, inputs["b"].dtype) + inputs["b"]]


@pytest.mark.parametrize("second_gear", [True, False])
def test_inputs_of_every_kind(second_gear):
    words = np.array([["a", "bcd"], ["", "xy"]])
    check_layer(Lengths, words, trains=False, custom_objects={"Lengths": Lengths}, second_gear=second_gear)
    floats = np.arange(6, dtype="float32").reshape(2, 3) / 6
    check_layer(
        Parts,
        {"a": floats, "b": floats},
        call={"more": floats, "by": 2.0},
        custom_objects={"Parts": Parts},
        second_gear=second_gear,
    )
    whole = np.arange(6, dtype="int32").reshape(2, 3)
    check_layer(lambda: keras.layers.Lambda(lambda x: x + 1), whole, trains=False, second_gear=second_gear)
