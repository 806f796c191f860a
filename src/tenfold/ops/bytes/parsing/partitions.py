"""RaggedTensors of the values and of the partitions that a `tf.io.RaggedFeature` names."""

import numpy as np

from tenfold.core.base import errors
from tenfold.core.calls.attrs import Any, Bool
from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.spec import Spec
from tenfold.ops.arrays.casting import cast
from tenfold.ops.arrays.joining import concat
from tenfold.ops.arrays.shaping import reshape, shape
from tenfold.ops.bytes.parsing.features import RaggedFeature
from tenfold.ops.graphdef import COMPOSED
from tenfold.ops.ragged.tensor import RaggedTensor


def infer_divided(items, partition, splits, *, kind, validate):
    return [Spec((None,), items.dtype), Spec(items.shape, items.dtype)]


@op(infer=infer_divided, results=list, host=True, gradient=None, type="ConcatV2", graphdef=COMPOSED)
def ragged_partition(items: Free, partition: Free, splits: Free, *, kind: Any, validate: Bool):
    """Divide each row's items as its partition says: (where the parts of all rows begin, where each row's parts do).

    Args:
      items: (rows + 1,) where the items of each row begin.
      partition: (n,) the partitions of all rows, one after the other.
      splits: (rows + 1,) where each row's partition begins.
      kind: the name of the class of partition: "RowSplits", ...
      validate: whether partitions that do not fit the items are an InvalidArgumentError.
    """
    lengths, counts = _LENGTHS[kind](partition.astype(np.int64), splits.astype(np.int64), items.astype(np.int64))
    inner = np.concatenate([[0], np.cumsum(lengths)])
    outer = np.concatenate([[0], np.cumsum(counts)])
    if validate:
        _check(inner[outer], items, lengths, kind)
    return inner.astype(items.dtype), outer.astype(items.dtype)


def _check(ends, items, lengths, kind):
    if len(lengths) and lengths.min() < 0 or not np.array_equal(ends, items - items[:1]):
        raise errors.InvalidArgumentError(
            f"RaggedFeature: {kind} do not form a valid RaggedTensor: rows have {np.diff(items).tolist()} values, and "
            f"the partitions of each divide {np.diff(ends).tolist()}."
        )


def _of_lengths(lengths, splits, items):
    return lengths, np.diff(splits)


def _of_splits(ends, splits, items):
    """Each row has the ends of its parts, after a zero; a row without has no parts."""
    firsts = np.zeros(len(ends) + 1, bool)
    firsts[splits[:-1]] = True
    return np.diff(ends, prepend=0)[~firsts[:-1]], np.maximum(np.diff(splits) - 1, 0)


def _of_starts(starts, splits, items):
    counts = np.diff(splits)
    following = np.append(starts[1:], 0)[: len(starts)]
    following[splits[1:][counts > 0] - 1] = np.diff(items)[counts > 0]
    return following - starts, counts


def _of_limits(limits, splits, items):
    counts = np.diff(splits)
    before = np.append(0, limits[:-1])[: len(limits)]
    before[splits[:-1][counts > 0]] = 0
    return limits - before, counts


def _of_ids(ids, splits, items):
    counts = np.zeros(len(splits) - 1, np.int64)
    some = np.diff(splits) > 0
    counts[some] = ids[splits[1:][some] - 1] + 1  # they ascend
    most = len(ids) + MOST_EMPTY
    if len(ids) and (ids.min() < 0 or counts.min() < 0 or counts.max() > most or counts.sum() > most):
        raise errors.InvalidArgumentError(
            f"RaggedFeature: ValueRowIds must ascend from 0; received {ids[:20].tolist()}"
        )
    starts = np.concatenate([[0], np.cumsum(counts)])
    rows = np.repeat(starts[:-1], np.diff(splits)) + ids
    if len(rows) and rows.max() >= starts[-1]:
        raise errors.InvalidArgumentError(f"RaggedFeature: ValueRowIds must ascend; received {ids[:20].tolist()}")
    return np.bincount(rows, minlength=starts[-1]), counts


MOST_EMPTY = 1 << 20  # parts without values: ids are believed up to here
_LENGTHS = {
    "RowLengths": _of_lengths,
    "RowSplits": _of_splits,
    "RowStarts": _of_starts,
    "RowLimits": _of_limits,
    "ValueRowIds": _of_ids,
}


def divided(values, items, feature, parts):
    """`values`, of which `items` says where those of each row begin, as `feature`'s partitions divide them.

    Args:
      values: (n,) tensor. items: (rows + 1,) of the feature's dtype of splits.
      parts: function of a key that gives (values, splits) of that ragged feature.
    Returns (values, items) with the partitions' dimensions inside those of the rows.
    """
    for partition in reversed(feature.partitions):
        if isinstance(partition, RaggedFeature.UniformRowLength):
            values, items = _even(values, items, partition.length)
            continue
        inner, items = ragged_partition(
            items, *parts(partition.key), kind=type(partition).__name__, validate=feature.validate
        )
        values = RaggedTensor.from_row_splits(values, inner, validate=feature.validate)
    return values, items


def _even(values, items, length):
    if isinstance(values, RaggedTensor):
        rows = RaggedTensor.from_uniform_row_length(values, length, nrows=items[-1] // cast(length, items.dtype))
    else:
        rows = reshape(values, concat([[-1, length], shape(values)[1:]], 0))
    return rows, items // cast(length, items.dtype)
