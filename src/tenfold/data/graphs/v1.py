"""TensorFlow 1's iterators: one-shot, initializable, reinitializable and feedable."""

from typing import Any

from tenfold.core.base import nest
from tenfold.core.base.thread import STATE
from tenfold.core.graphs.graph import Node
from tenfold.core.values.convert import convert
from tenfold.core.values.shapes import TensorShape
from tenfold.core.values.tensor import Tensor
from tenfold.data.graphs import ops
from tenfold.data.graphs.iterators import GraphIterator
from tenfold.data.graphs.slots import SlotCell
from tenfold.data.plan import arguments
from tenfold.data.plan.dataset import Dataset, method
from tenfold.data.plan.legacy import get_output_classes, get_output_shapes, get_output_types
from tenfold.data.plan.structure import Structure
from tenfold.data.plan.variants import as_tensor
from tenfold.data.run.iterator import DatasetIterator
from tenfold.ops.structures.specs import SparseTensorSpec, TensorSpec, TypeSpec


class Iterator(GraphIterator):
    """An iterator of TensorFlow 1's, in the slot that each session has for it.

    Attributes:
      initializer: the operation that begins a pass.
    """

    def __init__(self, spec: Structure, handle: Tensor, initializer: Node | None = None) -> None:
        super().__init__(spec, handle)
        self._initializer = initializer

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
          TypeError: they are not.
        """
        for a, b in zip(nest.flatten(self.element_spec), nest.flatten(dataset.element_spec), strict=False):
            if not a.is_compatible_with(b):
                raise TypeError(
                    f"make_initializer: the iterator gives {self.element_spec!r}, the dataset {dataset.element_spec!r}."
                )
        return ops.make_iterator(self.handle, as_tensor(dataset), name=name)

    def string_handle(self, name: str | None = None) -> Tensor:
        """What `from_string_handle` finds the iterator by: a scalar string, to be run once and then fed."""
        return ops.string_handle(self.handle, name=name)

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
          shared_name: other than None it would be shared between sessions of several processes: refused.
        """
        if shared_name is not None:
            raise ValueError("Iterator.from_structure: shared_name is for several processes; leave it out.")
        return Iterator(as_specs(output_types, output_shapes, output_classes), ops.slot_handle(slot=SlotCell()))

    @staticmethod
    def from_string_handle(
        string_handle: Any, output_types: Structure, output_shapes: Structure = None, output_classes: Structure = None
    ) -> "Iterator":
        """The iterator whose `string_handle` is fed."""
        found = ops.named_slot(convert(string_handle))
        return Iterator(as_specs(output_types, output_shapes, output_classes), found)


def as_specs(types: Structure, shapes: Structure = None, classes: Structure = None) -> Structure:
    """The structure of specs of dtypes, shapes and classes, as TensorFlow 1 says what elements are."""
    flat_types = nest.flatten(types)
    flat_shapes = [None] * len(flat_types) if shapes is None else _up_to(types, shapes)
    flat_classes = [Tensor] * len(flat_types) if classes is None else _up_to(types, classes)
    found = [_spec(*parts) for parts in zip(flat_types, flat_shapes, flat_classes)]
    return nest.pack_sequence_as(types, found)


def _up_to(types: Structure, other: Structure) -> list[Any]:
    """The parts of `other` that stand where `types` has leaves."""
    if not nest.is_nested(types):
        return [other]
    if isinstance(types, dict):
        return [part for k in sorted(types) for part in _up_to(types[k], other[k])]
    return [part for t, o in zip(types, other, strict=True) for part in _up_to(t, o)]


def _spec(dtype: Any, shape: Any, cls: Any) -> TypeSpec:
    if isinstance(cls, TypeSpec):
        return cls
    if cls.__name__ == "SparseTensor":
        return SparseTensorSpec(shape, dtype)
    return TensorSpec(TensorShape(shape), dtype)


def make_one_shot_iterator(dataset: Dataset) -> Any:
    """An iterator of one pass, which needs no initializer."""
    arguments.dataset(dataset, "dataset")
    if STATE.graph is None:
        return DatasetIterator(dataset)
    slot = ops.slot_handle(slot=SlotCell())
    return Iterator(dataset.element_spec, ops.filled_once(slot, as_tensor(dataset)))


def make_initializable_iterator(dataset: Dataset, shared_name: str | None = None) -> Any:
    """An iterator whose `initializer` begins a pass, with what is then fed to the dataset's placeholders.

    Raises:
      RuntimeError: there is no graph, where iterators need no initializer.
    """
    arguments.dataset(dataset, "dataset")
    if shared_name is not None:
        raise ValueError("make_initializable_iterator: shared_name is for several processes; leave it out.")
    if STATE.graph is None:
        raise RuntimeError("dataset.make_initializable_iterator() is not supported when eager execution is enabled. ")
    slot = ops.slot_handle(slot=SlotCell())
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
