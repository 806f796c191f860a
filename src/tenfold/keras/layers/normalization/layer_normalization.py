"""LayerNormalization (Ba et al. 2016, https://arxiv.org/abs/1607.06450)."""

from tenfold.keras.layers.normalization.scaled import ScaledLayer, along, axes_of, check_axis, computing_dtype, lengths
from tenfold.ops.arrays.basics import cast, ones, zeros
from tenfold.ops.math.elementwise import rsqrt
from tenfold.ops.nn.layer_normalization import layer_normalization
from tenfold.ops.nn.normalization import moments
from tenfold.ops.ragged.tensor import RaggedTensor


class LayerNormalization(ScaledLayer):
    """gamma * (x - mean) / sqrt(variance + epsilon) + beta, with the moments of each sample over `axis`.

    Args:
      axis: an int or a list of them: what is normalised together.
      epsilon, center, scale, ...: see `ScaledLayer`.
      rms_scaling: gamma * x / sqrt(variance + epsilon) in its place, without beta, as in Keras 3; for the root mean
        square itself there is RMSNormalization.

    gamma and beta have the lengths of the axes in `axis`, in that order. 16-bit inputs are normalised in float32.
    """

    def __init__(
        self,
        axis=-1,
        epsilon=1e-3,
        center=True,
        scale=True,
        beta_initializer="zeros",
        gamma_initializer="ones",
        rms_scaling=False,
        **kwargs,
    ):
        super().__init__(epsilon, center, scale, beta_initializer, gamma_initializer, **kwargs)
        self.axis, self.rms_scaling = check_axis(axis), bool(rms_scaling)

    def build(self, input_shape):
        axes = axes_of(self.axis, input_shape, self.name)
        shape = lengths(input_shape, axes, self.name)
        if self.rms_scaling:
            self.scale, self.center = True, False
        self.add_gamma_and_beta(shape)
        self.built = True

    def call(self, inputs):
        if isinstance(inputs, RaggedTensor):
            return self._of_ragged(inputs)
        axes, dtype = axes_of(self.axis, inputs.shape, self.name), computing_dtype(inputs)
        gamma, beta = [along(v, inputs, axes, dtype) for v in (self.gamma, self.beta)]
        if self.rms_scaling:
            return self._scaled(inputs, gamma, axes)
        gamma = ones((1,), dtype) if gamma is None else gamma
        beta = zeros((1,), dtype) if beta is None else beta
        return layer_normalization(inputs, gamma, beta, axes, self.epsilon)[0]

    def _of_ragged(self, inputs):
        """The vectors of all rows, normalised each by itself."""
        axes = axes_of(self.axis, inputs.shape, self.name)
        if axes != (inputs.shape.rank - 1,):
            raise ValueError(
                f"Layer {self.name} normalises a RaggedTensor along its last axis alone. Received axis={self.axis}; "
                "x.to_tensor() gives a dense tensor."
            )
        return inputs.with_flat_values(self.call(inputs.flat_values))

    def _scaled(self, inputs, gamma, axes):
        wide = cast(inputs, gamma.dtype)
        _, variance = moments(wide, axes, keepdims=True)
        return cast(wide * rsqrt(variance + self.epsilon) * gamma, inputs.dtype)

    def get_config(self):
        config = {**super().get_config(), "axis": self.axis}
        return {**config, "rms_scaling": True} if self.rms_scaling else config
