"""What batching does to ragged and sparse tensors, and to rows of them. See `element_types`.

A row of a RaggedTensor that has no ragged dimension left is an array while a plan runs.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from tenfold.core.base import errors
from tenfold.core.values.tensor import Tensor
from tenfold.data.plan.element_types import KINDS, Kind
from tenfold.ops.ragged.tensor import RaggedTensor
from tenfold.ops.sparse.tensor import SparseTensor
from tenfold.ops.structures.specs import RaggedTensorSpec, SparseTensorSpec, TensorSpec, TypeSpec

# ragged


def ragged(flat: Any, splits: Sequence[Any]) -> RaggedTensor:
    """A RaggedTensor of an array of its values and arrays of row splits, the outermost first."""
    made: Any = Tensor(flat)
    for s in reversed(splits):
        made = RaggedTensor(made, Tensor(s))
    return made


def _batched_ragged(spec: RaggedTensorSpec, size: int | None) -> RaggedTensorSpec:
    dims = spec.shape._dims
    return _ragged_spec(spec, None if dims is None else (size, *dims), spec.ragged_rank + 1)


def _ragged_spec(like: RaggedTensorSpec, dims: Any, rank: int) -> RaggedTensorSpec:
    return RaggedTensorSpec(dims, like.dtype, rank, like.row_splits_dtype)


def _ragged_rows(spec: RaggedTensorSpec) -> TypeSpec:
    dims = spec.shape._dims
    if not spec.ragged_rank:
        return KINDS[TensorSpec].rows(TensorSpec(spec.shape, spec.dtype))
    return _ragged_spec(spec, None if dims is None else dims[1:], spec.ragged_rank - 1)


def stack_ragged(spec: RaggedTensorSpec, leaves: Sequence[Any], where: str) -> RaggedTensor:
    """RaggedTensors of one ragged rank, or arrays of any lengths, as the rows of one RaggedTensor.

    Raises:
      InvalidArgumentError: dimensions that are not ragged differ.
    """
    dtype = spec.row_splits_dtype.numpy
    if not leaves:
        dims = spec.shape._dims or ()
        flat = np.zeros((0, *[d or 0 for d in dims[spec.ragged_rank + 1 :]]), spec.dtype.numpy)
        return ragged(flat, [np.zeros(1, dtype)] * (spec.ragged_rank + 1))
    columns = [_parts(leaf) for leaf in leaves]
    flats = [c[0] for c in columns]
    if len({f.shape[1:] for f in flats}) > 1 or any(f.ndim == 0 for f in flats):
        shown = ", ".join(str(f.shape) for f in flats[:5])
        raise errors.InvalidArgumentError(
            f"Cannot batch tensors with different shapes in {where}: only the first dimension of {spec!r} is ragged; "
            f"received values of shapes {shown}."
        )
    counts = [[len(s) - 1 for s in c[1][:1]] or [len(c[0])] for c in columns]
    outer = np.concatenate([[0], np.cumsum([n for (n,) in counts])]).astype(dtype)
    inner = [_joined(level, dtype) for level in zip(*[c[1] for c in columns])]
    return ragged(np.concatenate(flats), [outer, *inner])


def _parts(leaf: Any) -> tuple[Any, list[Any]]:
    """The values and row splits of a leaf, as arrays."""
    if isinstance(leaf, RaggedTensor):
        return leaf.flat_values._array, [s._array for s in leaf.nested_row_splits]
    return leaf, []


def _joined(splits: Iterable[Any], dtype: Any) -> Any:
    """Row splits of tensors, as those of all of their rows one after the other."""
    lengths = [np.diff(s) for s in splits]
    return np.concatenate([[0], np.cumsum(np.concatenate(lengths))]).astype(dtype)


def _split_ragged(spec: RaggedTensorSpec, leaf: Any) -> Sequence[Any]:
    if not isinstance(leaf, RaggedTensor):
        return KINDS[TensorSpec].split(TensorSpec(spec.shape, spec.dtype), leaf)
    flat, (outer, *inner) = _parts(leaf)
    return [_piece(flat, inner, a, b) for a, b in pairwise(outer.tolist())]


def _piece(flat: Any, splits: list[Any], begin: int, end: int) -> Any:
    """The rows `begin` to `end` of a RaggedTensor in parts."""
    if not splits:
        return flat[begin:end]
    kept = []
    for s in splits:
        s = s[begin : end + 1]
        kept.append(s - s[0])
        begin, end = int(s[0]), int(s[-1])
    return ragged(flat[begin:end], kept)


# sparse


def _batched_sparse(spec: SparseTensorSpec, size: int | None) -> SparseTensorSpec:
    dims = spec.shape._dims
    return SparseTensorSpec(None if dims is None else (size, *dims), spec.dtype)


def _sparse_rows(spec: SparseTensorSpec) -> SparseTensorSpec:
    dims = spec.shape._dims
    if dims == ():
        raise ValueError("A scalar has no rows: unbatch and from_tensor_slices need tensors of rank 1 or more.")
    return SparseTensorSpec(None if dims is None else dims[1:], spec.dtype)


def stack_sparse(spec: SparseTensorSpec, leaves: Sequence[SparseTensor], where: str) -> SparseTensor:
    """SparseTensors as the rows of one, whose dense shape holds them all.

    Raises:
      InvalidArgumentError: their ranks differ.
    """
    if not leaves:
        dims = [0, *[d or 0 for d in spec.shape._dims or ()]]
        none = np.zeros((0, len(dims)), np.int64), np.zeros(0, spec.dtype.numpy), np.array(dims, np.int64)
        return SparseTensor(*map(Tensor, none))
    shapes = [leaf.dense_shape._array for leaf in leaves]
    if len({len(s) for s in shapes}) > 1:
        raise errors.InvalidArgumentError(
            f"Cannot batch sparse tensors of different ranks in {where}: {sorted({len(s) for s in shapes})}."
        )
    indices = [leaf.indices._array for leaf in leaves]
    rows = np.repeat(np.arange(len(leaves)), [len(i) for i in indices])
    placed = np.concatenate([rows[:, None], np.concatenate(indices)], 1)
    values = np.concatenate([leaf.values._array for leaf in leaves])
    dense = np.concatenate([[len(leaves)], np.max(shapes, 0).astype(np.int64)])
    return SparseTensor(Tensor(placed.astype(np.int64)), Tensor(values), Tensor(dense.astype(np.int64)))


def _split_sparse(spec: SparseTensorSpec, leaf: SparseTensor) -> Sequence[SparseTensor]:
    indices, values, dense = leaf.indices._array, leaf.values._array, leaf.dense_shape._array
    order = np.argsort(indices[:, 0], kind="stable")
    indices, values = indices[order], values[order]
    ends = np.searchsorted(indices[:, 0], np.arange(int(dense[0]) + 1)).tolist()
    inner = Tensor(dense[1:])
    return [SparseTensor(Tensor(indices[a:b, 1:]), Tensor(values[a:b]), inner) for a, b in pairwise(ends)]


def _first(spec: Any) -> int | None:
    return spec.shape._dims[0] if spec.shape._dims else None


def as_sparse(arrays: Sequence[Any], dims: Sequence[int]) -> SparseTensor:
    """Arrays of a rank, of any sizes up to `dims`, as the rows of a SparseTensor that has every value of theirs."""
    indices = [np.argwhere(np.ones(a.shape, bool)).astype(np.int64).reshape(-1, len(dims)) for a in arrays]
    rows = np.repeat(np.arange(len(arrays)), [a.size for a in arrays])
    placed = np.concatenate([rows[:, None], np.concatenate(indices)], 1)
    values = np.concatenate([a.reshape(-1) for a in arrays])
    return SparseTensor(Tensor(placed), Tensor(values), Tensor(np.array([len(arrays), *dims], np.int64)))


KINDS[RaggedTensorSpec] = Kind(_batched_ragged, _ragged_rows, stack_ragged, _split_ragged, _first)
KINDS[SparseTensorSpec] = Kind(_batched_sparse, _sparse_rows, stack_sparse, _split_sparse, _first)
