"""UnitNormalization: each sample of length 1."""

from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.layers.normalization.scaled import axes_of, check_axis
from tenfold.ops.math.clipping import l2_normalize


class UnitNormalization(Layer):
    """x / sqrt(max(sum(x ** 2), 1e-12)), the sum over `axis`: an int or a list of them."""

    casts_numbers = True

    def __init__(self, axis=-1, **kwargs):
        super().__init__(**kwargs)
        self.axis, self.supports_masking = check_axis(axis), True

    def build(self, input_shape):
        axes_of(self.axis, input_shape, self.name)
        self.built = True

    def call(self, inputs):
        return l2_normalize(inputs, self.axis)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "axis": self.axis}
