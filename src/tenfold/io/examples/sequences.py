"""SequenceExamples parsed as messages by the protobuf runtime."""

import math
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any

import numpy as np

from tenfold.core.base.errors import InvalidArgumentError
from tenfold.core.values import dtypes
from tenfold.core.values.dtypes import DType
from tenfold.io import messages
from tenfold.io.examples import columns
from tenfold.io.examples.plain import arranged, held, read, values_of
from tenfold.io.examples.wording import Batch, features_of, name_of, text
from tenfold.ops.bytes.parsing.wanted import Wanted

Lists = list[list[Any]]  # of each example, of each of its steps: the values


def parsed(
    serialized: np.ndarray, names: np.ndarray, defaults: Sequence[np.ndarray], context: Wanted, lists: Wanted
) -> tuple[np.ndarray, ...]:
    """The arrays of what is wanted of serialised SequenceExamples, in the order of ParseSequenceExampleV2's results.

    Args:
      serialized: objects that are bytes, () or (n,).
      names: of the same shape, or empty.
      defaults: one for each dense feature of the context: of its shape, or empty for none.

    Raises:
      InvalidArgumentError, TypeError.
    """
    batch = Batch(serialized.shape, names)
    of_context, of_lists = features_of(context), features_of(lists)
    found: list[list[Any]] = [[] for _ in of_context]
    steps: list[Lists] = [[] for _ in of_lists]
    for i, data in enumerate(serialized.reshape(-1).tolist()):
        message = read(messages.SequenceExample, data, batch, i)
        for j, feature in enumerate(of_context):
            default = defaults[j] if feature[3] else None
            found[j].append(_context(message.context.feature, feature, default, batch, i))
        for j, feature in enumerate(of_lists):
            steps[j].append(_steps(message.feature_lists.feature_list, feature, lists, batch, i))
    return *arranged(found, defaults, context, batch.one), *_arranged(steps, lists, batch.one)


def _context(features: Any, feature: Any, default: np.ndarray | None, batch: Batch, example: int) -> Sequence[Any]:
    """The values of a feature of the context; `default` is for dense ones."""
    key, dtype, shape, _ = feature
    where = f"Name: {batch.name(example)}, Context feature: {text(key)}"
    values = values_of(features, key, dtype, _other_type(where, dtype))
    if default is None:
        return () if values is None else values
    if values is None:
        if not default.size:
            raise batch.absent(example, key, dtype)
        return default.reshape(-1).tolist()
    if len(values) != math.prod(shape):
        raise batch.other_count(example, key, dtype, len(values), shape)
    return values


def _steps(features: Any, feature: Any, lists: Wanted, batch: Batch, example: int) -> list[Any]:
    """The values of each step of a list of features; a dense one's must be of its shape."""
    key, dtype, shape, dense = feature
    name = key.decode("utf-8", "replace")
    if name not in features:
        if dense and key not in lists.missing:
            raise InvalidArgumentError(
                f"Name: {batch.name(example)}, Feature list '{name}' is required but could not be found.  Did you mean "
                "to include it with allow_missing=True?"
            )
        return []
    found = []
    for step, one in enumerate(features[name].feature):
        where = f"Name: {batch.name(example)}, Feature list: {name}, Index: {step}"
        values = held(one, dtype, _other_type(where, dtype))
        values = () if values is None else values
        if dense and len(values) != math.prod(shape[1:]):
            wanted = ",".join(map(str, shape[1:]))
            raise InvalidArgumentError(
                f"Name: {batch.name(example)}, Key: {name}, Index: {step}.  Number of values != expected.  values "
                f"size: {len(values)} but output shape: [{wanted}]"
            )
        found.append(values)
    return found


def _other_type(where: str, dtype: DType) -> Callable[[DType], InvalidArgumentError]:
    return lambda found: InvalidArgumentError(
        f"{where}.  Data types don't match. Expected type: {name_of(dtype)}, Actual type: {name_of(found)}"
    )


def _arranged(steps: list[Lists], lists: Wanted, one: bool) -> tuple[np.ndarray, ...]:
    n, m = len(lists.dense), len(lists.dense) + len(lists.sparse)
    sparse = [_sparse(rows, dtype, one) for rows, (_, dtype) in zip(steps[n:m], lists.sparse)]
    dense = [_dense(rows, dtype, shape, one) for rows, (_, dtype, shape) in zip(steps, lists.dense)]
    ragged = list(zip(steps[m:], lists.ragged))
    flat = [list(chain.from_iterable(rows)) for rows, _ in ragged]
    return (
        *[part[0] for part in sparse],
        *[part[1] for part in sparse],
        *[part[2] for part in sparse],
        *dense,
        *[columns.lengths(rows).reshape(() if one else -1) for rows in steps[:n]],
        *[columns.flat(rows, dtype) for rows, (_, (_, dtype, _)) in zip(flat, ragged)],
        *[columns.splits([] if one else rows, dtype) for rows, (_, _, dtype) in ragged],
        *[columns.splits(rows, dtype) for rows, (_, (_, _, dtype)) in zip(flat, ragged)],
    )


def _sparse(rows: Lists, dtype: DType, one: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Indices, values and shape of (example, step, position)."""
    flat = list(chain.from_iterable(rows))
    outer = columns.places(columns.lengths(rows))
    inner = columns.places(columns.lengths(flat))
    indices = np.concatenate([outer[inner[:, 0]], inner[:, 1:]], 1)
    shape = [len(rows), columns.lengths(rows).max(initial=0), columns.lengths(flat).max(initial=0)]
    return indices[:, int(one) :], columns.flat(flat, dtype), np.array(shape[int(one) :], np.int64)


def _dense(rows: Lists, dtype: DType, shape: tuple[int | None, ...], one: bool) -> np.ndarray:
    """(n, most steps, *shape of a step), padded with zeros."""
    inner = [d for d in shape[1:] if d is not None]
    padding = b"" if dtype is dtypes.string else 0
    values = [list(chain.from_iterable(steps)) for steps in rows]
    if 0 in inner:
        most = int(columns.lengths(rows).max(initial=0))
        return np.empty((most, *inner) if one else (len(rows), most, *inner), dtype.numpy)
    return columns.padded(values, dtype, inner, padding, one)
