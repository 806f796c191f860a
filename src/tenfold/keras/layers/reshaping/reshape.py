"""Flatten and Reshape: the same values under another shape."""

import math

from tenfold.keras.layers.base.input_spec import InputSpec
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.layers.convolution.conv2d import channels
from tenfold.ops.arrays.basics import concat, expand_dims, reshape, shape, transpose


class Flatten(Layer):
    """(batch, ...) -> (batch, product of the rest); (batch,) -> (batch, 1)."""

    def __init__(self, data_format=None, **kwargs):
        super().__init__(**kwargs)
        self.data_format = channels(data_format)
        self.input_spec = InputSpec(min_ndim=1)

    def call(self, inputs):
        rank = inputs.ndim
        if self.data_format == "channels_first" and rank is not None and rank > 2:
            inputs = transpose(inputs, [0, *range(2, rank), 1])
        if rank == 1:
            return expand_dims(inputs, 1)
        rest = inputs._dims[1:] if inputs._dims is not None else (None,)
        if None not in rest:
            return reshape(
                inputs,
                concat([shape(inputs)[:1], [math.prod(rest)]], 0)
                if inputs._dims[0] is None
                else [inputs._dims[0], math.prod(rest)],
            )
        return reshape(inputs, concat([shape(inputs)[:1], [-1]], 0))

    def get_config(self):
        return {**super().get_config(), "data_format": self.data_format}


class Reshape(Layer):
    """(batch, ...) -> (batch, *target_shape); one entry of `target_shape` may be -1."""

    def __init__(self, target_shape, **kwargs):
        super().__init__(**kwargs)
        self.target_shape = (target_shape,) if isinstance(target_shape, int) else tuple(int(d) for d in target_shape)

    def call(self, inputs):
        return reshape(inputs, concat([shape(inputs)[:1], list(self._resolved(inputs._dims))], 0))

    def _resolved(self, dims):
        """The target with -1 worked out, so that the shape is known beforehand; ValueError where the sizes differ."""
        if dims is None or None in dims[1:]:
            return self.target_shape
        have, want = math.prod(dims[1:]), math.prod(d for d in self.target_shape if d != -1)
        if self.target_shape.count(-1) > 1 or (
            have != want if -1 not in self.target_shape else not want or have % want
        ):
            raise ValueError(
                "total size of new array must be unchanged, "
                f"input_shape = {list(dims[1:])}, output_shape = {list(self.target_shape)}"
            )
        return tuple(have // want if d == -1 else d for d in self.target_shape)

    def get_config(self):
        return {**super().get_config(), "target_shape": self.target_shape}
