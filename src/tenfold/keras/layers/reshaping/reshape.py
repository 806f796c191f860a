"""Reshape: the same values under another shape."""

import math

import numpy as np

from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.utils.arguments import members
from tenfold.ops.arrays.basics import concat, reshape, shape


class Reshape(Layer):
    """(batch, ...) -> (batch, *target_shape); one entry of `target_shape` may be -1."""

    def __init__(self, target_shape, **kwargs):
        super().__init__(**kwargs)
        self.target_shape = (target_shape,) if isinstance(target_shape, int) else target_shape
        self.target_shape = members(self.target_shape, "target_shape", "Reshape")
        if any(not _is_length(d) for d in self.target_shape) or self.target_shape.count(-1) > 1:
            raise ValueError(
                "`target_shape` of a Reshape layer holds whole numbers, of which one may be -1: what is left over. "
                f"Received: target_shape={target_shape}"
            )
        self.target_shape = tuple(map(int, self.target_shape))

    def call(self, inputs):
        return reshape(inputs, concat([shape(inputs)[:1], list(self._resolved(inputs._dims))], 0))

    def _resolved(self, dims):
        """The target with -1 worked out, so that the shape is known beforehand; ValueError where the sizes differ."""
        if dims is None or None in dims[1:]:
            return self.target_shape
        have, want = math.prod(dims[1:]), math.prod(d for d in self.target_shape if d != -1)
        if have != want if -1 not in self.target_shape else not want or have % want:
            raise ValueError(
                "total size of new array must be unchanged, "
                f"input_shape = {list(dims[1:])}, output_shape = {list(self.target_shape)}"
            )
        return tuple(have // want if d == -1 else d for d in self.target_shape)

    def get_config(self):
        return {**super().get_config(), "target_shape": self.target_shape}


def _is_length(value):
    return isinstance(value, (int, float, np.number)) and int(value) >= -1
