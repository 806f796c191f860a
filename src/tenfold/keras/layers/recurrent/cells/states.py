"""States of cells: how many and how large they are, and where they begin."""

from tenfold.core.base import nest
from tenfold.core.values.convert import convert
from tenfold.core.values.shapes import TensorShape
from tenfold.core.values.tensor import Tensor
from tenfold.ops.arrays.basics import concat, shape, zeros


def zero_states(cell, inputs=None, batch_size=None, dtype=None):
    """Zeros in the structure of `cell.state_size`.

    Args:
      inputs: a tensor with the batch first, whose batch and dtype are taken.
      batch_size: an int or scalar tensor, where there are no inputs.
      dtype: beside it; the cell's compute dtype by default.

    Raises:
      ValueError: neither inputs nor a batch size.
    """
    if inputs is not None:
        inputs = convert(nest.flatten(inputs)[0])
        batch_size, dtype = shape(inputs)[0], inputs.dtype
    if batch_size is None:
        raise ValueError(
            f"The initial state of {getattr(cell, 'name', cell)} needs `inputs`, or `batch_size` and `dtype`. "
            f"Received: batch_size={batch_size}, dtype={dtype}"
        )
    dtype = dtype or getattr(cell, "compute_dtype", None) or "float32"
    return map_sizes(lambda size: _zeros(batch_size, TensorShape(size).as_list(), dtype), cell.state_size)


def _zeros(batch, dims, dtype):
    return zeros([batch, *dims] if isinstance(batch, int) else concat([[batch], dims], 0), dtype)


def as_tensors(states):
    """The states as a list of tensors; arrays and numbers are converted."""
    return [s if isinstance(s, Tensor) else convert(s) for s in as_list(states)]


def map_sizes(function, state_size):
    """`function` of each size, an int or a TensorShape, in the structure of `state_size`."""
    return nest.map_structure(lambda size: function([size] if isinstance(size, int) else size), state_size)


def as_list(states):
    """States as a list; one alone comes bare."""
    return list(states) if nest.is_nested(states) and not isinstance(states, dict) else [states]
