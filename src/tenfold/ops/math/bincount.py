"""Counting integers: bincount, confusion matrices, histograms."""

import numpy as np

from tenfold.core.calls.attrs import Int, Size
from tenfold.core.calls.op import Free, op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops.arrays.basics import cast, concat, ones_like, reshape, shape, squeeze, stack
from tenfold.ops.failing import fails_where
from tenfold.ops.graphdef import COMPOSED
from tenfold.ops.math.arithmetic import add, multiply, scalar
from tenfold.ops.math.powers import maximum, minimum
from tenfold.ops.math.reduce import reduce_max
from tenfold.ops.math.segment import unsorted_segment_sum
from tenfold.ops.scoped import scoped


@op(infer=lambda ids, *, low, message: ids, static=True, gradient=None)
def at_least(ids, *, low: Int, message):
    """`ids`, none of which may be below `low`."""
    fails_where(ids < low, message)
    return ids


@op(infer=lambda ids, size: ids, gradient=None)
def beyond_dropped(ids, size):
    """`ids` with -1 for those that are not below `size`: nobody's."""
    return xp(ids, size).where(ids < size, ids, ids.dtype.type(-1))


@scoped("bincount", "DenseBincount", type="DenseBincount")
def bincount(
    arr, weights=None, minlength=None, maxlength=None, dtype=dtypes.int32, name=None, axis=None, binary_output=False
):
    """How often each of 0, 1, 2, ... occurs.

    Args:
      arr: integers >= 0, of any shape, also ragged or sparse.
      weights: of the shape of `arr`: what each occurrence counts, by default 1.
      minlength, maxlength: least and largest length of the result; what does not fit is left out.
      dtype: of the result, if there are no weights.
      axis: None or 0 counts all of `arr`, -1 each row of a matrix by itself.
      binary_output: 1 for whatever occurs, however often.

    Returns: (n,) or, row by row, (rows, n); by default n is the largest integer + 1.
    """
    if binary_output and weights is not None:
        raise ValueError("Arguments `binary_output` and `weights` are mutually exclusive. Please specify only one.")
    if axis not in (None, 0, -1):
        raise ValueError(f"Unsupported value for argument axis={axis}. Only 0 and -1 are currently supported.")
    arr = arr if values_of(arr) is not arr else convert(arr)
    by_row = axis == -1 and arr.shape.rank == 2
    ids = values_of(arr)
    ids = at_least(ids if ids.dtype in (dtypes.int32, dtypes.int64) else cast(ids, dtypes.int32), 0, _NEGATIVE)
    n = bin_number(ids, minlength, maxlength)
    worth = convert(values_of(weights)) if weights is not None else cast(ones_like(ids), dtype)
    if by_row:
        row, rows = rows_of_values(arr)
        counted = bins_by_row(row, ids, worth, rows, n)
    else:
        counted = unsorted_segment_sum(worth, beyond_dropped(ids, n), n, name=name)
    return minimum(counted, scalar(1, counted)) if binary_output else counted


_NEGATIVE = "Input arr must be non-negative!"


def values_of(x):
    """All values of a ragged or sparse tensor; anything else as it is."""
    return x.flat_values if hasattr(x, "flat_values") else x.values if hasattr(x, "dense_shape") else x


def rows_of_values(x):
    """(the row of each value, the number of rows) of a matrix, be it dense, ragged or sparse."""
    if hasattr(x, "value_rowids"):
        return x.value_rowids(), x.nrows()
    if hasattr(x, "dense_shape"):
        return x.indices[:, 0], x.dense_shape[0]
    return matrix_rows(x), shape(x)[0]


def bin_number(arr, minlength, maxlength):
    """Largest element + 1, held within the bounds."""
    n = reduce_max(concat([reshape(arr, [-1]), [-1]], 0)) + 1
    if minlength is not None:
        n = maximum(n, cast(minlength, n.dtype))
    return n if maxlength is None else minimum(n, cast(maxlength, n.dtype))


def bins_by_row(row, ids, worth, rows, depth):
    """What `ids` count in bins of each row by itself, (rows, depth); what is not in [0, depth) is left out.

    Args:
      row, worth: of the shape of `ids`: the row of each, and what it counts.
    """
    rows = cast(rows, ids.dtype)
    counted = unsorted_segment_sum(worth, places_by_row(row, ids, depth), rows * depth)
    return reshape(counted, stack([rows, depth]))


@op(infer=lambda x: x, gradient=None)
def matrix_rows(x):
    """The row in which each element of a matrix stands, in its dtype."""
    one = xp(x)
    return one.broadcast_to(np.arange(x.shape[0], dtype=x.dtype)[:, None], x.shape)


@op(infer=lambda row, ids, depth: ids, gradient=None)
def places_by_row(row: Free, ids, depth: Free):
    """row * depth + ids: places in a long count; -1 for what is not in [0, depth)."""
    fits = (ids >= 0) & (ids < depth)
    return xp(row, ids, depth).where(fits, row.astype(ids.dtype) * depth + ids, ids.dtype.type(-1)).astype(ids.dtype)


@scoped("confusion_matrix", "ScatterNd", type="ScatterNd")
def confusion_matrix(labels, predictions, num_classes=None, weights=None, dtype=dtypes.int32, name=None):
    """How often label i (row) was predicted as j (column).

    Args:
      labels, predictions: vectors of classes 0, 1, ...; an extra last axis of length 1 is dropped.
      num_classes: by default the largest class + 1.
      weights: what each prediction counts, by default 1.
      dtype: of the result.

    Returns: (num_classes, num_classes).

    Raises:
      InvalidArgumentError: classes below 0 or not below `num_classes`.
    """
    labels, predictions = same_rank(convert(labels), convert(predictions))
    labels = at_least(cast(labels, dtypes.int64), 0, "`labels` contains negative values")
    predictions = at_least(cast(predictions, dtypes.int64), 0, "`predictions` contains negative values")
    if num_classes is None:
        n = maximum(reduce_max(predictions), reduce_max(labels)) + 1
    else:
        n = cast(num_classes, dtypes.int64)
        labels = below(labels, n, message="`labels` out of bound")
        predictions = below(predictions, n, message="`predictions` out of bound")
    worth = cast(weights, dtype) if weights is not None else cast(ones_like(predictions), dtype)
    counted = unsorted_segment_sum(worth, add(multiply(labels, n), predictions), n * n)
    return reshape(counted, stack([n, n]), name=name)


@op(infer=lambda ids, size, *, message: ids, gradient=None)
def below(ids, size, *, message):
    """`ids`, all of which must be below `size`."""
    fails_where(ids >= size, message)
    return ids


def same_rank(labels, predictions):
    """Both without the last axis that only one of them has."""
    if labels.ndim is not None and predictions.ndim is not None:
        if predictions.ndim - labels.ndim == 1:
            predictions = squeeze(predictions, [-1])
        elif labels.ndim - predictions.ndim == 1:
            labels = squeeze(labels, [-1])
    return labels, predictions


@op(
    infer=lambda values, value_range, *, nbins: Spec(values.shape, dtypes.int32),
    gradient=None,
    type="Reshape",
    label="histogram_fixed_width_bins/Reshape_1",
    graphdef=COMPOSED,
)
def _bins(values, value_range, *, nbins: Size):
    low, high = value_range[0], value_range[1]
    fails_where(low >= high, "value_range should satisfy value_range[0] < value_range[1]")
    np_ = xp(values, value_range)
    if values.dtype.kind == "f":
        fails_where(np_.isnan(values), "Histogram values must not contain NaN")
    step = (high - low).astype(np.float64) / nbins
    return np_.clip(np_.floor((values - low).astype(np.float64) / step), 0, nbins - 1).astype(np.int32)


def histogram_fixed_width_bins(values, value_range, nbins=100, dtype=dtypes.int32, name=None):
    """For each value the number of its bin among `nbins` of equal width; what lies outside belongs to the outermost.

    Args:
      values: tensor.
      value_range: the two ends of the range, in the dtype of `values`.
    """
    values = convert(values)
    return cast(_bins(values, convert(value_range, partner=values.dtype), nbins), dtype, name=name)


@scoped("histogram_fixed_width", type="HistogramFixedWidth")
def histogram_fixed_width(values, value_range, nbins=100, dtype=dtypes.int32, name=None):
    """How many values fall into each of `nbins` bins of equal width; see `histogram_fixed_width_bins`.

    Returns: (nbins,) of `dtype`.
    """
    bins = histogram_fixed_width_bins(values, value_range, nbins)
    return unsorted_segment_sum(cast(ones_like(bins), dtype), bins, nbins, name=name)
