"""What a written `for` goes through: the numbers of a range, the rows of a tensor, several of them side by side."""

from collections.abc import Callable, Iterator
from typing import Any

from tenfold.core.base.thread import STATE
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.core.values.variable import Variable
from tenfold.ops.arrays.casting import cast
from tenfold.ops.arrays.shaping import shape
from tenfold.ops.math.arithmetic import add
from tenfold.ops.math.comparison import greater, less
from tenfold.ops.math.logic import logical_and, logical_or
from tenfold.ops.ragged.tensor import RaggedTensor


class Rows:
    """Items one after the other.

    Attributes:
      begin: the loop variables that say where it stands.
      count: how many items there are, where that is known; else None.
      makes: whether to look for an item makes it, which nobody is to see where the loop has ended before;
      widens: whether variables may change their shapes from turn to turn, as TensorFlow allows over datasets alone.
    """

    begin: list[Tensor]
    makes = widens = False
    count: int | None = None

    def more(self, at: list[Tensor]) -> Tensor:
        """Whether there is an item at `at`."""
        raise NotImplementedError

    def item(self, at: list[Tensor]) -> Any:
        raise NotImplementedError

    def after(self, at: list[Tensor]) -> list[Tensor]:
        """Where the next item is."""
        return [add(at[0], convert(1, partner=at[0].dtype))]


class Numbers(Rows):
    """`tf.range`, of which no tensor is made."""

    def __init__(self, numbers: SymbolicTensor) -> None:
        attrs, dtype = numbers.node.attrs, numbers.dtype
        start, self.limit, self.step = [_as(attrs[k], dtype) for k in ("start", "limit", "delta")]
        self.begin, self.count = [start], (numbers._dims or (None,))[0]
        step = attrs["delta"]
        self.up = None if isinstance(step, Tensor) else step > 0

    def more(self, at: list[Tensor]) -> Tensor:
        if self.up is not None:
            return less(at[0], self.limit) if self.up else greater(at[0], self.limit)
        rises, zero = [f(at[0], self.limit) for f in (less, greater)], convert(0, partner=self.step.dtype)
        up = logical_and(greater(self.step, zero), rises[0])
        return logical_or(up, logical_and(less(self.step, zero), rises[1]))

    def item(self, at: list[Tensor]) -> Tensor:
        return at[0]

    def after(self, at: list[Tensor]) -> list[Tensor]:
        return [add(at[0], self.step)]


def _as(value: Any, dtype: Any) -> Any:
    return cast(value, dtype) if isinstance(value, Tensor) else convert(value, dtype)


class Slices(Rows):
    """The rows of a tensor, or of a ragged one."""

    def __init__(self, tensor: Any) -> None:
        self.tensor = tensor
        dims = tensor.shape
        if dims.rank == 0:
            raise TypeError("Cannot iterate over a scalar tensor.")
        self.begin, self.count = [convert(0)], dims[0] if dims.rank else None
        if self.count is not None:
            self.number: Tensor = convert(self.count)
        else:
            self.number = cast(tensor.nrows() if isinstance(tensor, RaggedTensor) else shape(tensor)[0], "int32")

    def more(self, at: list[Tensor]) -> Tensor:
        return less(at[0], self.number)

    def item(self, at: list[Tensor]) -> Any:
        return self.tensor[at[0]]


class Together(Rows):
    """`zip` of several, as long as the shortest; `enumerate` is one of them beside a count."""

    def __init__(self, parts: list[Any], shown: Callable[[list[Any]], Any] = tuple) -> None:
        self.parts: list[Any] = [p if isinstance(p, Rows) else rows_of(p) for p in parts]
        self.shown, self.makes = shown, any(p.makes for p in self.parts)
        self.widens = all(p.widens for p in self.parts if not isinstance(p, Count))
        self.begin = [t for p in self.parts for t in p.begin]
        counts: list[Any] = [p.count for p in self.parts if not isinstance(p, Count)]
        self.count = None if None in counts else min(counts)

    def _each(self, at: list[Tensor]) -> Iterator[tuple[Rows, list[Tensor]]]:
        first = 0
        for part in self.parts:
            yield part, at[first : first + len(part.begin)]
            first += len(part.begin)

    def more(self, at: list[Tensor]) -> Tensor:
        found = [part.more(own) for part, own in self._each(at) if not isinstance(part, Count)]
        while len(found) > 1:
            found = [logical_and(found[0], found[1]), *found[2:]]
        return found[0]

    def item(self, at: list[Tensor]) -> Any:
        return self.shown([part.item(own) for part, own in self._each(at)])

    def after(self, at: list[Tensor]) -> list[Tensor]:
        return [t for part, own in self._each(at) for t in part.after(own)]

    def __iter__(self) -> Iterator[Any]:
        raise TypeError(
            "zip and enumerate of a tensor whose number of rows is not known can only be gone through by a `for` that "
            "AutoGraph converts."
        )


class Count(Rows):
    """The numbers of `items` from `start` on, int64 for elements of a dataset."""

    def __init__(self, start: Any, items: Rows) -> None:
        self.begin = [convert(start, "int64" if items.makes else None)]

    def item(self, at: list[Tensor]) -> Tensor:
        return at[0]


# What else a written `for` goes through: class -> Rows of an instance of it, or of a subclass (`data.graphs.loops`).
WAYS: dict[type, Callable[[Any], Rows]] = {}


def rows_of(items: Any) -> Rows | None:
    """The Rows of what a tensor says how often to go through; None for what Python goes through."""
    if isinstance(items, Rows) or STATE.graph is None or getattr(STATE.graph, "keeps_calls", False):
        return items if isinstance(items, Rows) else None
    if isinstance(items, Variable):
        items = convert(items)
    if isinstance(items, SymbolicTensor) and items.node.operation.type == "Range":
        return Numbers(items)
    if isinstance(items, (Tensor, RaggedTensor)):
        return Slices(items)
    way = _way(items)
    return way(items) if way is not None else None


def _way(items: Any) -> Callable[[Any], Rows] | None:
    return next((WAYS[cls] for cls in type(items).__mro__ if cls in WAYS), None)


def is_open(items: Any) -> bool:
    """Whether `items` are symbolic and it is not known how many there are."""
    if isinstance(items, Rows) or STATE.graph is not None and _way(items) is not None:
        return True
    is_tensor = isinstance(items, SymbolicTensor) or isinstance(items, RaggedTensor) and STATE.graph is not None
    return is_tensor and (items.shape.rank is None or items.shape[0] is None)
