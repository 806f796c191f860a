"""TensorFlow 1's iterators: one-shot, initializable, reinitializable and feedable."""

from collections.abc import Iterable
from typing import Any

from tenfold.core.base import nest
from tenfold.core.base.hooks import hooks
from tenfold.core.base.thread import STATE
from tenfold.core.graphs.graph import Node
from tenfold.core.graphs.plan import needed
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.data.graphs import ops
from tenfold.data.graphs.iterators import GraphIterator
from tenfold.data.graphs.slots import SlotCell, shared
from tenfold.data.plan import arguments
from tenfold.data.plan.binding import parts, symbols
from tenfold.data.plan.dataset import Dataset, alike, method
from tenfold.data.plan.functions import ElementFunction
from tenfold.data.plan.legacy import get_output_classes, get_output_shapes, get_output_types, specs_of
from tenfold.data.plan.structure import Structure
from tenfold.data.plan.variants import as_tensor
from tenfold.data.run.iterator import DatasetIterator


class Iterator(GraphIterator):
    """An iterator of TensorFlow 1's, in the slot that each session has for it.

    Attributes:
      initializer: the operation that begins a pass.
    """

    def __init__(self, spec: Structure, handle: Tensor, initializer: Node | None = None) -> None:
        super().__init__(spec, handle)
        self._initializer, self._string_handle = initializer, ops.string_handle(handle)

    @property
    def initializer(self) -> Node:
        """The operation that puts the iterator at its dataset's first element. ValueError where there is none."""
        if self._initializer is None:
            raise ValueError(
                "Iterator does not have an initializer: it is a one-shot iterator, or one from_structure, which "
                "iterator.make_initializer(dataset) gives one."
            )
        return self._initializer

    def make_initializer(self, dataset: Dataset, name: str | None = None) -> Node:
        """The operation that begins a pass over `dataset`, whose elements must be what the iterator's are.

        Raises:
          TypeError, ValueError: they are of another structure, other dtypes or shapes.
        """
        arguments.dataset(dataset, "dataset")
        message = f"make_initializer: the iterator gives {self.element_spec!r}, the dataset {dataset.element_spec!r}."
        try:
            nest.assert_same_structure(self.element_spec, dataset.element_spec)
        except (TypeError, ValueError) as e:
            raise type(e)(message) from None
        if not alike(self.element_spec, dataset.element_spec):
            raise TypeError(message)
        return ops.make_iterator(self.handle, as_tensor(dataset), name=name or "make_initializer")

    def string_handle(self, name: str | None = None) -> Tensor:
        """What `from_string_handle` finds the iterator by: a scalar string, to be run once and then fed."""
        return self._string_handle if name is None else ops.string_handle(self.handle, name=name)

    @staticmethod
    def from_structure(
        output_types: Structure,
        output_shapes: Structure = None,
        shared_name: str | None = None,
        output_classes: Structure = None,
    ) -> "Iterator":
        """An iterator for datasets of these types, which `make_initializer` binds it to, one after the other.

        Args:
          output_shapes, output_classes: in the structure of `output_types`; any shapes, and tf.Tensor, by default.
          shared_name: iterators of a graph that have the same one are at the same element.

        Raises:
          RuntimeError: no graph is being written.
        """
        _check_graph("Iterator.from_structure()")
        spec = specs_of(output_types, output_shapes, output_classes)
        return Iterator(spec, ops.slot_handle(slot=_slot(spec, shared_name)))

    @staticmethod
    def from_string_handle(
        string_handle: Any, output_types: Structure, output_shapes: Structure = None, output_classes: Structure = None
    ) -> "Iterator":
        """The iterator whose `string_handle` is fed.

        Raises:
          RuntimeError: no graph is being written.
          TypeError, ValueError: `string_handle` is no string.
          InvalidArgumentError, when it runs: what is fed names no iterator, or one of other elements.
        """
        _check_graph("Iterator.from_string_handle()")
        spec = specs_of(output_types, output_shapes, output_classes)
        return Iterator(spec, ops.named_slot(convert(string_handle, "string"), spec=spec))


def _check_graph(what: str) -> None:
    if STATE.graph is None:
        raise RuntimeError(
            f"{what} is not supported when eager execution is enabled: iterate over the dataset, or use iter(dataset)."
        )


def _slot(spec: Structure, shared_name: str | None) -> SlotCell:
    """A new slot, or that of the graph's iterators of this name.

    Raises:
      ValueError: its elements are of other specs.
    """
    if shared_name is None:
        return SlotCell(spec)
    found = shared(STATE.graph).setdefault(shared_name, SlotCell(spec))
    if not alike(found.spec, spec):
        raise ValueError(
            f"shared_name={shared_name!r} is that of an iterator of {found.spec!r}; this one's elements are {spec!r}."
        )
    return found


def make_one_shot_iterator(dataset: Dataset) -> Any:
    """An iterator of one pass, which needs no initializer.

    Raises:
      ValueError: the dataset is made of what only a run knows: what is fed, variables, random numbers.
    """
    arguments.dataset(dataset, "dataset")
    if STATE.graph is None:
        return DatasetIterator(dataset)
    _check_constant(dataset)
    return Iterator(dataset.element_spec, ops.filled_once(as_tensor(dataset), slot=SlotCell(dataset.element_spec)))


def _check_constant(dataset: Dataset) -> None:
    """Raise where a dataset is made of what is another in another run."""
    nodes = [n for n in needed(symbols(dataset)) if n.operation is hooks.placeholder or n.operation.stateful]
    found = [*[n.name for n in nodes], *_variables(dataset)]
    if found:
        raise ValueError(
            f"Failed to create a one-shot iterator for a dataset: it is made of {found[0]!r}, whose value is another "
            "in another run. `Dataset.make_initializable_iterator()` is more likely to succeed."
        )


def _variables(dataset: Dataset) -> Iterable[str]:
    """The names of variables of a graph that functions of a plan use."""
    for part in parts(dataset):
        for node in part.graph.nodes if isinstance(part, ElementFunction) else ():
            yield from [
                getattr(cell, "name", node.name) for cell, _ in node.cells if getattr(cell, "graph", None) is not None
            ]
            for value in node.attrs.values():
                yield from _variables(value) if isinstance(value, Dataset) else ()


def make_initializable_iterator(dataset: Dataset, shared_name: str | None = None) -> Any:
    """An iterator whose `initializer` begins a pass, with what is then fed to the dataset's placeholders.

    Args:
      shared_name: iterators of a graph that have the same one are at the same element.

    Raises:
      RuntimeError: there is no graph, where iterators need no initializer.
    """
    arguments.dataset(dataset, "dataset")
    _check_graph("dataset.make_initializable_iterator()")
    slot = ops.slot_handle(slot=_slot(dataset.element_spec, shared_name))
    return Iterator(dataset.element_spec, slot, ops.make_iterator(slot, as_tensor(dataset)))


method(make_one_shot_iterator)
method(make_initializable_iterator)


for _cls in (Dataset, DatasetIterator, GraphIterator):
    for _name, _function in (
        ("output_types", get_output_types),
        ("output_shapes", get_output_shapes),
        ("output_classes", get_output_classes),
    ):
        setattr(_cls, _name, property(_function))
