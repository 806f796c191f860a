"""`sparse_batch`: dense elements of unequal shapes as rows of SparseTensors."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from tenfold.core.base import errors
from tenfold.core.values.shapes import TensorShape
from tenfold.data.batching.batch import batches
from tenfold.data.plan import arguments
from tenfold.data.plan.arguments import closed, known_dims, whole
from tenfold.data.plan.composites import as_sparse
from tenfold.data.plan.dataset import Dataset, method
from tenfold.data.plan.structure import Element
from tenfold.data.run.run import END
from tenfold.ops.structures.specs import SparseTensorSpec, TensorSpec


class SparseBatch(Dataset):
    """`count` elements, each one dense tensor, as rows of a SparseTensor that has an entry for each value."""

    shown = "_DenseToSparseBatchDataset"

    def __init__(self, source: Dataset, count: Any, row_shape: Any, name: str | None = None) -> None:
        spec = source.element_spec
        if type(spec) is not TensorSpec:
            raise TypeError(f"sparse_batch needs elements that are one dense tensor each; received {spec!r}.")
        dims = arguments.dims(row_shape)
        if dims is None:
            raise TypeError("sparse_batch: the rank of `row_shape` must be known; received an unknown shape.")
        self.dims, self.count, self.inputs = dims, count, (source,)
        self.check()
        super().__init__(source, spec=SparseTensorSpec((None, *closed(self.dims)), spec.dtype), name=name)

    def check(self) -> None:
        self.count, self.dims = whole(self.count, "batch_size", least=1), known_dims(self.dims)

    def size(self) -> int:
        return batches(self.inputs[0].size(), self.count, False)

    def open(self, run: Any) -> Iterator[Element]:
        elements, count = run.open(self.inputs[0]), self.count

        def batch() -> Any:
            found = [leaf for (leaf,) in islice(elements, count)]
            return (as_sparse(found, self._holding(found)),) if found else END

        return iter(batch, END)

    def _holding(self, arrays: list[Any]) -> list[int]:
        """The dims of a row that holds any of `arrays`."""
        if any(a.ndim != len(self.dims) for a in arrays):
            raise errors.InvalidArgumentError(
                f"sparse_batch: row_shape {TensorShape(self.dims)} and elements must be of one rank; received an "
                f"element of rank {next(a.ndim for a in arrays if a.ndim != len(self.dims))}."
            )
        largest = [max(sizes) for sizes in zip(*[a.shape for a in arrays])]
        if any(d is not None and most > d for d, most in zip(self.dims, largest)):
            raise errors.DataLossError(
                f"sparse_batch: row_shape {TensorShape(self.dims)} is too small for an element of shape {largest}."
            )
        return [most if d is None else d for d, most in zip(self.dims, largest)]


@method
def sparse_batch(self: Dataset, batch_size: Any, row_shape: Any, name: str | None = None) -> Dataset:
    """Elements as rows of SparseTensors, `batch_size` of them at a time; they may be of different shapes.

    Args:
      row_shape: the dense shape of a row; None entries are as large as the largest element of the batch.
      name: see `Dataset`.

    Raises:
      TypeError: elements that are not one dense tensor each.
      DataLossError: when it runs, an element that is larger than `row_shape`.
    """
    return SparseBatch(self, batch_size, row_shape, name)
