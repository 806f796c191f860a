"""Max and average pooling over 1 to 3 spatial axes of channels-last arrays.

Both reduce one axis of the window after the other (k1 + k2 passes instead of k1 * k2), by whole-array operations on
strided slices. The gradients need no sort and no index: they walk over the taps of the window.
"""

import functools
import operator

import numpy as np

from tenfold.core.calls.attrs import Shape
from tenfold.core.calls.op import op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.ops.conv import windows
from tenfold.ops.graphdef import Row, by_axes, by_rank
from tenfold.ops.math.comparison import ordered


def infer_pool(x, *, ksize, strides, padding):
    if x.shape is None:
        return Spec((None,) * (len(ksize) + 2), x.dtype)
    if len(x.shape) != len(ksize) + 2:
        raise ValueError(f"the input must have rank {len(ksize) + 2}; received shape {x.shape}.")
    return Spec((x.shape[0], *out_sizes(x.shape, ksize, strides, padding), x.shape[-1]), x.dtype)


def out_sizes(dims, ksize, strides, padding):
    return windows.out_sizes(dims[1:-1], ksize, strides, (1,) * len(ksize), padding)


def pads(dims, ksize, strides, padding):
    return windows.pads(dims[1:-1], ksize, strides, (1,) * len(ksize), padding)


def lowest(dtype):
    """What never wins a maximum."""
    return np.iinfo(dtype).min if dtype.kind in "iu" else dtype.type(-np.inf)


def slide(combine, x, ksize, strides, out):
    """`combine` (maximum, add) over the window along each spatial axis in turn; `x` is padded already."""
    for axis, (k, s, o) in enumerate(zip(ksize, strides, out), 1):
        before = (slice(None),) * axis
        if o == 1 and k > 4:
            reduce = xp(x).max if combine is xp(x).maximum else functools.partial(xp(x).sum, dtype=x.dtype)
            x = reduce(x[(*before, slice(0, k))], axis=axis, keepdims=True)
            continue
        x = functools.reduce(combine, [x[(*before, slice(t, t + (o - 1) * s + 1, s))] for t in range(k)])
    return x


MAX_POOL = Row("input", fixed={"data_format": "NHWC"}, ksize=by_axes("ksize"), **windows.WINDOW)


@op(
    infer=infer_pool,
    type=by_rank({3: "Squeeze", 4: "MaxPool", 5: "MaxPool3D"}),
    label=by_rank({3: "MaxPool1d/Squeeze", 4: "MaxPool2d", 5: "MaxPool3D"}),
    graphdef=MAX_POOL,
)
def max_pool(input, *, ksize, strides, padding):
    """The largest element of each window; padding never wins."""
    out = out_sizes(ordered(input).shape, ksize, strides, padding)
    x = windows.padded(input, pads(input.shape, ksize, strides, padding), lowest(input.dtype))
    return slide(xp(x).maximum, x, ksize, strides, out)


@max_pool.gradient
def _(dy, input, y, ksize, strides, padding):
    return max_pool_grad(input, y, dy, ksize, strides, padding)


def first_maxima(x, y, ksize, strides, padding):
    """For each tap of the window: its index into padded `x`, and where the first maximum stands there.

    It never stands in padding, though all of the window be as low as numbers go.
    """
    pairs = pads(x.shape, ksize, strides, padding)
    wide, free = windows.padded(x, pairs), None
    for _, index in windows.taps(ksize, strides, (1,) * len(ksize), y.shape[1:-1]):
        here = functools.reduce(operator.and_, inside(index, x.shape[1:-1], pairs), wide[index] == y)
        here = here if free is None else here & free
        free = ~here if free is None else free & ~here
        yield index, here


def inside(index, sizes, pairs):
    """For each axis along which some of what `index` takes of a padded array is padding: where it is not."""
    for axis, (taken, n, (before, _)) in enumerate(zip(index[1:], sizes, pairs)):
        at = np.arange(taken.start, taken.stop, taken.step) - before
        found = (at >= 0) & (at < n)
        if not found.all():
            yield found.reshape(-1, *[1] * (len(sizes) - axis))


@op(infer=lambda x, y, dy, **_: x, type=by_rank({4: "MaxPoolGrad", 5: "MaxPool3DGrad"}))
def max_pool_grad(orig_input, orig_output, grad, *, ksize, strides, padding):
    """`grad` put where each window has its first maximum. Chosen, not multiplied: of an infinity, zero is no part."""
    pairs = pads(orig_input.shape, ksize, strides, padding)
    dx = windows.padded(np.zeros(orig_input.shape, grad.dtype), pairs)
    apart = all(k <= s for k, s in zip(ksize, strides))
    for index, here in first_maxima(orig_input, orig_output, ksize, strides, padding):
        if apart:
            np.copyto(dx[index], grad, where=here)
        else:
            dx[index] += np.where(here, grad, grad.dtype.type(0))
    return dx[windows.cropping(orig_input.shape[1:-1], pairs)]


@max_pool_grad.gradient
def _(dy, orig_input, orig_output, ksize, strides, padding):
    return None, None, max_pool_grad_grad(orig_input, orig_output, dy, ksize, strides, padding)


@op(infer=lambda x, y, d, **_: y, type="MaxPoolGradGrad")
def max_pool_grad_grad(orig_input, orig_output, grad, *, ksize, strides, padding):
    """The elements of `grad` where each window of the input has its first maximum."""
    d = windows.padded(grad, pads(orig_input.shape, ksize, strides, padding))
    total = None  # not 0: NumPy before 2.4 makes float32 of bfloat16 and an int
    for index, here in first_maxima(orig_input, orig_output, ksize, strides, padding):
        found = xp(d, here).where(here, d[index], d.dtype.type(0))
        total = found if total is None else total + found
    return total


@max_pool_grad_grad.gradient
def _(dy, orig_input, orig_output, ksize, strides, padding):
    return None, None, max_pool_grad(orig_input, orig_output, dy, ksize, strides, padding)


def window_counts(dims, ksize, strides, padding, dtype):
    """How many elements of the input each window holds: broadcasts over batch and channels."""
    pairs, out = pads(dims, ksize, strides, padding), out_sizes(dims, ksize, strides, padding)
    if not any(map(any, pairs)):
        return dtype.type(np.prod(ksize))
    counts = np.ones((), np.int64)
    for n, (before, _), k, s, o in zip(dims[1:-1], pairs, ksize, strides, out):
        start = np.arange(o) * s - before
        counts = np.multiply.outer(counts, np.minimum(start + k, n) - np.maximum(start, 0))
    return counts[..., None].astype(dtype)


def infer_avg_pool(x, **window):
    check_has_means(x.dtype.numpy)
    return infer_pool(x, **window)


def check_has_means(dtype):
    """ValueError for what is no floating point number: the mean of two of them may be none."""
    if dtype.kind in "iubc":
        raise ValueError(f"received a tensor of dtype {dtype}, expected float16, bfloat16, float32 or float64")


@op(
    infer=infer_avg_pool,
    type=by_rank({3: "Squeeze", 4: "AvgPool", 5: "AvgPool3D"}),
    label=by_rank({3: "AvgPool1D/Squeeze", 4: "AvgPool", 5: "AvgPool3D"}),
)
def avg_pool(value, *, ksize, strides, padding):
    """The mean of each window; padding is not counted."""
    check_has_means(value.dtype)
    out = out_sizes(value.shape, ksize, strides, padding)
    x = windows.padded(value, pads(value.shape, ksize, strides, padding))
    return slide(xp(x).add, x, ksize, strides, out) / window_counts(value.shape, ksize, strides, padding, value.dtype)


@avg_pool.gradient
def _(dy, value_shape, ksize, strides, padding):
    return avg_pool_grad(dy, value_shape, ksize, strides, padding)


@op(
    infer=lambda dy, *, input_shape, **_: Spec(input_shape, dy.dtype),
    type=by_rank({4: "AvgPoolGrad", 5: "AvgPool3DGrad"}),
)
def avg_pool_grad(grad, *, input_shape: Shape, ksize, strides, padding):
    """Each element of `grad` shared out evenly among the elements of its window."""
    pairs = pads(input_shape, ksize, strides, padding)
    share = grad / window_counts(input_shape, ksize, strides, padding, grad.dtype)
    dx = windows.padded(np.zeros(input_shape, grad.dtype), pairs)
    for _, index in windows.taps(ksize, strides, (1,) * len(ksize), grad.shape[1:-1]):
        dx[index] += share
    return dx[windows.cropping(input_shape[1:-1], pairs)]


@avg_pool_grad.gradient
def _(dy, ksize, strides, padding):
    return avg_pool(dy, ksize, strides, padding)
