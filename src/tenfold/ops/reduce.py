"""Reductions: sums, means, extremes over axes."""

import math

import numpy as np

from tenfold.core.attrs import Axes, Bool
from tenfold.core.infer import as_tuple, reduction
from tenfold.core.op import op, xp
from tenfold.ops.arithmetic import divide_real, multiply
from tenfold.ops.array import cast, reshape, size
from tenfold.ops.broadcasting import broadcast_to


@op(infer=reduction, static=True)
def reduce_sum(input_tensor, *, axis: Axes = None, keepdims: Bool = False):
    """Sum over `axis` (all axes for None), in the input's dtype."""
    return input_tensor.sum(axis=axis, keepdims=keepdims, dtype=input_tensor.dtype)


@reduce_sum.gradient
def _(dy, input_tensor_shape, axis, keepdims):
    return spread(dy, input_tensor_shape, axis, keepdims)


@op(infer=reduction)
def reduce_mean(input_tensor, *, axis: Axes = None, keepdims: Bool = False):
    """Arithmetic mean over `axis`; integers are divided as integers, as TensorFlow does."""
    total = input_tensor.sum(axis=axis, keepdims=keepdims, dtype=input_tensor.dtype)
    count = input_tensor.size // max(total.size, 1)
    if input_tensor.dtype.kind in "iu":
        return total // input_tensor.dtype.type(count)
    return xp(input_tensor).true_divide(total, input_tensor.dtype.type(count))


@reduce_mean.gradient
def _(dy, input_tensor_shape, y, axis, keepdims):
    if type(input_tensor_shape) is tuple:
        count = math.prod(input_tensor_shape) // max(math.prod(y._dims), 1)
        share = multiply(dy, 1.0 / max(count, 1))
    else:
        share = divide_real(dy, cast(reduce_prod(input_tensor_shape) // size(y), dy.dtype))
    return spread(share, input_tensor_shape, axis, keepdims)



@op(infer=reduction, static=True)
def reduce_prod(input_tensor, *, axis: Axes = None, keepdims: Bool = False):
    """Product over `axis`."""
    return input_tensor.prod(axis=axis, keepdims=keepdims, dtype=input_tensor.dtype)


def spread(d, dims, axis, keepdims):
    """Broadcast the gradient of a reduction back over the axes that it summed."""
    if axis is None and not keepdims:
        return broadcast_to(d, dims)
    if type(dims) is tuple:
        kept = keep_axes(dims, axis)
    else:
        kept = kept_shape(dims, axis=axis)
    return broadcast_to(d if keepdims else reshape(d, kept), dims)


def keep_axes(dims, axis):
    axes = range(len(dims)) if axis is None else [a % len(dims) for a in as_tuple(axis)]
    return tuple(1 if i in axes else n for i, n in enumerate(dims))


@op(infer=lambda dims, *, axis: dims, static=True, gradient=None)
def kept_shape(dims, *, axis: Axes):
    """The shape `dims` with 1 in place of each axis of `axis`."""
    return np.array(keep_axes(tuple(dims.tolist()), axis), dims.dtype)


