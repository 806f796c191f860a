"""Histograms in both encodings: TensorFlow 1's HistogramProto, and TensorFlow 2's rows of left, right and count."""

import functools
from typing import Any

import numpy as np
import numpy.typing as npt

from tenfold.core.base import errors
from tenfold.io import messages

_Floats = npt.NDArray[np.float64]
_MOST = float(np.finfo(np.float64).max)
_CHUNK = 1 << 16  # values that are summed at a time


@functools.cache
def limits() -> _Floats:
    """Upper limits of TensorFlow 1's buckets: 0, to both sides 1e-12 * 1.1 ** k below 1e20, and the largest float."""
    ups = [1e-12]
    while (following := ups[-1] * 1.1) < 1e20:
        ups.append(following)
    ups.append(_MOST)
    return np.array([-x for x in reversed(ups)] + [0.0] + ups)


def histogram_proto(values: _Floats, tag: str = "") -> Any:
    """TensorFlow 1's encoding: a HistogramProto in which a run of empty buckets is one.

    Args:
      values: of any shape.
      tag: by which an error calls them.

    Raises:
      InvalidArgumentError: a value is NaN or infinite.
    """
    values = values.reshape(-1)
    if np.isnan(values).any():
        raise errors.InvalidArgumentError(f"Nan in summary histogram for: {tag}")
    if np.isinf(values).any():
        raise errors.InvalidArgumentError(f"Infinity in Histogram for: {tag}")
    at = np.minimum(np.searchsorted(limits(), values, side="right"), len(limits()) - 1)
    counts = np.bincount(at, minlength=len(limits())).astype(np.float64)
    shown = _shown(counts)
    return messages.HistogramProto(
        min=values.min(initial=_MOST),
        max=values.max(initial=-_MOST),
        num=len(values),
        sum=_sum_in_order(values, 1),
        sum_squares=_sum_in_order(values, 2),
        bucket_limit=limits()[shown].tolist(),
        bucket=counts[shown].tolist(),
    )


def _shown(counts: _Floats) -> npt.NDArray[np.bool_]:
    """Which buckets are written: those with values in them, and the last of each run without."""
    last = np.append(counts[1:] > 0, True)
    return (counts > 0) | last


def _sum_in_order(values: _Floats, power: int) -> float:
    """The sum of the values, or of their squares, one after the other: another order rounds otherwise."""
    total = np.zeros(1)
    with np.errstate(over="ignore", invalid="ignore"):
        for start in range(0, len(values), _CHUNK):
            total = np.cumsum(np.concatenate([total, values[start : start + _CHUNK] ** power]))[-1:]
    return float(total[0])


def bucketed(values: _Floats, buckets: int) -> _Floats:
    """TensorFlow 2's encoding: [buckets, 3], of each bucket its left edge, its right edge and how many values it has.

    Values that are all the same are counted in the last bucket, of no width; without values there are zeros.

    Args:
      values: of any shape.
      buckets: of equal width; below 1 there are none.
    """
    values, buckets = values.reshape(-1), max(buckets, 0)
    if not buckets or not len(values):
        return np.zeros((buckets, 3))
    low, high = values.min(), values.max()
    if low == high:
        counts = np.zeros(buckets)
        counts[-1] = len(values)
        return np.stack([np.full(buckets, low), np.full(buckets, high), counts], -1)
    with np.errstate(all="ignore"):  # what is not finite falls into no bucket, and its edges are not finite
        edges = low + np.arange(buckets + 1) * ((high - low) / buckets)
        at = np.floor((values - low) / ((high - low) / buckets))
    edges[0], edges[-1] = low, high
    at = np.minimum(at[at >= 0], buckets - 1).astype(np.int64)
    return np.stack([edges[:-1], edges[1:], np.bincount(at, minlength=buckets)], -1)
