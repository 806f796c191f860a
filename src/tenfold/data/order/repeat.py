"""`repeat`: pass after pass."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from tenfold.data.order.counted import Counted
from tenfold.data.order.shuffle import Shuffle
from tenfold.data.plan.binding import is_open
from tenfold.data.plan.dataset import INFINITE, UNKNOWN, Dataset, method
from tenfold.data.plan.structure import Element
from tenfold.data.run.flat import flat, raising

T = TypeVar("T")


class Repeat(Counted):
    """`count` passes; without end where it is negative, unless a pass is empty.

    Attributes:
      one_more: whether TensorFlow opens another pass after the last, of which nothing is seen but that it has had its
        seeds. A shuffle that is repeated is one step of its own, which does not.
    """

    shown = "_RepeatDataset"

    def __init__(self, source: Dataset, count: Any = None, name: str | None = None) -> None:
        super().__init__(source, -1 if count is None else count, name)
        self.one_more = not isinstance(_without_idle(source), Shuffle)

    def size(self) -> int:
        n = self.inputs[0].size()
        if is_open(self.count):
            return UNKNOWN
        if n == 0 or self.count == 0:
            return 0
        return INFINITE if self.count < 0 else n if n < 0 else n * self.count

    @property
    def is_idle(self) -> bool:
        return not is_open(self.count) and bool(self.count == 1)

    def open(self, run: Any) -> Iterator[Element]:
        passes = self.passes(run.open)
        return flat(_Endless(passes) if self.count < 0 else passes)

    def passes(self, opened: Callable[[Dataset], T]) -> Iterator[T]:
        """`opened(input)`, for each pass as it begins: the first has begun, which draws the seeds of its order."""
        if self.count == 0:
            return iter(())
        source = self.inputs[0]
        others = itertools.repeat(source, *(() if self.count < 0 else (self.count - 1,)))
        end = _only_opened(opened, source) if self.one_more and self.count > 0 else ()
        return itertools.chain(iter((opened(source),)), map(opened, others), end)


def _without_idle(dataset: Dataset) -> Dataset:
    """`dataset` without the `take(-1)`, `skip(0)` and `repeat(1)` that it ends with."""
    while isinstance(dataset, Counted) and dataset.is_idle:
        dataset = dataset.inputs[0]
    return dataset


def _only_opened(opened: Callable[[Dataset], T], source: Dataset) -> Iterator[T]:
    """No pass, but one is opened when it is looked for."""
    opened(source)
    yield from ()


class _Endless:
    """Pass after pass, until one is empty: else nothing would ever come."""

    def __init__(self, passes: Iterator[Iterator[Element]]) -> None:
        self.passes = passes

    def __iter__(self) -> "_Endless":
        return self

    def __next__(self) -> Iterator[Element]:
        elements = next(self.passes)
        try:
            return itertools.chain((next(elements),), elements)
        except StopIteration:
            raise
        except BaseException as e:  # noqa: BLE001
            return itertools.chain(raising(e), elements)


@method
def repeat(self: Dataset, count: Any = None, name: str | None = None) -> Dataset:
    """The elements `count` times over; without end where that is None or negative. `name`: see `Dataset`."""
    return Repeat(self, count, name)
