"""Examples parsed as messages by the protobuf runtime: where there is no native library."""

import functools
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from google.protobuf.message import DecodeError

from tenfold.core.base.errors import InvalidArgumentError
from tenfold.core.values import dtypes
from tenfold.core.values.dtypes import DType
from tenfold.io import messages
from tenfold.io.examples import columns
from tenfold.io.examples.wording import Batch, features_of
from tenfold.ops.bytes.parsing.wanted import Wanted

_DTYPES = {"bytes_list": dtypes.string, "float_list": dtypes.float32, "int64_list": dtypes.int64}


def parsed(
    serialized: np.ndarray, names: np.ndarray, defaults: Sequence[np.ndarray], wanted: Wanted
) -> tuple[np.ndarray, ...]:
    """As `native.parsed`, with the same results and errors."""
    batch = Batch(serialized.shape, names)
    features = features_of(wanted)
    found: list[list[Any]] = [[] for _ in features]
    for example, data in enumerate(serialized.reshape(-1).tolist()):
        feature = read(messages.Example, data, batch, example).features.feature
        for i, (key, dtype, shape, dense) in enumerate(features):
            fixed = dense and None not in shape
            default = defaults[i] if fixed else None
            complain = functools.partial(batch.other_type, example, key, dtype, dense)
            values = values_of(feature, key, dtype, complain)
            found[i].append(_fitting(values, default, shape, batch, (example, key, dtype)))
    return arranged(found, defaults, wanted, batch.one)


def read(kind: Any, data: bytes, batch: Batch, example: int) -> Any:
    """The message. InvalidArgumentError where the bytes are none."""
    if not isinstance(data, bytes):
        raise TypeError(f"serialized examples are bytes; received {type(data).__name__} for example {example}")
    try:
        return kind.FromString(data)
    except DecodeError:
        raise batch.unreadable(example, data) from None


def values_of(
    features: Mapping[str, Any], key: bytes, dtype: DType, complain: Callable[[DType], InvalidArgumentError]
) -> Sequence[Any] | None:
    """What a feature holds, None where it is not there or holds nothing; `complain` makes the error for other types."""
    name = key.decode("utf-8", "replace")
    return held(features[name], dtype, complain) if name in features else None


def held(feature: Any, dtype: DType, complain: Callable[[DType], InvalidArgumentError]) -> Sequence[Any] | None:
    """The values of a Feature, None where it holds nothing."""
    kind = feature.WhichOneof("kind")
    if kind is None:
        return None
    if _DTYPES[kind] is not dtype:
        raise complain(_DTYPES[kind])
    return getattr(feature, kind).value


def _fitting(
    values: Sequence[Any] | None,
    default: np.ndarray | None,
    shape: tuple[int | None, ...],
    batch: Batch,
    at: tuple[int, bytes, DType],
) -> Sequence[Any]:
    """The values of a feature, or what stands for them; `default` is for those of a fixed shape."""
    if values is None:
        if default is not None and not default.size:
            raise batch.absent(*at)
        return () if default is None else default.reshape(-1).tolist()
    row = math.prod([d for d in shape if d is not None])
    if len(values) != row if default is not None else len(values) % max(row, 1):
        raise batch.other_count(*at, len(values), shape)
    return values


def arranged(
    found: list[list[Any]], defaults: Sequence[np.ndarray], wanted: Wanted, one: bool
) -> tuple[np.ndarray, ...]:
    """The arrays of the values of each wanted feature in each example, in the order of ParseExampleV2's results."""
    n, m = len(wanted.dense), len(wanted.dense) + len(wanted.sparse)
    sparse = [columns.sparse(rows, dtype, one) for rows, (_, dtype) in zip(found[n:m], wanted.sparse)]
    dense = [
        columns.padded(rows, dtype, shape[1:], default.item(), one)
        if None in shape
        else columns.dense(rows, dtype, shape, one)
        for rows, (_, dtype, shape), default in zip(found, wanted.dense, defaults)
    ]
    ragged = list(zip(found[m:], wanted.ragged))
    return (
        *[part[0] for part in sparse],
        *[part[1] for part in sparse],
        *[part[2] for part in sparse],
        *dense,
        *[columns.flat(rows, dtype) for rows, (_, dtype, _) in ragged],
        *[columns.splits([] if one else rows, dtype) for rows, (_, _, dtype) in ragged],
    )
