"""`repeat`: pass after pass."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from tenfold.data.order.counted import Counted
from tenfold.data.order.seeds import pass_over
from tenfold.data.order.shuffle import Shuffle
from tenfold.data.plan.binding import is_open
from tenfold.data.plan.dataset import INFINITE, UNKNOWN, Dataset, method
from tenfold.data.plan.structure import Element
from tenfold.data.run.flat import raising

T = TypeVar("T")


class Repeat(Counted):
    """`count` passes; without end where it is negative, unless a pass is empty."""

    shown = "_RepeatDataset"

    def __init__(self, source: Dataset, count: Any = None, name: str | None = None) -> None:
        super().__init__(source, -1 if count is None else count, name)

    def size(self) -> int:
        n = self.inputs[0].size()
        if is_open(self.count):
            return UNKNOWN
        if n == 0 or self.count == 0:
            return 0
        return INFINITE if self.count < 0 else n if n < 0 else n * self.count

    def open(self, run: Any) -> Iterator[Element]:
        passes = self.passes(run.open)
        return itertools.chain.from_iterable(_Endless(passes) if self.count < 0 else passes)

    def passes(self, opened: Callable[[Dataset], T]) -> Iterator[T]:
        """`opened(input)`, for each pass as it begins."""
        source = self.inputs[0]
        times = (self.count,) if self.count >= 0 else ()
        return itertools.chain(map(opened, itertools.repeat(source, *times)), _OneMore(source, self.count))


class _OneMore:
    """No pass: after the last TensorFlow opens one more, of which nothing is seen but that it has had its seeds. (A
    shuffle that is repeated is one step of TensorFlow's, which does not.)"""

    def __init__(self, source: Dataset, count: int) -> None:
        self.source, self.left = source, count and not isinstance(source, Shuffle)

    def __iter__(self) -> "_OneMore":
        return self

    def __next__(self) -> Any:
        if self.left:
            self.left = False
            pass_over(self.source)
        raise StopIteration


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
        except Exception as e:  # noqa: BLE001
            return itertools.chain(raising(e), elements)


@method
def repeat(self: Dataset, count: Any = None, name: str | None = None) -> Dataset:
    """The elements `count` times over; without end where that is None or negative. `name`: see `Dataset`."""
    return Repeat(self, count, name)
