"""What a branch or a loop assigns: read before it, put back for each branch, and set to what came of it."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from types import FunctionType
from typing import Any

from tenfold.core.base import nest
from tenfold.core.base.thread import STATE, using
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values.convert import convert
from tenfold.core.values.dtypes import ListType
from tenfold.core.values.tensor import Tensor
from tenfold.core.values.variable import Variable
from tenfold.ops.arrays.creation import zeros
from tenfold.ops.control.body_graph import BodyGraph
from tenfold.ops.control.lists import list_reserve

PLAIN = (bool, int, float, complex, str, bytes)
Places = Sequence[tuple[str, Callable[[], Any], Any]]


class Undefined:
    """The value of a name that holds nothing."""

    def __repr__(self) -> str:
        return "undefined"


UNDEFINED = Undefined()


class _Place:
    """`owner.name` or `owner[key]`."""

    def __init__(self, name: str, owner: Callable[[], Any], key: Any) -> None:
        self.name, self.owner = name, owner()
        self.is_item = callable(key)
        self.key = key() if self.is_item else key

    def get(self) -> Any:
        try:
            return self.owner[self.key] if self.is_item else getattr(self.owner, self.key)
        except (AttributeError, LookupError, TypeError):
            return UNDEFINED

    def set(self, value: Any) -> None:
        if value is not UNDEFINED:
            if self.is_item:
                self.owner[self.key] = value
            else:
                setattr(self.owner, self.key, value)
        elif self.get() is not UNDEFINED:
            if self.is_item:
                del self.owner[self.key]
            else:
                delattr(self.owner, self.key)


class State:
    """The variables of a construct.

    Args:
      names: of variables, which the functions close over.
      places: attributes and entries: (as written, what gives the owner, name of the attribute or what gives the key).
      functions: the construct's parts.
    """

    def __init__(self, names: Sequence[str], places: Places, *functions: FunctionType) -> None:
        cells: dict[str, Any] = {}
        for function in functions:
            cells.update(zip(function.__code__.co_freevars, function.__closure__ or ()))
        self.cells = [cells[n] for n in names]
        self.places = [_Place(*place) for place in places]
        self.names = [*names, *[p.name for p in self.places]]

    def get(self) -> list[Any]:
        """The values, UNDEFINED where there is none."""
        return [*map(_held, self.cells), *[p.get() for p in self.places]]

    def set(self, values: Sequence[Any]) -> None:
        for cell, value in zip(self.cells, values):
            if value is not UNDEFINED:
                cell.cell_contents = value
            elif _held(cell) is not UNDEFINED:
                del cell.cell_contents
        for place, value, now in zip(self.places, values[len(self.cells) :], self.get()[len(self.cells) :]):
            if value is not now:
                place.set(value)


def _held(cell: Any) -> Any:
    try:
        return cell.cell_contents
    except ValueError:
        return UNDEFINED


class Parts:
    """A value taken apart: tensors and what becomes one (`tensors`), and the rest, which stays as it is.

    Attributes:
      leaves: in the order of `nest.flatten`: None in the place of tensors.
    """

    def __init__(self, value: Any) -> None:
        self.value = value
        flat = nest.flatten(value, expand_composites=True)
        self.is_tensor = [_becomes_tensor(v) for v in flat]
        self.tensors = [v if isinstance(v, Tensor) else convert(v) for v, t in zip(flat, self.is_tensor) if t]
        self.leaves = [None if t else v for v, t in zip(flat, self.is_tensor)]

    def with_tensors(self, tensors: Sequence[Tensor]) -> Any:
        """The value with other tensors."""
        if self.value is UNDEFINED or not tensors:
            return self.value
        rest = iter(tensors)
        flat = [next(rest) if t else v for v, t in zip(self.leaves, self.is_tensor)]
        return nest.pack_sequence_as(self.value, flat, expand_composites=True)


def _becomes_tensor(value: Any) -> bool:
    return isinstance(value, (Tensor, Variable, *PLAIN)) or hasattr(value, "dtype") and hasattr(value, "shape")


def rebuilt(parts: Sequence[Parts], tensors: Sequence[Tensor]) -> list[Any]:
    """The values of all `parts`, with their tensors one after the other in `tensors`."""
    out, at = [], 0
    for one in parts:
        out.append(one.with_tensors(tensors[at : at + len(one.tensors)]))
        at += len(one.tensors)
    return out


def zeros_for(value: Any) -> Any:
    """Something of the structure, dtypes and shapes of `value`, which may be of a graph that nobody runs, with zeros; a
    dimension that is not known is 0."""
    parts = Parts(value)
    return parts.with_tensors([_zeros(t) for t in parts.tensors])


def _zeros(tensor: Tensor) -> Tensor:
    if isinstance(tensor.dtype, ListType):
        return list_reserve(size=0, dtype=tensor.dtype.element)
    return zeros([d or 0 for d in tensor._dims or ()], tensor.dtype)


def staged(value: Any) -> Any:
    """The symbolic tensor that decides; None where Python does."""
    if isinstance(value, SymbolicTensor):
        return value
    if STATE.graph is not None and isinstance(value, Variable):
        return convert(value)
    return None


@contextlib.contextmanager
def scratch() -> Iterator[BodyGraph]:
    """For the length of a `with`, ops are written into a graph that nobody will run."""
    graph = BodyGraph("scratch", STATE.graph)
    with using(graph=graph, tapes=()):
        yield graph


def check_condition(test: Tensor, where: str) -> Tensor:
    """`test`, if it can decide: a Boolean of one element."""
    if test.dtype != "bool" or test._dims is not None and any(d not in (1, None) for d in test._dims):
        raise ValueError(
            f"condition of {where} expected to be `tf.bool` scalar, got {test!r}; to use as boolean Tensor, use "
            "`tf.cast`, and tf.reduce_any or tf.reduce_all for one that is no scalar; to check for None, use "
            "`is not None`"
        )
    return test
