"""A `for` over a dataset or an iterator that AutoGraph writes into a graph."""

from typing import Any

from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.data.graphs import ops
from tenfold.data.graphs.iterators import GraphIterator, in_graph, iterate
from tenfold.data.plan.dataset import Dataset
from tenfold.data.run.iterator import DatasetIterator
from tenfold.function.autograph.rows import WAYS, Rows


class Elements(Rows):
    """The elements that an iterator has left."""

    makes = True

    def __init__(self, iterator: GraphIterator, widens: bool = False) -> None:
        self.iterator, self.begin, self.widens = iterator, [convert(0)], widens

    def more(self, at: list[Tensor]) -> Tensor:
        return ops.has_next(self.iterator.handle)

    def item(self, at: list[Tensor]) -> Any:
        return self.iterator.element()


WAYS[Dataset] = lambda dataset: Elements(iterate(dataset), widens=True)
WAYS[GraphIterator] = Elements
WAYS[DatasetIterator] = lambda iterator: Elements(in_graph(iterator))
