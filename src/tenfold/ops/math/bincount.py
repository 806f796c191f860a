"""Counting integers: bincount, confusion matrices, histograms."""

import numpy as np

from tenfold.core.calls.attrs import Int, Size
from tenfold.core.calls.op import op, xp
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
      arr: integers >= 0, of any shape.
      weights: of the shape of `arr`: what each occurrence counts, by default 1.
      minlength, maxlength: least and largest length of the result; what does not fit is left out.
      dtype: of the result, if there are no weights.
      axis: None or 0 counts all of `arr`, -1 each row of a matrix by itself.
      binary_output: 1 for whatever occurs, however often.

    Returns: (n,) or, row by row, (rows, n); by default n is the largest integer + 1.
    """
    if hasattr(arr, "flat_values") and axis != -1:  # ragged
        arr, weights = arr.flat_values, getattr(weights, "flat_values", weights)
    arr = convert(arr)
    if arr.dtype not in (dtypes.int32, dtypes.int64):
        arr = cast(arr, dtypes.int32)
    arr = at_least(arr, 0, "Input arr must be non-negative!")
    if binary_output and weights is not None:
        raise ValueError("Arguments `binary_output` and `weights` are mutually exclusive. Please specify only one.")
    if axis not in (None, 0, -1):
        raise ValueError(f"Unsupported value for argument axis={axis}. Only 0 and -1 are currently supported.")
    n = bin_number(arr, minlength, maxlength)
    worth = convert(weights) if weights is not None else cast(ones_like(arr), dtype)
    rows = axis == -1 and arr.ndim == 2
    counted = row_bins(arr, worth, n) if rows else unsorted_segment_sum(worth, beyond_dropped(arr, n), n, name=name)
    return minimum(counted, scalar(1, counted)) if binary_output else counted


def bin_number(arr, minlength, maxlength):
    """Largest element + 1, held within the bounds."""
    n = reduce_max(concat([reshape(arr, [-1]), [-1]], 0)) + 1
    if minlength is not None:
        n = maximum(n, cast(minlength, n.dtype))
    return n if maxlength is None else minimum(n, cast(maxlength, n.dtype))


def row_bins(arr, worth, n):
    """Bins of each row by itself: those of row i are numbers i * n to (i + 1) * n of one long count."""
    rows = cast(shape(arr)[0], arr.dtype)
    counted = unsorted_segment_sum(worth, numbered_by_row(arr, n), rows * n)
    return reshape(counted, stack([rows, n]))


@op(infer=lambda ids, size: ids, gradient=None)
def numbered_by_row(ids, size):
    """Row i of `ids` moved up by i * size, with -1 for what is not below `size`."""
    firsts = np.arange(ids.shape[0], dtype=ids.dtype)[:, None] * size
    return xp(ids, size).where(ids < size, ids + firsts, ids.dtype.type(-1))


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
