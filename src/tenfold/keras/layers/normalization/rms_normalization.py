"""RMSNormalization (Zhang & Sennrich 2019, https://arxiv.org/abs/1910.07467)."""

from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.layers.normalization.scaled import along, axes_of, check_axis, computing_dtype, lengths
from tenfold.keras.utils.arguments import check_numbers
from tenfold.ops.arrays.basics import cast
from tenfold.ops.math.arithmetic import square
from tenfold.ops.math.elementwise import rsqrt
from tenfold.ops.math.reduce import reduce_mean


class RMSNormalization(Layer):
    """scale * x / sqrt(mean(x ** 2) + epsilon), the mean over `axis`: an int or a list of them.

    The scale, of ones at first, has the lengths of the axes in `axis`. 16-bit inputs are normalised in float32.
    """

    casts_numbers = True

    def __init__(self, axis=-1, epsilon=1e-6, **kwargs):
        super().__init__(**kwargs)
        check_numbers(epsilon=epsilon)
        self.axis, self.epsilon, self.supports_masking = check_axis(axis), epsilon, True

    def build(self, input_shape):
        axes = axes_of(self.axis, input_shape, self.name)
        shape = lengths(input_shape, axes, self.name)
        self.scale = self.add_weight("scale", shape, initializer="ones", experimental_autocast=False)
        self.built = True

    def call(self, inputs):
        axes, dtype = axes_of(self.axis, inputs.shape, self.name), computing_dtype(inputs)
        wide, scale = cast(inputs, dtype), along(self.scale, inputs, axes, dtype)
        inverse = rsqrt(reduce_mean(square(wide), axes, keepdims=True) + self.epsilon)
        return cast(wide * inverse * scale, inputs.dtype)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "axis": self.axis, "epsilon": self.epsilon}
