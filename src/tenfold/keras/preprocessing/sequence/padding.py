"""`pad_sequences`: sequences of several lengths made one array."""

import operator
from itertools import chain
from typing import Any

import numpy as np

_ENDS = ("pre", "post")


def pad_sequences(
    sequences: Any,
    maxlen: int | None = None,
    dtype: Any = "int32",
    padding: str = "pre",
    truncating: str = "pre",
    value: Any = 0.0,
) -> np.ndarray:
    """An array whose rows are the sequences, shorter ones filled up, longer ones cut.

    Args:
      sequences: a list of sequences: of numbers, of vectors of one shape, or of words with dtype=object.
      maxlen: length of the rows; by default that of the longest sequence.
      dtype: the array's dtype.
      padding: "pre" or "post": at which end shorter sequences are filled up.
      truncating: "pre" or "post": at which end longer sequences are cut.
      value: what they are filled up with.

    Returns:
      An array of shape (len(sequences), maxlen, ...).

    Raises:
      ValueError: no list of sequences, parts of several shapes, an unknown end, a text as `value` of numbers.
      TypeError: `maxlen` is no whole number.
    """
    sequences = sequences.to_list() if hasattr(sequences, "to_list") else sequences  # a ragged tensor
    lengths = _lengths(sequences)
    for end, name in ((truncating, "Truncating"), (padding, "Padding")):
        if end not in _ENDS:
            raise ValueError(f'{name} type "{end}" not understood: expected "pre" or "post".')
    length = _length(lengths, maxlen)
    _check_value(value, dtype)
    sequences = [_part(s, length, truncating) if n > length else s for s, n in zip(sequences, lengths)]
    sample = next((np.asarray(s).shape[1:] for s in sequences if len(s)), ())
    rows = np.full((len(sequences), length, *sample), value, dtype=dtype)
    filled = np.minimum(lengths, length)
    at_front, after = np.arange(length) < filled[:, None], np.arange(length) >= length - filled[:, None]
    rows[at_front if padding == "post" else after] = _flat(sequences, rows.dtype, sample)
    return rows


def _lengths(sequences: Any) -> np.ndarray:
    if not hasattr(sequences, "__len__"):
        raise ValueError(f"`sequences` must be iterable. Received: {sequences!r}; a generator goes in as a list.")
    for sequence in sequences:
        if not hasattr(sequence, "__len__"):
            raise ValueError(
                f"`sequences` must be a list of iterables. Found non-iterable: {sequence!r}"
                "; one sequence alone is padded as [sequence]."
            )
    return np.fromiter(map(len, sequences), np.int64, len(sequences))


def _length(lengths: np.ndarray, maxlen: Any) -> int:
    if maxlen is None:
        if not lengths.size:
            raise ValueError("There is no longest sequence among none: give `maxlen`, or some sequences.")
        return int(lengths.max())
    if isinstance(maxlen, (bool, np.bool_)) or not hasattr(maxlen, "__index__"):
        raise TypeError(f"`maxlen` must be a whole number, or None. Received: maxlen={maxlen!r}")
    if operator.index(maxlen) < 1:
        raise ValueError(f"`maxlen` must be at least 1, or None for the longest. Received: maxlen={maxlen!r}")
    return operator.index(maxlen)


def _check_value(value: Any, dtype: Any) -> None:
    if isinstance(value, str) and np.dtype(dtype).kind not in "OU":
        raise ValueError(
            f"`dtype` {dtype} is not compatible with `value`'s type: {type(value)}\n"
            "You should set `dtype=object` for variable length strings."
        )


def _part(sequence: Any, length: int, truncating: str) -> Any:
    return sequence[-length:] if truncating == "pre" else sequence[:length]


def _flat(sequences: list[Any], dtype: np.dtype, sample: tuple[int, ...]) -> np.ndarray:
    """The parts of all sequences, one after the other. ValueError where a sequence's parts have another shape."""
    if all(isinstance(s, (list, tuple, range)) for s in sequences):
        try:
            every = chain.from_iterable(sequences)
            plain = sample == () and dtype.kind in "biuf"
            parts = np.fromiter(every, dtype) if plain else np.array(list(every), dtype)
        except (TypeError, ValueError, OverflowError):
            parts = None  # which sequence it is comes out below
        if parts is not None and parts.shape[1:] == sample:
            return parts
    rows = [_row(s, i, dtype, sample) for i, s in enumerate(sequences) if len(s)]
    return np.concatenate(rows) if rows else np.zeros((0, *sample), dtype)


def _row(sequence: Any, place: int, dtype: np.dtype, sample: tuple[int, ...]) -> np.ndarray:
    try:
        row = np.asarray(sequence, dtype=dtype)
    except (TypeError, ValueError, OverflowError) as error:
        kind = TypeError if isinstance(error, TypeError) else ValueError
        raise kind(
            f"The sequence at position {place} does not become an array of {dtype}: {error}. Received: {sequence!r}"
            "; words are padded with dtype=object, or made numbers first (Tokenizer)."
        ) from None
    if row.shape[1:] != sample:
        raise ValueError(
            f"Shape of sample {row.shape[1:]} of sequence at position {place} is different from expected shape {sample}"
        )
    return row
