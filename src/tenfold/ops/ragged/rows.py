"""Where rows of a RaggedTensor begin and end: integer ops on splits, lengths, row numbers. They run on NumPy."""

import numpy as np

from tenfold.core.calls.attrs import Any, Bool, Count
from tenfold.core.calls.op import Free, op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.ops.failing import fails_where
from tenfold.ops.graphdef import COMPOSED


def vector(x, *_, **__):
    """Inference: a vector of unknown length, of the first input's dtype."""
    return Spec((None,), x.dtype)


def one_more(x, **_):
    """Inference: a vector one longer than the input."""
    return Spec((None if not x.shape or x.shape[0] is None else x.shape[0] + 1,), x.dtype)


@op(infer=lambda splits, n: splits, gradient=None)
def checked_splits(splits, n):
    """`splits`, checked to begin with 0, never to decrease and to end with `n`."""
    if splits.ndim != 1 or splits.size == 0:
        raise ValueError(f"row_splits must be a vector of one number or more; received shape {list(splits.shape)}")
    wrong = "row_splits of a RaggedTensor must begin with 0, never decrease and end with the number of values"
    fails_where(splits[:1] != 0, wrong)
    fails_where(splits[1:] < splits[:-1], wrong)
    fails_where(splits[-1:] != n, wrong)
    return splits


@op(infer=one_more, gradient=None)
def splits_of_lengths(lengths):
    one = xp(lengths)
    return one.concatenate([np.zeros(1, lengths.dtype), one.cumsum(lengths, dtype=lengths.dtype)])


@op(infer=lambda ids, *, nrows: Spec((None if nrows is None else nrows + 1,), ids.dtype), gradient=None)
def _splits_of_rowids(ids, *, nrows: Count.or_none()):
    ids = np.asarray(ids)
    fails_where(ids[1:] < ids[:-1], "value_rowids must not decrease.")
    outside = (ids < 0) | (ids >= nrows) if nrows is not None else ids < 0
    fails_where(outside, f"value_rowids must lie in [0, nrows): received {ids.tolist()} and nrows={nrows}.")
    counts = np.bincount(ids, minlength=nrows or 0)
    return np.concatenate([[0], np.cumsum(counts)]).astype(ids.dtype)


def splits_of_rowids(ids, nrows=None):
    """Splits of the rows that these row numbers are in; `nrows` allows for empty rows at the end."""
    return _splits_of_rowids(ids, nrows=nrows)


@op(infer=lambda n, *, each: Spec((None,), n.dtype), gradient=None)
def even_splits(n, *, each: Count):
    """Splits of n rows of length `each`."""
    return (np.arange(int(n) + 1) * each).astype(n.dtype)


@op(
    infer=vector,
    gradient=None,
    type="GatherV2",
    label="RaggedSplitsToSegmentIds/Repeat/boolean_mask/GatherV2",
    graphdef=COMPOSED,
)
def rowids(splits):
    """The row of each value."""
    lengths = np.diff(np.asarray(splits))
    return np.repeat(np.arange(len(lengths), dtype=splits.dtype), lengths)


def within(splits):
    """The row of each value, and its place there."""
    splits = np.asarray(splits)
    lengths = np.diff(splits)
    row = np.repeat(np.arange(len(lengths)), lengths)
    return row, np.arange(len(row)) - splits[row]


@op(infer=lambda lengths, n, width: lengths, gradient=None)
def fitting_lengths(lengths, n, width):
    """`lengths` of the rows of a dense tensor of n rows, held within 0 and its `width`."""
    if lengths.shape != (int(n),):
        raise ValueError(f"RaggedTensor.from_tensor: lengths must be a vector of {n}; received {list(lengths.shape)}")
    return xp(lengths).clip(lengths, 0, width)


@op(infer=vector, gradient=None)
def positions(splits, width):
    """For rows of a dense tensor of `width` columns cut to these splits: the numbers of the elements that stay."""
    row, column = within(splits)
    return (row * int(width) + column).astype(splits.dtype)


@op(infer=lambda x, padding: Spec((None if not x.shape else x.shape[0],), dtypes.int64), gradient=None)
def unpadded_lengths(x, padding):
    """How much of each row is left without the `padding` at its end."""
    x = np.asarray(x)
    real = (x != padding).reshape(*x.shape[:2], -1).any(-1)
    return np.where(real.any(1), x.shape[1] - np.argmax(real[:, ::-1], 1), 0).astype(np.int64)


@op(
    infer=lambda splits, size: (Spec((None,), splits.dtype), Spec((None, 2), splits.dtype)),
    gradient=None,
)
def dense_places(splits, size):
    """The numbers of the values that fit into a dense matrix of `size`, and the row and column of each."""
    row, column = within(splits)
    kept = np.flatnonzero((row < size[0]) & (column < size[1]))
    return kept.astype(splits.dtype), np.stack([row, column], 1)[kept].astype(splits.dtype)


@op(infer=lambda *splits: Spec((None, len(splits) + 1), dtypes.int64), gradient=None)
def sparse_places(*splits):
    """The coordinates of every value under nested splits, the outermost first."""
    row, column = within(splits[0])
    places = np.stack([row, column], 1)
    for inner in splits[1:]:
        row, column = within(inner)
        places = np.concatenate([places[row], column[:, None]], 1)
    return places.astype(np.int64)


@op(infer=lambda dims, *splits: Spec((None, len(splits) + 1), dtypes.int64), gradient=None)
def broadcast_places(dims: Free, *splits: Free):
    """Where each value under nested splits finds its partner in a dense tensor that begins with `dims`: 0 where 1."""
    dims = np.asarray(dims)
    lengths = [np.array([len(splits[0]) - 1]), *[np.diff(np.asarray(s)) for s in splits]]
    for axis, (n, found) in enumerate(zip(dims.tolist(), lengths)):
        if n != 1 and (found != n).any():
            raise ValueError(
                f"a tensor cannot be broadcast against a RaggedTensor: along axis {axis} it has {n} elements, the "
                f"ragged one {np.unique(found).tolist()}; give 1 there, or as many"
            )
    return sparse_places.forward(*splits) * (dims != 1)


@op(
    infer=lambda splits, *, piece: (Spec((None,), splits.dtype), Spec(splits.shape, splits.dtype)),
    gradient=None,
)
def sliced(splits, *, piece: Any):
    """The numbers of the values that `row[piece]` keeps of every row, and the splits of what is left.

    Args:
      piece: (start, stop, step), None as in a slice.
    """
    splits, (start, stop, step) = np.asarray(splits), piece
    lengths, step = np.diff(splits), 1 if step is None else step
    low, high = (0, lengths) if step > 0 else (-1, lengths - 1)
    begin = (low if step > 0 else high) if start is None else np.clip(start + lengths * (start < 0), low, high)
    end = (high if step > 0 else low) if stop is None else np.clip(stop + lengths * (stop < 0), low, high)
    counts = np.maximum(0, -(-(end - begin) // step)) + 0 * lengths
    new = np.concatenate([[0], np.cumsum(counts)])
    row = np.repeat(np.arange(len(counts)), counts)
    index = (splits[:-1] + begin)[row] + step * (np.arange(len(row)) - new[row])
    return index.astype(splits.dtype), new.astype(splits.dtype)


@op(
    infer=lambda splits, chosen: (Spec((None,), splits.dtype), Spec((None,), splits.dtype)),
    gradient=None,
)
def picked(splits, chosen: Free):
    """The numbers of the values in rows `chosen`, one after the other, and the splits of those rows."""
    splits, chosen = np.asarray(splits), np.asarray(chosen)
    n = len(splits) - 1
    fails_where((chosen < 0) | (chosen >= n), f"a row number is not in [0, {n})")
    counts = np.diff(splits)[chosen]
    new = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    row = np.repeat(np.arange(len(counts)), counts)
    return (splits[chosen][row] + np.arange(len(row)) - new[row]).astype(splits.dtype), new.astype(splits.dtype)


@op(
    infer=lambda outer, inner, *, first: (Spec((None,), inner.dtype), Spec((None,), outer.dtype)),
    gradient=None,
)
def columns(outer, inner, *, first: Bool):
    """For sums over one of three dimensions: the group of each value, and the splits of the groups by row.

    Args:
      first: whether the first dimension vanishes, and the places in it meet, or the middle one.
    """
    outer, inner = np.asarray(outer), np.asarray(inner)
    middle, place = within(inner)
    row = within(outer)[1 if first else 0]
    widest = np.zeros(np.diff(outer).max(initial=0) if first else len(outer) - 1, np.int64)
    np.maximum.at(widest, row, np.diff(inner))
    splits = np.concatenate([[0], np.cumsum(widest)])
    return (splits[row[middle]] + place).astype(inner.dtype), splits.astype(outer.dtype)


@op(infer=lambda splits, row, place: place, gradient=None)
def places_in_rows(splits: Free, row: Free, place: Free):
    """The numbers of the values at `place` of `row`, which must be there."""
    lengths = np.diff(np.asarray(splits))[row]
    fails_where((place < 0) | (place >= lengths), lambda: f"places {place.tolist()} are not in rows {row.tolist()}")
    return np.asarray(splits)[row] + place


@op(infer=vector, gradient=None)
def places(splits):
    """The place of each value in its row."""
    return within(splits)[1].astype(splits.dtype)


@op(infer=lambda a, b: (), effect=True, gradient=None)
def same_splits(a, b: Free):
    """Nothing, where two RaggedTensors have the same rows; else InvalidArgumentError."""
    if a.shape != b.shape or (a != b).any():
        raise ValueError(f"RaggedTensors must have the same rows; received row_splits {a.tolist()} and {b.tolist()}.")
    return ()


@op(
    infer=lambda a, b, c: (Spec((None,), a.dtype), Spec((None,), dtypes.int64)),
    gradient=None,
    type="RaggedRange",
)
def counted(starts, limits, deltas):
    """A range for each row, one after the other, and the splits between them."""
    starts, limits, deltas = np.broadcast_arrays(*np.atleast_1d(starts, limits, deltas))
    fails_where(deltas == 0, "Requires delta != 0")
    lengths = np.maximum(np.ceil((limits - starts) / deltas), 0).astype(np.int64)
    splits = np.concatenate([[0], np.cumsum(lengths)])
    row, place = within(splits)
    return (starts[row] + place.astype(starts.dtype) * deltas[row]).astype(starts.dtype), splits
