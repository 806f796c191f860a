"""What batching does to a leaf of each kind: rows under each other, and taken apart again."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from tenfold.core.base import errors, nest
from tenfold.data.plan.structure import Structure
from tenfold.ops.structures.specs import NoneTensorSpec, TensorSpec, TypeSpec


class Kind(NamedTuple):
    """What there is to know of a kind of leaf.

    Attributes:
      batched: function(spec, size or None) -> the spec of `size` of them under each other.
      rows: function(spec) -> the spec of one row.
      stack: function(spec, leaves, where) -> leaves under each other.
      split: function(spec, leaf) -> sequence of its rows.
      length: function(spec) -> the number of rows as far as the spec knows it, else None.
    """

    batched: Callable[[Any, int | None], TypeSpec]
    rows: Callable[[Any], TypeSpec]
    stack: Callable[[Any, Sequence[Any], str], Any]
    split: Callable[[Any, Any], Sequence[Any]]
    length: Callable[[Any], int | None]


def kind(spec: TypeSpec) -> Kind:
    """The Kind of leaves of `spec`. TypeError where such leaves cannot be put under each other."""
    for cls in type(spec).__mro__:
        if cls in KINDS:
            return KINDS[cls]
    cure = (
        ": put together what is in them, with flat_map(lambda d: d.batch(n))" if hasattr(spec, "element_spec") else ""
    )
    raise TypeError(f"Elements of type {spec!r} cannot be batched or taken apart{cure}.")


def batched(spec: Structure, size: int | None) -> Structure:
    """The structure of specs of a batch of `size` elements, None where that is not known."""
    return nest.map_structure(lambda s: kind(s).batched(s, size), spec)


def rows(spec: Structure) -> Structure:
    """The structure of specs of a row of elements that are batches."""
    return nest.map_structure(lambda s: kind(s).rows(s), spec)


def _batched_tensor(spec: TensorSpec, size: int | None) -> TensorSpec:
    dims = spec.shape._dims
    return TensorSpec(None if dims is None else (size, *dims), spec.dtype)


def _tensor_rows(spec: TensorSpec) -> TensorSpec:
    dims = spec.shape._dims
    if dims == ():
        raise ValueError("A scalar has no rows: unbatch and from_tensor_slices need tensors of rank 1 or more.")
    return TensorSpec(None if dims is None else dims[1:], spec.dtype)


def stack_arrays(spec: TensorSpec, arrays: Sequence[Any], where: str) -> np.ndarray:
    """Arrays of one shape under each other.

    Args:
      where: what messages call the place.

    Raises:
      InvalidArgumentError: shapes differ.
    """
    first = arrays[0]
    shape = first.shape
    for i, a in enumerate(arrays):
        if a.shape != shape:
            raise errors.InvalidArgumentError(
                f"Cannot batch tensors with different shapes in {where}. First element had shape {_shown(shape)} and "
                f"element {i} had shape {_shown(a.shape)}. Use padded_batch, or ragged_batch."
            )
    out = np.empty((len(arrays), *shape), first.dtype)
    if first.dtype == object and not shape:
        arrays = [a[()] for a in arrays]
    for i, a in enumerate(arrays):
        out[i] = a
    return out


def _shown(shape: Sequence[int]) -> str:
    return "[" + ",".join(map(str, shape)) + "]"


def split_array(spec: TensorSpec, array: Any) -> Sequence[Any]:
    """The rows of an array, each an array."""
    return [whole_row(array, i) for i in range(len(array))]


def whole_row(array: Any, i: int) -> Any:
    """Row `i` as an array: of a vector of strings NumPy would give bare bytes."""
    row = array[i]
    return row if isinstance(row, (np.ndarray, np.generic)) else _object(row)


def _object(value: Any) -> np.ndarray:
    out = np.empty((), object)
    out[()] = value
    return out


def _tensor_count(spec: TensorSpec) -> int | None:
    return spec.shape._dims[0] if spec.shape._dims else None


def _none(spec: NoneTensorSpec, *_: Any) -> Any:
    return spec


KINDS: dict[type, Kind] = {
    TensorSpec: Kind(_batched_tensor, _tensor_rows, stack_arrays, split_array, _tensor_count),
    NoneTensorSpec: Kind(_none, _none, lambda s, leaves, where: None, lambda s, leaf: (), lambda s: None),
}
