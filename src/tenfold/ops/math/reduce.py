"""Reductions: sums, means, products, extremes and truth over axes."""

import math

import numpy as np

from tenfold.core.calls.attrs import Axes, Bool, Shape
from tenfold.core.calls.op import op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.values.tensor import Tensor
from tenfold.ops.arrays.basics import cast, reshape
from tenfold.ops.arrays.broadcasting import broadcast_to, repeated
from tenfold.ops.graphdef import COMPOSED, AsInput, Row, as_axes, axes
from tenfold.ops.infer import as_tuple, reduction, shaped, wrap_axis
from tenfold.ops.math.arithmetic import BOOL, NUMPY, conjugate, divide_real, multiply, no_sum
from tenfold.ops.math.comparison import equal, numbers, ordered
from tenfold.ops.math.cumulative import cumprod
from tenfold.ops.math.logic import truth

REDUCTION = Row("input_tensor", AsInput("axis", write=axes, read=as_axes), keep_dims="keepdims")


def is_narrow(dtype):
    """Whether `dtype` is float16 or bfloat16: summed in float32, since with their few bits a long sum stands still."""
    return dtype.itemsize == 2 and dtype.kind in "fV"


def known(axis, x):
    """`axis` of an array; of a scalar, which has none, as the tuple that NumPy checks."""
    return axis if axis is None or x.ndim else as_tuple(axis)


def total(x, axis, keepdims):
    """The sum in the dtype of x."""
    if x.dtype.kind in "bO":
        numbers(x)
    if x.dtype is BOOL:
        raise no_sum()
    if axis is not None:
        axis = known(axis, x)
    if is_narrow(x.dtype):
        return x.astype(np.float32).sum(axis=axis, keepdims=bool(keepdims)).astype(x.dtype)
    if isinstance(x, NUMPY):
        return np.add.reduce(x, axis=axis, dtype=x.dtype, keepdims=bool(keepdims))
    return x.sum(axis=axis, keepdims=bool(keepdims), dtype=x.dtype)


@op(infer=reduction, static=True, type="Sum", graphdef=REDUCTION)
def reduce_sum(input_tensor, *, axis: Axes = None, keepdims: Bool = False):
    """Sum over `axis` (all axes for None), in the input's dtype."""
    return total(input_tensor, axis, keepdims)


@reduce_sum.gradient
def _(dy, input_tensor_shape, axis, keepdims):
    return spread(dy, input_tensor_shape, axis, keepdims)


@op(infer=reduction, type="Mean", graphdef=REDUCTION)
def reduce_mean(input_tensor, *, axis: Axes = None, keepdims: Bool = False):
    """Arithmetic mean over `axis`; integers are divided as integers, towards zero, as TensorFlow does."""
    x = input_tensor
    if type(x) is np.ndarray and x.dtype.char in "fd":
        if type(axis) is int and -x.ndim <= axis < x.ndim and x.shape[axis] == 1:
            return x if keepdims else x.squeeze(axis)
        out = np.add.reduce(x, axis=axis, keepdims=keepdims)
        return out / (x.size // (out.size or 1))
    if is_narrow(x.dtype):
        return reduce_mean.forward(x.astype(np.float32), axis=axis, keepdims=keepdims).astype(x.dtype)
    whole = x.dtype.kind in "iu"
    out = total(x.astype(np.int64) if whole and x.dtype.itemsize < 8 else x, axis, keepdims)  # narrow integers overflow
    count = out.dtype.type(x.size // max(out.size, 1))
    return (abs(out) // count * xp(out).sign(out)).astype(x.dtype) if whole else out / count


@reduce_mean.gradient
def _(dy, input_tensor_shape, axis, keepdims):
    return mean_spread(dy, input_tensor_shape, axis, keepdims)


@op(infer=lambda x: Spec((), x.dtype), type="DivNoNan", graphdef=COMPOSED)
def mean_or_zero(x):
    """The mean of all elements; 0 where there are none, as of the losses of an empty batch."""
    if type(x) is np.ndarray and x.dtype.char in "fd":
        return np.add.reduce(x, axis=None) / (x.size or 1)
    return reduce_mean.forward(x, axis=None, keepdims=False) if x.size else total(x, None, False)


@mean_or_zero.gradient
def _(dy, x_shape):
    return mean_spread(dy, x_shape)


@op(infer=shaped)
def mean_spread(dy, *, shape: Shape, axis: Axes = None, keepdims: Bool = False):
    """`dy`, the gradient of a mean over `axis` of an array of `shape`, shared out evenly among its elements."""
    count = math.prod(shape) // (dy.size or 1)
    if count == 1:
        return dy.reshape(shape)
    share = dy * dy.dtype.type(1 / (count or 1))
    if not keepdims and axis is not None:
        share = share.reshape(keep_axes(shape, axis))
    if not isinstance(share, NUMPY):
        return repeated(share, shape)
    out = np.empty(shape, share.dtype)
    out[...] = share
    return out


@mean_spread.gradient
def _(dy, axis, keepdims):
    return reduce_mean(dy, axis, keepdims)


@op(infer=reduction, static=True, type="Prod", graphdef=REDUCTION)
def reduce_prod(input_tensor, *, axis: Axes = None, keepdims: Bool = False):
    """Product over `axis`."""
    return numbers(input_tensor).prod(axis=known(axis, input_tensor), keepdims=bool(keepdims), dtype=input_tensor.dtype)


@reduce_prod.gradient
def _(dy, input_tensor, input_tensor_shape, axis, keepdims):
    wide = spread(dy, input_tensor_shape, axis, keepdims)
    lines = _lines(input_tensor, axis=axis)
    others = multiply(cumprod(lines, -1, exclusive=True), cumprod(lines, -1, exclusive=True, reverse=True))
    return multiply(wide, conjugate(_from_lines(others, input_tensor, axis=axis)))  # no division: a factor may be zero


def infer_lines(x, *, axis):
    if x.shape is None:
        return Spec(None, x.dtype)
    axes = wrapped(axis, len(x.shape))
    along = [x.shape[a] for a in axes]
    kept = tuple(d for i, d in enumerate(x.shape) if i not in axes)
    return Spec((*kept, None if None in along else math.prod(along)), x.dtype)


@op(infer=infer_lines)
def _lines(x, *, axis: Axes):
    """The axes of `axis` merged into one, at the end."""
    axes = wrapped(axis, x.ndim)
    kept = [i for i in range(x.ndim) if i not in axes]
    return x.transpose((*kept, *axes)).reshape((*(x.shape[i] for i in kept), math.prod(x.shape[a] for a in axes)))


@_lines.gradient
def _(dy, x, axis):
    return _from_lines(dy, x, axis=axis)


@op(infer=lambda lines, like, **_: like)
def _from_lines(lines, like, *, axis: Axes):
    """Undo `_lines`, to the shape of `like`."""
    axes = wrapped(axis, like.ndim)
    order = [*(i for i in range(like.ndim) if i not in axes), *axes]
    return lines.reshape([like.shape[i] for i in order]).transpose(np.argsort(order))


@_from_lines.gradient
def _(dy, axis):
    return _lines(dy, axis=axis), None


def wrapped(axis, rank):
    return tuple(range(rank)) if axis is None else tuple(wrap_axis(a, rank) for a in as_tuple(axis))


@op(infer=reduction, static=True, type="Max", graphdef=REDUCTION)
def reduce_max(input_tensor, *, axis: Axes = None, keepdims: Bool = False):
    """Largest element over `axis`; NaN if one is NaN, the smallest number there is if there are none."""
    if not ordered(input_tensor).size:
        return input_tensor.max(axis=axis, keepdims=bool(keepdims), initial=lowest(input_tensor.dtype))
    if isinstance(input_tensor, NUMPY):
        return np.maximum.reduce(input_tensor, axis=known(axis, input_tensor), keepdims=bool(keepdims))
    return input_tensor.max(axis=axis, keepdims=bool(keepdims))


@op(infer=reduction, static=True, type="Min", graphdef=REDUCTION)
def reduce_min(input_tensor, *, axis: Axes = None, keepdims: Bool = False):
    """Smallest element over `axis`; NaN if one is NaN, the largest number there is if there are none."""
    if not ordered(input_tensor).size:
        return input_tensor.min(axis=axis, keepdims=bool(keepdims), initial=highest(input_tensor.dtype))
    if isinstance(input_tensor, NUMPY):
        return np.minimum.reduce(input_tensor, axis=known(axis, input_tensor), keepdims=bool(keepdims))
    return input_tensor.min(axis=axis, keepdims=bool(keepdims))


def lowest(dtype):
    """What the maximum of nothing is."""
    return np.iinfo(dtype).min if dtype.kind in "iu" else dtype.type(-np.inf)


def highest(dtype):
    """What the minimum of nothing is."""
    return np.iinfo(dtype).max if dtype.kind in "iu" else dtype.type(np.inf)


def _to_extreme(dy, input_tensor, input_tensor_shape, y, axis, keepdims):
    """The gradient of an extreme goes to the elements that reach it, in equal parts."""
    reached = cast(equal(input_tensor, spread(y, input_tensor_shape, axis, keepdims)), dy.dtype)
    share = divide_real(dy, reduce_sum(reached, axis, keepdims))
    return multiply(reached, spread(share, input_tensor_shape, axis, keepdims))


reduce_max.gradient(_to_extreme)
reduce_min.gradient(_to_extreme)


@op(infer=reduction, gradient=None, type="Any", graphdef=REDUCTION)
def reduce_any(input_tensor, *, axis: Axes = None, keepdims: Bool = False):
    """Whether one element over `axis` is true."""
    return truth(input_tensor).any(axis=known(axis, input_tensor), keepdims=bool(keepdims))


@op(infer=reduction, gradient=None, type="All", graphdef=REDUCTION)
def reduce_all(input_tensor, *, axis: Axes = None, keepdims: Bool = False):
    """Whether every element over `axis` is true."""
    return truth(input_tensor).all(axis=known(axis, input_tensor), keepdims=bool(keepdims))


def spread(d, dims, axis, keepdims):
    """Broadcast the result of a reduction (or its gradient) back over the axes that it reduced."""
    if axis is None and not keepdims:
        return broadcast_to(d, dims)
    if type(dims) is tuple and not isinstance(axis, Tensor):
        kept = keep_axes(dims, axis)
    else:
        kept = kept_shape(dims, axis=axis)
    return broadcast_to(d if keepdims else reshape(d, kept), dims)


def keep_axes(dims, axis):
    if type(axis) is int:
        axis %= len(dims)
        return *dims[:axis], 1, *dims[axis + 1 :]
    axes = range(len(dims)) if axis is None else [a % len(dims) for a in as_tuple(axis)]
    return tuple(1 if i in axes else n for i, n in enumerate(dims))


@op(infer=lambda dims, *, axis: dims, static=True, gradient=None)
def kept_shape(dims, *, axis: Axes):
    """The shape `dims` with 1 in place of each axis of `axis`."""
    return np.array(keep_axes(tuple(dims.tolist()), axis), dims.dtype)
