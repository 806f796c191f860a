"""Broadcasting and its undoing, which every binary op's gradient needs."""

import numpy as np

from tenfold.core.calls.attrs import Shape
from tenfold.core.calls.op import op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.ops import memory
from tenfold.ops.graphdef import AsInput, Row, as_ints
from tenfold.ops.infer import shaped


@op(infer=shaped, graphdef=Row("input", AsInput("shape", read=as_ints)))
def broadcast_to(input, *, shape: Shape):
    """`input` repeated to fill `shape`, by NumPy's rules."""
    memory.reserve(shape, input.dtype)
    return repeated(input, shape)


def repeated(array, shape):
    """An array repeated to fill `shape`."""
    if not isinstance(array, (np.ndarray, np.generic)):
        return xp(array).broadcast_to(array, shape)
    out = np.empty(shape, array.dtype)  # np.broadcast_to is a slow Python function
    out[...] = array
    return out


@broadcast_to.gradient
def _(dy, input_shape):
    return sum_to(dy, input_shape)


@op(infer=lambda d, *, shape: Spec(shape, d.dtype))
def _sum_to(d, *, shape: Shape):
    """`d` summed over the axes along which `shape` was broadcast to give d's shape."""
    if not shape:
        return np.add.reduce(d, axis=None, dtype=d.dtype) if type(d) is np.ndarray else d.sum(dtype=d.dtype)
    if d.shape == shape:
        return d
    extra = d.ndim - len(shape)
    axes = tuple(i for i, n in enumerate(d.shape) if i < extra or shape[i - extra] == 1 and n != 1)
    return (d.sum(axis=axes, dtype=d.dtype) if axes else d).reshape(shape)


@_sum_to.gradient
def _(dy, d_shape):
    return broadcast_to(dy, d_shape)


def sum_to(d, shape):
    """Undo a broadcast: the gradient of an input of `shape`, given that of the broadcast result."""
    if type(shape) is tuple and d._dims == shape and None not in shape:
        return d
    return _sum_to(d, shape)
