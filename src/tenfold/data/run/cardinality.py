"""`cardinality`: how many elements a dataset has, as far as that is known without making them."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from tenfold.core.base.thread import STATE
from tenfold.core.values import dtypes
from tenfold.core.values.tensor import Tensor
from tenfold.data.plan.binding import symbols
from tenfold.data.plan.dataset import Dataset, method
from tenfold.data.plan.structure import Element
from tenfold.data.run.single import single
from tenfold.ops.structures.specs import TensorSpec


class Size(Dataset):
    """One element: the cardinality of the input."""

    def __init__(self, source: Dataset) -> None:
        super().__init__(source, spec=TensorSpec((), dtypes.int64))

    def size(self) -> int:
        return 1

    def open(self, run: Any) -> Iterator[Element]:
        return iter([(np.int64(self.inputs[0].size()),)])


@method
def cardinality(dataset: Dataset, name: str | None = None) -> Any:
    """The number of elements, a scalar int64: tf.data.INFINITE_CARDINALITY (-1) where they have no end,
    tf.data.UNKNOWN_CARDINALITY (-2) where only making them would tell. `name` would be that of a node in a graph."""
    if STATE.graph is not None and (symbols(dataset) or not STATE.graph.building_function):
        return single(Size(dataset))
    return Tensor(np.uint64(dataset.size() % 2**64).astype(np.int64))
