"""Isotonic regression: the nearest sequence that never rises (or never falls), by pooling adjacent violators."""

import numpy as np

from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops.arrays.casting import cast
from tenfold.ops.arrays.shaping import transpose
from tenfold.ops.infer import wrap_axis
from tenfold.ops.math.arithmetic import negative


@op(infer=lambda x: (x, Spec(x.shape, dtypes.int32)), host=True, type="IsotonicRegression")
def _isotonic(input):
    """Each last axis, never rising; and which segment of equal values every entry is in."""
    rows = input.reshape(-1, input.shape[-1])
    found = [_pooled(row) for row in rows.tolist()]
    values, segments = (np.array([row[i] for row in found], float).reshape(input.shape) for i in (0, 1))
    return values.astype(input.dtype), segments.astype(np.int32)


def _pooled(row):
    blocks = []  # (mean, count), falling
    for value in row:
        mean, count = value, 1
        while blocks and blocks[-1][0] < mean:
            before, many = blocks.pop()
            mean, count = (before * many + mean * count) / (many + count), many + count
        blocks.append((mean, count))
    values = [mean for mean, count in blocks for _ in range(count)]
    return values, [i for i, (_, count) in enumerate(blocks) for _ in range(count)]


@_isotonic.gradient
def _(dys, ys):
    return _means_of_segments(dys[0], ys[1])


@op(infer=lambda x, segments: x, host=True, name="means_of_segments")
def _means_of_segments(input, segments: Free):
    flat, numbers = input.reshape(-1, input.shape[-1]), np.asarray(segments).reshape(-1, input.shape[-1])
    rows = zip(flat, numbers)
    means = [(np.bincount(n, x) / np.maximum(np.bincount(n), 1))[n] for x, n in rows]
    return np.array(means, input.dtype).reshape(input.shape)


@_means_of_segments.gradient
def _(dy, segments):
    return _means_of_segments(dy, segments), None


def isotonic_regression(inputs, decreasing=True, axis=-1):
    """The sequence nearest to each along `axis`, by squares, that never rises (never falls, unless `decreasing`).

    Args:
      inputs: numbers of one axis or more. Ints are computed in float64, those of up to 16 bits in float32.

    Returns: the sequences, and int32 numbers of the segments of equal values that their entries are in.
    """
    x = convert(inputs)
    if not x.dtype.is_floating:
        x = cast(x, dtypes.float32 if x.dtype.size <= 2 else dtypes.float64)
    rank = len(x._dims or ())
    if not rank:
        raise ValueError(f"isotonic_regression needs one axis or more, of known number; received shape {x._dims}.")
    at = wrap_axis(axis, rank)
    order = [*(i for i in range(rank) if i != at), at]
    back = [order.index(i) for i in range(rank)]
    moved = transpose(x, order)
    values, segments = _isotonic(moved if decreasing else negative(moved))
    return transpose(values if decreasing else negative(values), back), transpose(segments, back)
