"""Lists of values, one for each example, as the arrays that parsing gives."""

import math
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

import numpy as np

from tenfold.core.values.dtypes import DType

Rows = Sequence[Sequence[Any]]


def flat(rows: Iterable[Iterable[Any]], dtype: DType) -> np.ndarray:
    """All values, one after the other."""
    values = list(chain.from_iterable(rows))
    out = np.empty(len(values), dtype.numpy)
    out[:] = values
    return out


def lengths(rows: Rows) -> np.ndarray:
    """(n,) int64: how many values each has."""
    return np.fromiter(map(len, rows), np.int64, len(rows))


def splits(rows: Rows, dtype: DType) -> np.ndarray:
    """(n + 1,) where the values of each begin, and the last ones end. ValueError where `dtype` cannot count them."""
    ends = np.cumsum(lengths(rows))
    if len(ends) and ends[-1] > dtype.max:
        raise ValueError(f"{ends[-1]} values are more than row_splits_dtype={dtype.name} can count; take tf.int64")
    return np.concatenate([[0], ends]).astype(dtype.numpy)


def places(counts: np.ndarray) -> np.ndarray:
    """(total, 2) int64: (row, position) of each value of rows that have so many."""
    rows = np.repeat(np.arange(len(counts)), counts)
    starts = np.cumsum(counts) - counts
    return np.stack([rows, np.arange(len(rows)) - starts[rows]], 1).astype(np.int64)


def sparse(rows: Rows, dtype: DType, one: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Indices, values and shape of a sparse tensor with a row for each example; of the one example's vector."""
    counts = lengths(rows)
    indices, values = places(counts), flat(rows, dtype)
    if one:
        return indices[:, 1:], values, counts
    return indices, values, np.array([len(counts), counts.max(initial=0)], np.int64)


def padded(rows: Rows, dtype: DType, shape: Sequence[int], padding: Any, one: bool) -> np.ndarray:
    """(n, most, *shape) of rows of values of that shape, or (most, *shape) of the one example."""
    size = math.prod(shape)
    most = int(lengths(rows).max(initial=0)) // max(size, 1)
    out = np.empty((len(rows), most * size), dtype.numpy)
    out[...] = padding
    for row, values in zip(out, rows):
        row[: len(values)] = values[: len(row)]  # of rows of no elements none
    return out.reshape((most, *shape) if one else (len(rows), most, *shape))


def dense(rows: Rows, dtype: DType, shape: Sequence[int], one: bool) -> np.ndarray:
    """(n, *shape) of values of that shape, or `shape` for the one example."""
    return flat(rows, dtype).reshape(tuple(shape) if one else (len(rows), *shape))
