"""The codec of sparse tensors behind the ops of `ops/bytes/sparse_tensors.py`."""

import math

import numpy as np
from google.protobuf.message import DecodeError

from tenfold.core.base.errors import InvalidArgumentError
from tenfold.core.values import dtypes
from tenfold.core.values.dtypes import DType
from tenfold.io import messages
from tenfold.io.tensor_proto import dtype_of, from_array, to_array
from tenfold.ops.bytes.sparse_tensors import _deserialize_many_sparse, _serialize_many_sparse, _serialize_sparse
from tenfold.ops.sparse.places import check_places
from tenfold.ops.strings.arrays import strings_in

_Parts = tuple[np.ndarray, np.ndarray, np.ndarray]  # indices (n, rank), values (n,), shape (rank,)


def _strings(arrays: list[np.ndarray]) -> list[bytes]:
    return [from_array(array, joined=True).SerializeToString() for array in arrays]


@_serialize_sparse.kernel("numpy")
def serialize_sparse(sparse_indices: np.ndarray, sparse_values: np.ndarray, sparse_shape: np.ndarray) -> np.ndarray:
    return np.array(_strings([sparse_indices, sparse_values, sparse_shape]), object)


@_serialize_many_sparse.kernel("numpy")
def serialize_many_sparse(indices: np.ndarray, values: np.ndarray, shape: np.ndarray) -> np.ndarray:
    if len(shape) < 2:
        raise InvalidArgumentError(f"Rank of input SparseTensor should be > 1, but saw rank: {len(shape)}")
    check_places(indices, shape)
    starts = np.searchsorted(indices[:, 0], np.arange(shape[0] + 1)).tolist()
    rest = _strings([shape[1:]])[0]
    rows = [[*_strings([indices[a:b, 1:], values[a:b]]), rest] for a, b in zip(starts, starts[1:])]
    return np.array(rows, object).reshape(len(rows), 3)


@_deserialize_many_sparse.kernel("numpy")
def deserialize_many_sparse(serialized_sparse: np.ndarray, *, dtype: DType, rank: int | None) -> _Parts:
    *outer, last = np.shape(serialized_sparse) or (0,)
    if last != 3:
        raise InvalidArgumentError(f"Serialized sparse should have 3 as the last dimension: {[*outer, last]}")
    count = math.prod(outer)
    if not count:
        raise InvalidArgumentError(
            f"Serialized sparse should have at least 1 serialized tensor, but has a zero dimension {[*outer, last]}"
        )
    strings = strings_in(serialized_sparse, "serialized_sparse")
    parts = [_one(i, strings[3 * i : 3 * i + 3], dtype) for i in range(count)]
    _check_ranks([len(shape) for _, _, shape in parts])
    counts = [len(values) for _, values, _ in parts]
    where = np.array(list(np.ndindex(*outer)), np.int64).reshape(count, len(outer))
    indices = np.concatenate([where.repeat(counts, 0), np.concatenate([indices for indices, _, _ in parts])], 1)
    shape = np.max([shape for _, _, shape in parts], 0)
    return indices, np.concatenate([values for _, values, _ in parts]), np.array([*outer, *shape.tolist()], np.int64)


def _check_ranks(ranks: list[int]) -> None:
    i = next((i for i, found in enumerate(ranks) if found != ranks[0]), None)
    if i is not None:
        raise InvalidArgumentError(
            f"Inconsistent shape across SparseTensors: rank prior to SparseTensor[{i}] was: {ranks[0]} but rank of "
            f"SparseTensor[{i}] is: {ranks[i]}"
        )


def _one(i: int, row: list[bytes], dtype: DType) -> _Parts:
    """The three parts of the i-th tensor, which fit one another."""
    indices, values, shape = (
        _parsed(data, expected, f"SparseTensor[{i}].{what}")
        for data, expected, what in zip(row, (dtypes.int64, dtype, dtypes.int64), ("indices", "values", "shape"))
    )
    for array, wanted, said in ((indices, 2, "an index matrix"), (values, 1, "a values vector"), (shape, 1, "a shape")):
        if array.ndim != wanted:
            raise InvalidArgumentError(
                f"Expected serialized_sparse[{i}] to represent {said} but received shape {list(array.shape)}"
            )
    if len(indices) != len(values):
        raise InvalidArgumentError(
            f"Expected row counts of SparseTensor[{i}].indices and SparseTensor[{i}].values to match but they do not: "
            f"{len(indices)} vs. {len(values)}"
        )
    if indices.shape[1] != len(shape):
        raise InvalidArgumentError(
            f"Expected column counts of SparseTensor[{i}].indices to match size of SparseTensor[{i}].shape but they do "
            f"not: {indices.shape[1]} vs. {len(shape)}"
        )
    if (shape < 0).any():
        raise InvalidArgumentError(f"SparseTensor[{i}].shape has a negative size: {shape.tolist()}")
    return indices, values, shape


def _parsed(data: bytes, expected: DType, what: str) -> np.ndarray:
    try:
        proto = messages.TensorProto.FromString(data)
        found, array = dtype_of(proto.dtype), to_array(proto)
    except (DecodeError, TypeError, ValueError) as e:
        raise InvalidArgumentError(f"Could not parse serialized proto of {what}: {e}") from None
    if found is not expected:
        raise InvalidArgumentError(f"Requested SparseTensor of type {expected.name} but {what}.dtype() == {found.name}")
    return array
