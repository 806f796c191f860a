"""Masking: steps that hold nothing but one value."""

from tenfold.keras.layers.base.layer import Layer
from tenfold.ops.arrays.basics import cast
from tenfold.ops.math.arithmetic import multiply
from tenfold.ops.math.comparison import not_equal
from tenfold.ops.math.reduce import reduce_any


class Masking(Layer):
    """Hides a step from the layers after where all its features equal `mask_value`; there the outputs are zero.

    Shapes: (batch, steps, ..., features) -> the same; the mask has all axes but the last.
    """

    casts_numbers = True

    def __init__(self, mask_value=0.0, **kwargs):
        super().__init__(**kwargs)
        self.mask_value, self.supports_masking = mask_value, True

    def call(self, inputs):
        kept = reduce_any(not_equal(inputs, self.mask_value), axis=-1, keepdims=True)
        return multiply(inputs, cast(kept, inputs.dtype))

    def compute_mask(self, inputs, mask=None):
        return reduce_any(not_equal(inputs, self.mask_value), axis=-1)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "mask_value": self.mask_value}
