"""Sequences of word numbers made rows of a matrix, a column for each number."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np

MODES = ("binary", "count", "freq", "tfidf")


def matrix(sequences: Sequence[Any], columns: int, mode: str, idf: np.ndarray | None = None) -> np.ndarray:
    """float64 of shape (len(sequences), columns). Numbers of `columns` and more are in no column.

    Args:
      sequences: lists of numbers of words.
      columns: number of columns.
      mode: "binary" (1 where the sequence has the number), "count", "freq" (count / length of the sequence), or
        "tfidf" ((1 + log(count)) * idf of the number).
      idf: for "tfidf", a weight for each column.
    """
    numbers = [_numbers(sequence, i) for i, sequence in enumerate(sequences)]
    lengths = np.fromiter(map(len, numbers), np.int64, len(numbers))
    flat = np.fromiter(chain.from_iterable(numbers), np.int64, int(lengths.sum()))
    if flat.size and flat.min() < 0:
        raise ValueError(f"Numbers of words must not be negative. Received: {flat.min()}")
    kept = flat < columns
    cells = (np.repeat(np.arange(len(numbers)), lengths) * columns + flat)[kept]
    counts = np.bincount(cells, minlength=len(numbers) * columns).reshape(len(numbers), columns).astype(np.float64)
    if mode == "binary":
        return np.minimum(counts, 1.0)
    if mode == "freq":
        return counts / np.maximum(lengths, 1)[:, None]
    if mode == "tfidf":
        return np.where(counts > 0, 1 + np.log(np.maximum(counts, 1)), 0) * idf
    return counts


def inverse_frequencies(columns: int, documents: int, index_docs: Mapping[int, int]) -> np.ndarray:
    """log(1 + documents / (1 + documents that have the number)) of each column."""
    having = np.array([index_docs.get(column, 0) for column in range(columns)], np.float64)
    return np.log(1 + documents / (1 + having))


def checked_mode(mode: Any) -> str:
    """`mode`, if there is such a one; ValueError otherwise."""
    if mode not in MODES:
        raise ValueError(f"Unknown vectorization mode: {mode!r}; expected one of {', '.join(map(repr, MODES))}.")
    return mode


def _numbers(sequence: Any, place: int) -> list[int]:
    """A sequence as a list of whole numbers. TypeError for anything else."""
    found = sequence.tolist() if hasattr(sequence, "tolist") else sequence
    if not isinstance(found, (list, tuple)) or not all(isinstance(i, (int, np.integer)) for i in found):
        raise TypeError(
            "`sequences` must be a list of lists of whole numbers, as `texts_to_sequences` gives; for texts there is "
            f"`texts_to_matrix`. Received at place {place}: {sequence!r}"
        )
    return found  # type: ignore[return-value]
