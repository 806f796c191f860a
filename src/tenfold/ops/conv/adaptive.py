"""Pooling into a given number of windows, whatever the length of the axis.

Window i of m over n elements reaches from floor(i n / m) to ceil((i + 1) n / m): windows may differ in length by one,
overlap, and repeat elements. One axis is done after the other.
"""

import numpy as np

from tenfold.core.calls.attrs import Axis, Shape
from tenfold.core.calls.op import op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.ops.arrays.gathering import add_rows
from tenfold.ops.conv import pool_ops
from tenfold.ops.infer import shaped, wrap_axis
from tenfold.ops.math.reduce import reduce_max, total


def taps(n, windows):
    """(windows, longest) numbers of elements, and which of them are in the window where it is shorter than that."""
    at = np.arange(windows)
    begin, end = at * n // windows, -(-(at + 1) * n // windows)
    index = begin[:, None] + np.arange((end - begin).max())
    return np.minimum(index, n - 1), index < end[:, None]


def lined_up(values, axis, rank):
    """`values`, with a number for each window and perhaps for each element, to meet `rank` axes, windows at `axis`."""
    return values.reshape(*values.shape, *[1] * (rank - axis - values.ndim))


def infer_windows(x, *, axis, windows, **_):
    if x.shape is None:
        return Spec(None, x.dtype)
    at = wrap_axis(axis, len(x.shape))
    n = x.shape[at]
    return Spec((*x.shape[:at], windows, n and taps(n, windows)[0].shape[1], *x.shape[at + 1 :]), x.dtype)


@op(infer=infer_windows)
def adaptive_windows(input, *, axis: Axis, windows, lowest=False):
    """An axis for the windows in place of `axis`, and behind it one for the elements of each; where a window is shorter
    than others zero, or with `lowest` the lowest number there is."""
    index, inside = taps(input.shape[axis], windows)
    filler = pool_ops.lowest(input.dtype) if lowest else 0
    one, inside = xp(input), lined_up(inside, axis, input.ndim + 1)
    return one.where(inside, one.take(input, index, axis), input.dtype.type(filler))


@adaptive_windows.gradient
def _(dy, input_shape, axis, windows):
    return adaptive_windows_grad(dy, input_shape, axis, windows)


@op(infer=shaped)
def adaptive_windows_grad(d, *, shape: Shape, axis: Axis, windows):
    """The elements of windows added up where they came from."""
    index, inside = taps(shape[axis], windows)
    one = xp(d)
    rows = one.moveaxis(d, (axis, axis + 1), (0, 1))[inside]
    rest = rows.shape[1:]
    out = add_rows(one.zeros((shape[axis], int(np.prod(rest))), d.dtype), index[inside], rows.reshape(len(rows), -1))
    return one.moveaxis(out.reshape(shape[axis], *rest), 0, axis)


@adaptive_windows_grad.gradient
def _(dy, axis, windows):
    return adaptive_windows(dy, axis, windows)


def infer_means(x, *, axis, windows):
    shape = x.shape and tuple(windows if i == wrap_axis(axis, len(x.shape)) else d for i, d in enumerate(x.shape))
    return Spec(shape, x.dtype)


def counts(n, axis, windows, like):
    """How many elements are in each window, to divide `like` by."""
    return lined_up(taps(n, windows)[1].sum(1), axis, like.ndim).astype(like.dtype)


@op(infer=infer_means)
def adaptive_means(input, *, axis: Axis, windows):
    """The mean of each window along `axis`."""
    sums = total(adaptive_windows.forward(input, axis=axis, windows=windows), axis + 1, False)
    return sums / counts(input.shape[axis], axis, windows, sums)


@adaptive_means.gradient
def _(dy, input_shape, axis, windows):
    return adaptive_means_grad(dy, input_shape, axis, windows)


@op(infer=shaped)
def adaptive_means_grad(d, *, shape: Shape, axis: Axis, windows):
    """Each mean's gradient shared out among the elements of its window."""
    share = xp(d).expand_dims(d / counts(shape[axis], axis, windows, d), axis + 1)
    longest = taps(shape[axis], windows)[0].shape[1]
    wide = (*d.shape[: axis + 1], longest, *d.shape[axis + 1 :])
    return adaptive_windows_grad.forward(xp(d).broadcast_to(share, wide), shape=shape, axis=axis, windows=windows)


@adaptive_means_grad.gradient
def _(dy, axis, windows):
    return adaptive_means(dy, axis, windows)


def adaptive_max_pool(input, windows, first_axis=1):
    """The maximum of each of `windows` windows (a number per spatial axis, the first of which is `first_axis`)."""
    if kernel := _equal_windows(input, windows, first_axis):
        return pool_ops.max_pool(input, kernel, kernel, "VALID")
    for axis, m in enumerate(windows, first_axis):
        input = reduce_max(adaptive_windows(input, axis, m, lowest=True), axis + 1)
    return input


def adaptive_avg_pool(input, windows, first_axis=1):
    """The mean of each window. See `adaptive_max_pool`."""
    if kernel := _equal_windows(input, windows, first_axis):
        return pool_ops.avg_pool(input, kernel, kernel, "VALID")
    for axis, m in enumerate(windows, first_axis):
        input = adaptive_means(input, axis, m)
    return input


def _equal_windows(input, windows, first_axis):
    """The length of windows along each axis where they lie side by side, as plain pooling has them; else None."""
    dims = input._dims[first_axis : first_axis + len(windows)]
    if first_axis != 1 or None in dims or any(n % m for n, m in zip(dims, windows)):
        return None
    return tuple(n // m for n, m in zip(dims, windows))
