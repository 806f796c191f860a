"""GroupNormalization (Wu & He 2018, https://arxiv.org/abs/1803.08494)."""

from tenfold.keras.layers.base.input_spec import InputSpec
from tenfold.keras.layers.normalization.masked import masked_moments, spread_mask
from tenfold.keras.layers.normalization.scaled import ScaledLayer, axes_of, check_axis, computing_dtype, lengths
from tenfold.keras.utils.arguments import whole_number
from tenfold.ops.arrays.basics import cast, concat, ones, reshape, shape, zeros
from tenfold.ops.nn.layer_normalization import layer_normalization
from tenfold.ops.nn.normalization import batch_normalization


class GroupNormalization(ScaledLayer):
    """gamma * (x - mean) / sqrt(variance + epsilon) + beta, with the moments of each sample's groups of channels.

    Args:
      groups: number of groups, each of channels / groups neighbours; -1 for as many as there are channels (instance
        normalisation). 1 is layer normalisation over all axes.
      axis: of the channels.
      epsilon, center, scale, ...: see `ScaledLayer`.

    A mask leaves the masked positions out of the moments. 16-bit inputs are normalised in float32.
    """

    def __init__(
        self,
        groups=32,
        axis=-1,
        epsilon=1e-3,
        center=True,
        scale=True,
        beta_initializer="zeros",
        gamma_initializer="ones",
        **kwargs,
    ):
        super().__init__(epsilon, center, scale, beta_initializer, gamma_initializer, **kwargs)
        self.groups = groups if groups == -1 else whole_number(groups, "groups")
        self.axis = check_axis(axis, several=False)

    def build(self, input_shape):
        (axis,) = axes_of(self.axis, input_shape, self.name)
        (channels,) = lengths(input_shape, (axis,), self.name)
        self.groups = channels if self.groups == -1 else self.groups
        if axis == 0:
            raise ValueError(f"{self.name}: axis 0 is the batch; the channels are along another axis.")
        if channels % self.groups:
            raise ValueError(
                f"Number of groups ({self.groups}) cannot be more than the number of channels ({channels}) and must "
                f"divide it; {self.name} received inputs of shape {tuple(input_shape)}."
            )
        self.input_spec = InputSpec(ndim=len(input_shape), axes={axis: channels})
        self.add_gamma_and_beta((channels,))
        self.built = True

    def call(self, inputs, mask=None):
        axis, dims = self.axis % len(inputs.shape), shape(inputs)
        parts = [self.groups, inputs.shape[axis] // self.groups]
        grouped = reshape(inputs, concat([dims[:axis], parts, dims[axis + 1 :]], 0))
        along = [1] * grouped.ndim
        along[axis : axis + 2] = parts
        gamma, beta = [
            self._along(*part, along, computing_dtype(inputs)) for part in ((self.gamma, ones), (self.beta, zeros))
        ]
        axes = tuple([i for i in range(1, grouped.ndim) if i != axis])
        if mask is None:
            outputs = layer_normalization(grouped, gamma, beta, axes, self.epsilon)[0]
        else:
            seen = reshape(spread_mask(mask, inputs), shape(grouped))
            outputs = self._normalize_masked(grouped, gamma, beta, axes, seen)
        return reshape(outputs, dims)

    def _along(self, weight, otherwise, along, dtype):
        """gamma or beta in the shape that broadcasts against the groups."""
        return otherwise((1,), dtype) if weight is None else cast(reshape(weight, along), dtype)

    def _normalize_masked(self, grouped, gamma, beta, axes, seen):
        wide = cast(grouped, gamma.dtype)
        mean, variance = masked_moments(wide, axes, seen)
        return cast(batch_normalization(wide, mean, variance, beta, gamma, self.epsilon), grouped.dtype)

    def get_config(self):
        return {**super().get_config(), "groups": self.groups, "axis": self.axis}
