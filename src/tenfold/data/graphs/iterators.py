"""Iterators in a graph: `iter(dataset)` and `next(iterator)` inside of a `tf.function`."""

import weakref
from collections import Counter
from typing import Any

from tenfold.core.base import nest
from tenfold.core.base.thread import STATE
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values.tensor import Tensor
from tenfold.data.graphs import ops
from tenfold.data.graphs.optional import Optional
from tenfold.data.plan.components import graph_specs, of_tensors
from tenfold.data.plan.dataset import Dataset, ElementsSpec, hooks
from tenfold.data.plan.structure import Structure
from tenfold.data.plan.variants import VARIANT, as_tensor
from tenfold.data.run.iterator import DatasetIterator
from tenfold.ops.structures.specs import register_spec


class GraphIterator:
    """An iterator that a tensor of a graph stands for; each call of `get_next` is an op.

    Attributes:
      element_spec: structure of specs of its elements.
      handle: scalar of dtype variant.
    """

    def __init__(self, spec: Structure, handle: Tensor) -> None:
        self.element_spec, self.handle = spec, handle

    def get_next(self, name: str | None = None) -> Any:
        """The next element; when the graph runs, OutOfRangeError after the last. `name` is that of the op.

        Raises:
          ValueError: a function has asked that often, which is Python's `for` going round for ever.
        """
        _count(self)
        return self.element(name)

    def element(self, name: str | None = None) -> Any:
        """The same for loops that are written."""
        found = ops.get_next(self.handle, specs=graph_specs(self.element_spec), name=name)
        return of_tensors(self.element_spec, iter(found))

    def get_next_as_optional(self) -> Optional:
        """The next element as an Optional, which has no value after the last."""
        return Optional(self.element_spec, ops.get_next_as_optional(self.handle))

    def __iter__(self) -> "GraphIterator":
        return self

    def __next__(self) -> Any:
        return self.get_next()


MOST_ASKED = 32  # times that TensorFlow lets one trace ask an iterator for an element
_ASKED: "weakref.WeakKeyDictionary[Any, Counter[int]]" = weakref.WeakKeyDictionary()  # by graph and iterator


def _count(iterator: GraphIterator | DatasetIterator) -> None:
    """One more element is asked for in the graph that is being written."""
    if STATE.graph is None or not STATE.graph.building_function:
        return
    asked = _ASKED.setdefault(STATE.graph, Counter())
    asked[id(iterator)] += 1
    if asked[id(iterator)] > MOST_ASKED:
        raise ValueError(
            f"An unusually high number of `tf.data.Iterator.get_next()` calls was detected: more than {MOST_ASKED} in "
            "one function. This suggests that the `for elem in dataset: ...` idiom is used within tf.function with "
            "AutoGraph disabled. This idiom is only supported when AutoGraph is enabled."
        )


class IteratorSpec(ElementsSpec):
    """The spec of an iterator: what its elements are."""

    value_type = DatasetIterator


def _from_tensor(old: Any, tensors: Any) -> Any:
    (tensor,) = tensors
    if isinstance(tensor, SymbolicTensor):
        return GraphIterator(old.element_spec, tensor)
    return tensor._array.value if isinstance(tensor, Tensor) else old


for _cls in (DatasetIterator, GraphIterator):
    register_spec(_cls, lambda iterator: IteratorSpec(iterator.element_spec))
nest.register_composite(DatasetIterator, lambda iterator: [ops.held(iterator)], _from_tensor)
nest.register_composite(GraphIterator, lambda iterator: [iterator.handle], _from_tensor)
nest.register_composite(IteratorSpec, lambda spec: [VARIANT], _from_tensor)


def iterate(dataset: Dataset) -> Any:
    """What `iter(dataset)` is.

    Raises:
      RuntimeError: a graph of TensorFlow 1 is being written.
    """
    if STATE.graph is None:
        return DatasetIterator(dataset)
    if not _in_function():
        raise RuntimeError(
            "iter(dataset) is only supported inside of tf.function or when eager execution is enabled. In a graph use "
            "tf.compat.v1.data.make_one_shot_iterator(dataset).get_next()."
        )
    return GraphIterator(dataset.element_spec, ops.new_iterator(as_tensor(dataset)))


def _in_function() -> bool:
    graph: Any = STATE.graph
    while graph is not None and not graph.building_function:
        graph = graph.outer
    return graph is not None


def in_graph(iterator: DatasetIterator) -> GraphIterator:
    """An iterator that a program made before, in the graph being written."""
    return GraphIterator(iterator.element_spec, ops.handle(value=iterator))


def next_in_graph(iterator: DatasetIterator, name: str | None = None) -> Any:
    """The next element of one that a program made before, see `GraphIterator.get_next`."""
    _count(iterator)
    return in_graph(iterator).element(name)


hooks["iterate"], hooks["in_graph"], hooks["next_in_graph"] = iterate, in_graph, next_in_graph
