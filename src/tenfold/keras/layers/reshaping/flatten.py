"""Flatten: one axis after the batch."""

import math

from tenfold.keras.layers.base.input_spec import InputSpec
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.layers.base.spatial import channels
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
