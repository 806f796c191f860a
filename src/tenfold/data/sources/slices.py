"""`from_tensor_slices`: the rows of tensors, one element for each; `from_sparse_tensor_slices`: TensorFlow 1's."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from tenfold.core.base import errors, nest
from tenfold.core.values import dtypes
from tenfold.core.values.tensor import Tensor
from tenfold.data.plan.dataset import UNKNOWN, Dataset, source
from tenfold.data.plan.element_types import kind, rows
from tenfold.data.plan.structure import Element, Structure, normalized, spec_of
from tenfold.ops.sparse.tensor import SparseTensor
from tenfold.ops.structures.specs import TensorSpec, type_spec_from_value


class Slices(Dataset):
    """The rows of tensors.

    Attributes:
      leaves: the tensors, all of the same number of rows.
    """

    shown = "_TensorSliceDataset"

    def __init__(self, tensors: Structure, name: str | None = None) -> None:
        value = normalized(tensors)
        whole = spec_of(value)
        self.leaves = tuple(nest.flatten(value))
        self.specs = tuple(nest.flatten(whole))
        if all(leaf is None for leaf in self.leaves):
            raise ValueError(f"from_tensor_slices needs at least one tensor; received {tensors!r:.200}.")
        super().__init__(spec=rows(whole), name=name)
        self.check()

    def check(self) -> None:
        counts = [n for s in self.specs if (n := kind(s).length(s)) is not None]
        if len(set(counts)) > 1:
            raise ValueError(f"from_tensor_slices needs tensors of as many rows each; received {counts} rows.")

    def size(self) -> int:
        for leaf, spec in zip(self.leaves, self.specs):
            n = len(leaf._array) if type(leaf) is Tensor else kind(spec).length(spec)
            if n is not None:
                return n
        return UNKNOWN

    def open(self, run: Any) -> Iterator[Element]:
        columns = [_column(leaf, spec) for leaf, spec in zip(self.leaves, self.specs)]
        if len({len(c) for c in columns if not isinstance(c, _Nothing)}) > 1:
            raise errors.InvalidArgumentError(
                f"from_tensor_slices needs tensors of as many rows each; received {[len(c) for c in columns]} rows."
            )
        return zip(*columns)


class _Nothing:
    """None, row after row."""

    def __iter__(self) -> Iterator[None]:
        while True:
            yield None


def _column(leaf: Any, spec: Any) -> Any:
    """The rows of one tensor, each as a leaf of an element."""
    if leaf is None:
        return _Nothing()
    if type(spec) is TensorSpec:
        array = leaf._array
        return (
            array
            if array.ndim > 1 or isinstance(array, np.ndarray) and array.dtype != object
            else kind(spec).split(spec, array)
        )
    return kind(spec).split(spec, leaf)


@source
def from_tensor_slices(tensors: Structure, name: str | None = None) -> Dataset:
    """A dataset of the rows of `tensors`, a structure of whatever becomes tensors of as many rows each.

    Arrays are copied, so what a program writes into them afterwards is not seen. `name`: see `Dataset`.

    Raises:
      ValueError: scalars, or tensors whose numbers of rows differ.
    """
    return Slices(tensors, name)


class SparseSlices(Dataset):
    """The rows of a SparseTensor, each as its three parts."""

    shown = "_SparseTensorSliceDataset"

    def __init__(self, tensor: SparseTensor) -> None:
        if not isinstance(tensor, SparseTensor):
            raise TypeError(
                f"Invalid `sparse_tensor`. `sparse_tensor` must be a `tf.sparse.SparseTensor`. Got {type(tensor)}."
            )
        self.tensor, self.tensor_spec = tensor, type_spec_from_value(tensor)
        rank = kind(self.tensor_spec).rows(self.tensor_spec).shape.rank  # type: ignore[attr-defined]
        parts = ([None, rank], dtypes.int64), ([None], tensor.dtype), ([rank], dtypes.int64)
        super().__init__(spec=tuple([TensorSpec(dims, dtype) for dims, dtype in parts]))

    def size(self) -> int:
        n = kind(self.tensor_spec).length(self.tensor_spec)
        return UNKNOWN if n is None else n

    def open(self, run: Any) -> Iterator[Element]:
        rows = kind(self.tensor_spec).split(self.tensor_spec, self.tensor)
        return map(lambda row: (row.indices._array, row.values._array, row.dense_shape._array), rows)


@source
def from_sparse_tensor_slices(sparse_tensor: SparseTensor) -> Dataset:
    """TensorFlow 1's: the rows of a SparseTensor as (indices, values, dense_shape). Today's is `from_tensor_slices`.

    Raises:
      TypeError: it is no SparseTensor.
    """
    return SparseSlices(sparse_tensor)
