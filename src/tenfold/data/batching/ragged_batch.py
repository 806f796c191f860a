"""`ragged_batch`: elements of unequal shapes as rows of RaggedTensors."""

from collections.abc import Iterator
from itertools import islice, pairwise
from typing import Any

import numpy as np

from tenfold.core.base import nest
from tenfold.core.values import dtypes
from tenfold.data.batching.batch import batches, stacker
from tenfold.data.plan import element_types
from tenfold.data.plan.arguments import truth, whole
from tenfold.data.plan.composites import ragged
from tenfold.data.plan.dataset import Dataset, method
from tenfold.data.plan.structure import Element
from tenfold.data.run.run import END
from tenfold.ops.structures.specs import RaggedTensorSpec, TensorSpec, TypeSpec


class RaggedBatch(Dataset):
    """`count` elements as rows: dense tensors whose shape is not known wholly become ragged, others are batched."""

    shown = "_BatchDataset"

    def __init__(
        self, source: Dataset, count: Any, drop: Any, splits_dtype: Any = dtypes.int64, name: str | None = None
    ) -> None:
        self.count, self.drop, self.inputs = count, drop, (source,)
        self.splits_dtype = dtypes.as_dtype(splits_dtype)
        self.check()
        self.rows = nest.map_structure(self._row, source.element_spec)
        size = self.count if self.drop is True and isinstance(self.count, int) else None
        super().__init__(source, spec=element_types.batched(self.rows, size), name=name)

    def _row(self, spec: TypeSpec) -> TypeSpec:
        """What a leaf is when it becomes a row."""
        if type(spec) is not TensorSpec:
            return spec
        dims = spec.shape._dims
        if dims is None or None not in dims:
            return spec
        deepest = len(dims) - 1 - dims[::-1].index(None)
        return RaggedTensorSpec(spec.shape, spec.dtype, deepest, self.splits_dtype)

    def check(self) -> None:
        self.count, self.drop = whole(self.count, "batch_size", least=1), truth(self.drop, "drop_remainder")
        if self.splits_dtype not in (dtypes.int32, dtypes.int64):
            raise ValueError(f"row_splits_dtype must be tf.int32 or tf.int64; received {self.splits_dtype.name}.")

    def size(self) -> int:
        return batches(self.inputs[0].size(), self.count, self.drop)

    def open(self, run: Any) -> Iterator[Element]:
        elements, count = run.open(self.inputs[0]), self.count
        least, stack, specs = count if self.drop else 1, stacker(self.rows), nest.flatten(self.rows)
        deep = [(i, s) for i, s in enumerate(specs) if type(s) is RaggedTensorSpec and s.ragged_rank]

        def row(element: Element) -> Element:
            if not deep:
                return element
            leaves = list(element)
            for i, s in deep:
                leaves[i] = as_ragged(leaves[i], s) if isinstance(leaves[i], np.ndarray) else leaves[i]
            return tuple(leaves)

        def batch() -> Any:
            found = list(map(row, islice(elements, count)))
            return stack(found) if len(found) >= least else END

        return iter(batch, END)


def as_ragged(array: np.ndarray, spec: RaggedTensorSpec) -> Any:
    """An array as a RaggedTensor whose first dimensions are ragged, all its rows being of one length."""
    depth, dtype = spec.ragged_rank, spec.row_splits_dtype.numpy
    counts = np.cumprod(array.shape[: depth + 1]).tolist()
    splits = [np.linspace(0, b, a + 1).astype(dtype) for a, b in pairwise(counts)]
    return ragged(array.reshape(-1, *array.shape[depth + 1 :]), splits)


@method
def ragged_batch(
    self: Dataset,
    batch_size: Any,
    drop_remainder: Any = False,
    row_splits_dtype: Any = dtypes.int64,
    name: str | None = None,
) -> Dataset:
    """Elements under each other, `batch_size` of them at a time, as RaggedTensors where their shapes may differ.

    Args:
      drop_remainder: whether the last batch is left out where it would be smaller.
      row_splits_dtype: tf.int64 or tf.int32.
      name: see `Dataset`.

    Elements of unknown rank become dense batches, so they must be of one shape.
    """
    return RaggedBatch(self, batch_size, drop_remainder, row_splits_dtype, name)
