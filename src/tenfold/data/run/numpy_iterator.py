"""`as_numpy_iterator`: elements as NumPy arrays."""

from typing import Any

from tenfold.core.base import nest
from tenfold.core.base.thread import STATE
from tenfold.core.values.tensor import Tensor
from tenfold.data.plan.dataset import Dataset, DatasetSpec, method
from tenfold.data.run.iterator import DatasetIterator
from tenfold.ops.ragged.tensor import RaggedTensor
from tenfold.ops.sparse.entries import to_dense
from tenfold.ops.sparse.tensor import SparseTensor
from tenfold.ops.structures.specs import NoneTensorSpec, RaggedTensorSpec, SparseTensorSpec, TensorSpec

KINDS = (TensorSpec, RaggedTensorSpec, SparseTensorSpec, NoneTensorSpec)


class NumpyIterator:
    """The elements of `dataset` with arrays as leaves: a scalar as NumPy's, bytes for a string, ragged rows in an array
    of objects, sparse tensors dense.

    Raises:
      TypeError: leaves that are no tensors.
    """

    def __init__(self, dataset: Dataset) -> None:
        for s in nest.flatten(dataset.element_spec):
            if not isinstance(s, KINDS):
                found = Dataset if isinstance(s, DatasetSpec) else s.value_type
                raise TypeError(
                    f"`tf.data.Dataset.as_numpy_iterator()` is not supported for datasets that produce values of type "
                    f"{found}."
                )
        self._iterator: DatasetIterator = iter(dataset)  # type: ignore[assignment]

    def __iter__(self) -> "NumpyIterator":
        return self

    def __next__(self) -> Any:
        return nest.map_structure(_as_array, next(self._iterator))

    def next(self) -> Any:
        """The next element; StopIteration after the last."""
        return self.__next__()

    def __repr__(self) -> str:
        return f"NumpyIterator(iterator={self._iterator!r})"


def _as_array(leaf: Any) -> Any:
    if isinstance(leaf, SparseTensor):
        leaf = to_dense(leaf)
    return leaf.numpy() if isinstance(leaf, (Tensor, RaggedTensor)) else leaf


@method
def as_numpy_iterator(self: Dataset) -> NumpyIterator:
    """An iterator over the elements as NumPy arrays, see NumpyIterator.

    Raises:
      RuntimeError: a graph is being written.
      TypeError: leaves that are no tensors.
    """
    if STATE.graph is not None:
        raise RuntimeError("as_numpy_iterator() is not supported while tracing functions: iterate over the dataset.")
    return NumpyIterator(self)
