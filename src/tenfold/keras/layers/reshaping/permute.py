"""Permute: the axes in another order."""

from numbers import Integral

from tenfold.keras.layers.base.input_spec import InputSpec
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.utils.arguments import members
from tenfold.ops.arrays.basics import transpose


class Permute(Layer):
    """The inputs with their axes in the order `dims`, in which the first one after the batch is 1.

    Shapes: (batch, ...) -> axis i of the outputs is axis dims[i - 1] of the inputs.

    Raises:
      ValueError: `dims` is no order of 1, 2, ...
    """

    def __init__(self, dims, **kwargs):
        super().__init__(**kwargs)
        self.dims = members(dims, "dims", "Permute")
        whole = [d for d in self.dims if isinstance(d, Integral)]
        if len(whole) < len(self.dims) or sorted(whole) != list(range(1, len(whole) + 1)):
            raise ValueError(
                "Invalid permutation argument `dims` for Permute Layer. The set of indices in `dims` must be "
                f"consecutive and start from 1. Received dims={dims}"
            )
        self.input_spec = InputSpec(ndim=len(self.dims) + 1)

    def call(self, inputs):
        return transpose(inputs, (0, *self.dims))

    def get_config(self):
        return {**super().get_config(), "dims": self.dims}
