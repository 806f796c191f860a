"""Reductions over groups of rows: row i belongs to group `segment_ids[i]`."""

import numpy as np

from tenfold.core.calls.attrs import Count
from tenfold.core.calls.op import Free, Op, op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.shapes import merge
from tenfold.ops.arrays.basics import cast, shape
from tenfold.ops.failing import fails_where
from tenfold.ops.math.arithmetic import conjugate, divide_real, multiply, scalar
from tenfold.ops.math.comparison import clear_where, equal, greater, keep_where, numbers, ordered, select
from tenfold.ops.math.elementwise import sqrt
from tenfold.ops.math.no_nan import _divide_no_nan
from tenfold.ops.math.powers import maximum
from tenfold.ops.math.reduce import is_narrow
from tenfold.ops.scoped import scoped

# kind -> the ufunc, and the method of JAX's indexed updates
REDUCERS = {
    "sum": (np.add, "add"),
    "prod": (np.multiply, "multiply"),
    "max": (np.maximum, "max"),
    "min": (np.minimum, "min"),
}


def empty_group(kind, dtype):
    """What the reduction of no rows is: the smallest finite number for the maximum."""
    if kind in ("sum", "prod"):
        return dtype.type(kind == "prod")
    limits = dtypes.of_numpy(dtype)
    return dtype.type(limits.min if kind == "max" else limits.max)


def group_rows(kind, rows, ids, n, empty):
    """Reduce `rows` (m, ...) into (n, ...) by their group numbers `ids` (m,); negative ones are left out."""
    ufunc, method = REDUCERS[kind]
    (ordered if kind in ("min", "max") else numbers)(rows)
    if xp(rows, ids) is not np:
        np_ = xp(rows, ids)
        start = np_.full((n, *rows.shape[1:]), empty_group(kind, rows.dtype), rows.dtype)
        out = getattr(start.at[np_.where(ids < 0, n, ids)], method)(rows, mode="drop")
        return out if empty is None else np_.where(beside(row_counts(ids, n) > 0, out), out, rows.dtype.type(empty))
    out = np.full((n, *rows.shape[1:]), empty_group(kind, rows.dtype) if empty is None else empty, rows.dtype)
    if ids.size and ids.min() < 0:
        rows, ids = rows[ids >= 0], ids[ids >= 0]
    if ids.size:
        order = np.argsort(ids, kind="stable")
        ids = ids[order]
        starts = np.flatnonzero(np.concatenate([[True], ids[1:] != ids[:-1]]))
        wide = rows.astype(np.float32) if is_narrow(rows.dtype) else rows
        out[ids[starts]] = ufunc.reduceat(wide[order], starts, axis=0, dtype=wide.dtype).astype(rows.dtype)
    return out


def row_counts(ids, n):
    """How many rows each of n groups has."""
    return group_rows("sum", xp(ids).ones_like(ids), ids, n, None)


def beside(column, like):
    """An array of one number per row, shaped to broadcast along the rows of `like`."""
    return column.reshape(column.shape + (1,) * (like.ndim - 1))


# sorted: as many groups as the last number says


def infer_sorted(data, segment_ids):
    if segment_ids.shape is not None and len(segment_ids.shape) != 1:
        raise ValueError(f"segment_ids must be a vector; received shape {segment_ids.shape}")
    if data.shape is None:
        return Spec(None, data.dtype)
    merge(data.shape[:1], segment_ids.shape)
    return Spec((None, *data.shape[1:]), data.dtype)


def count_sorted(data, ids):
    """The number of groups, after checks."""
    if ids.shape != data.shape[:1]:
        raise ValueError(
            f"segment_ids should be the same size as dimension 0 of input: received {ids.shape} and {data.shape}"
        )
    if not ids.size:
        return 0
    fails_where(ids[1:] < ids[:-1], "segment ids are not increasing")
    fails_where(ids[:1] < 0, "segment ids must be >= 0")
    return int(ids[-1]) + 1


def sorted_op(kind, empty, doc):
    """An op that reduces groups of consecutive rows; groups without rows give `empty`."""

    def forward(data, segment_ids: Free):
        return group_rows(kind, data, segment_ids, count_sorted(data, segment_ids), empty)

    forward.__name__, forward.__doc__ = f"segment_{kind}", doc
    return Op(forward, infer=infer_sorted)


segment_sum = sorted_op("sum", 0, "Sums of consecutive rows with one number in `segment_ids`, which must not decrease.")
segment_prod = sorted_op("prod", 1, "Products of consecutive rows with one number in `segment_ids`; 1 of no rows.")
segment_max = sorted_op(
    "max", 0, "Largest elements of consecutive rows with one number in `segment_ids`; 0 of no rows."
)
segment_min = sorted_op(
    "min", 0, "Smallest elements of consecutive rows with one number in `segment_ids`; 0 of no rows."
)


@op(infer=infer_sorted)
def segment_mean(data, segment_ids: Free):
    """Means of consecutive rows with one number in `segment_ids`; 0 of no rows."""
    n = count_sorted(data, segment_ids)
    total = group_rows("sum", data, segment_ids, n, 0)
    count = beside(xp(total).maximum(row_counts(segment_ids, n), 1), total).astype(data.dtype)
    if data.dtype.kind in "iu":
        return abs(total) // count * xp(total).sign(total)
    return total / count


# unsorted: the number of groups is given


def infer_unsorted(data, segment_ids, *, num_segments):
    if data.shape is None or segment_ids.shape is None:
        return Spec(None, data.dtype)
    k = len(segment_ids.shape)
    merge(data.shape[:k], segment_ids.shape)
    return Spec((num_segments, *data.shape[k:]), data.dtype)


def unsorted_op(kind, doc):
    """An op that reduces groups of rows in any order."""

    def forward(data, segment_ids: Free, *, num_segments: Count):
        k = segment_ids.ndim
        if segment_ids.shape != data.shape[:k]:
            raise ValueError(f"data.shape = {data.shape} does not start with segment_ids.shape = {segment_ids.shape}")
        ids = segment_ids.reshape(-1)
        fails_where(ids >= num_segments, lambda: f"segment_ids must be in [0, {num_segments}); received {ids.max()}")
        return group_rows(kind, data.reshape(ids.shape + data.shape[k:]), ids, num_segments, None)

    forward.__name__, forward.__doc__ = f"unsorted_segment_{kind}", doc
    return Op(forward, infer=infer_unsorted)


_NUMBERS = (
    " rows with one number in `segment_ids`, of the shape of the first axes of `data`; negative ones are left out. "
)
unsorted_segment_sum = unsorted_op("sum", "Sums of" + _NUMBERS + "0 of no rows.")
unsorted_segment_prod = unsorted_op("prod", "Products of" + _NUMBERS + "1 of no rows.")
unsorted_segment_max = unsorted_op("max", "Largest elements of" + _NUMBERS + "The smallest finite number of no rows.")
unsorted_segment_min = unsorted_op("min", "Smallest elements of" + _NUMBERS + "The largest finite number of no rows.")


@scoped("UnsortedSegmentMean", "truediv")
def unsorted_segment_mean(data, segment_ids, num_segments, name=None):
    """Means of rows with one number in `segment_ids`; 0 of no rows."""
    total = unsorted_segment_sum(data, segment_ids, num_segments)
    return divide_real(total, counts(segment_ids, num_segments, total), name=name)


@scoped("UnsortedSegmentSqrtN", "truediv")
def unsorted_segment_sqrt_n(data, segment_ids, num_segments, name=None):
    """Sums of rows with one number in `segment_ids`, divided by the square roots of their numbers."""
    total = unsorted_segment_sum(data, segment_ids, num_segments)
    return divide_real(total, sqrt(counts(segment_ids, num_segments, total)), name=name)


def counts(ids, n, like):
    """Rows per group, at least 1, ready to divide `like`, which has a row per group."""
    each = unsorted_segment_sum(cast(equal(ids, ids), like.dtype), ids, n)
    return per_row(maximum(each, scalar(1, like)), like)


def infer_per_row(column, like):
    return Spec(
        None if None in (column.shape, like.shape) else column.shape + (1,) * (len(like.shape) - 1), column.dtype
    )


@op(infer=infer_per_row, gradient=None)
def per_row(column, like: Free):
    """The vector `column` shaped to broadcast along the rows of `like`."""
    return beside(column, like)


# gradients


@op(
    infer=lambda params, ids: Spec(
        None if None in (params.shape, ids.shape) else ids.shape + params.shape[1:], params.dtype
    )
)
def rows_of(params, ids: Free):
    """params[ids], with zeros for negative numbers."""
    np_ = xp(params, ids)
    rows = np_.take(params, np_.maximum(ids, 0), axis=0)
    return np_.where((ids >= 0).reshape(ids.shape + (1,) * (params.ndim - 1)), rows, params.dtype.type(0))


@rows_of.gradient
def _(dy, ids, params_shape):
    return unsorted_segment_sum(dy, ids, params_shape[0]), None


def groups(result):
    """How many there are."""
    known = result._dims
    return known[0] if known and known[0] is not None else shape(result)[0]


def sum_gradient(dy, segment_ids):
    return rows_of(dy, segment_ids), None


def mean_gradient(dy, segment_ids):
    return rows_of(divide_real(dy, counts(segment_ids, groups(dy), dy)), segment_ids), None


def extreme_gradient(dy, data, segment_ids, y):
    """To the elements that reach the extreme, in equal parts."""
    reached = equal(data, rows_of(y, segment_ids))
    each = unsorted_segment_sum(cast(reached, dy.dtype), segment_ids, groups(y))
    return keep_where(rows_of(_divide_no_nan(dy, each), segment_ids), reached), None


def product_gradient(dy, data, segment_ids, y):
    """The product of the others: divided out, or where the element is zero, collected without it."""
    zero = equal(data, scalar(0, data))
    n = groups(y)
    nonzero = unsorted_segment_prod(select(zero, scalar(1, data), data), segment_ids, n)
    zeros = unsorted_segment_sum(cast(zero, dtypes.int32), segment_ids, n)
    dy = clear_where(dy, greater(zeros, scalar(1, zeros)))
    others = select(zero, rows_of(nonzero, segment_ids), _divide_no_nan(rows_of(y, segment_ids), data))
    return multiply(rows_of(dy, segment_ids), conjugate(others)), None


for _op in (segment_sum, unsorted_segment_sum):
    _op.gradient(sum_gradient)
for _op in (segment_max, segment_min, unsorted_segment_max, unsorted_segment_min):
    _op.gradient(extreme_gradient)
for _op in (segment_prod, unsorted_segment_prod):
    _op.gradient(product_gradient)
segment_mean.gradient(mean_gradient)
