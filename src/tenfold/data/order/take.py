"""`take`: the first elements."""

from collections.abc import Iterator
from typing import Any

from tenfold.data.order.counted import Counted
from tenfold.data.plan.binding import is_open
from tenfold.data.plan.dataset import INFINITE, UNKNOWN, Dataset, method
from tenfold.data.plan.structure import Element


class Take(Counted):
    """The first `count` elements; all where it is negative."""

    shown = "_TakeDataset"

    def size(self) -> int:
        n = self.inputs[0].size()
        if is_open(self.count):
            return UNKNOWN
        if self.count < 0:
            return n
        if self.count == 0:
            return 0
        return self.count if n == INFINITE else n if n == UNKNOWN else min(n, self.count)

    @property
    def is_idle(self) -> bool:
        return not is_open(self.count) and bool(self.count < 0)

    def open(self, run: Any) -> Iterator[Element]:
        elements = run.open(self.inputs[0])
        return elements if self.count < 0 else _First(elements, self.count)


class _First:
    """The first so many of `elements`. What fails is not counted. (`itertools.islice` would end there.)"""

    def __init__(self, elements: Iterator[Element], count: int) -> None:
        self.elements, self.left = elements, count

    def __iter__(self) -> "_First":
        return self

    def __next__(self) -> Element:
        if not self.left:
            raise StopIteration
        element = next(self.elements)
        self.left -= 1
        return element


@method
def take(self: Dataset, count: Any, name: str | None = None) -> Dataset:
    """The first `count` elements: all, where there are fewer or `count` is negative. `name`: see `Dataset`."""
    return Take(self, count, name)
