"""`skip`: all but the first elements."""

import itertools
from collections.abc import Iterator
from typing import Any

from tenfold.data.order.counted import Counted
from tenfold.data.plan.binding import is_open
from tenfold.data.plan.dataset import UNKNOWN, Dataset, method
from tenfold.data.plan.structure import Element
from tenfold.data.run.flat import raising


class Skip(Counted):
    """All but the first `count` elements; none where it is negative."""

    shown = "_SkipDataset"

    def size(self) -> int:
        if is_open(self.count):
            return UNKNOWN
        n = self.inputs[0].size()
        return 0 if self.count < 0 else n if n < 0 else max(0, n - self.count)

    @property
    def is_idle(self) -> bool:
        return not is_open(self.count) and bool(self.count == 0)

    def open(self, run: Any) -> Iterator[Element]:
        if self.count < 0:
            return iter(())
        elements = run.open(self.inputs[0])
        return itertools.chain.from_iterable(_Rest(elements, self.count))


class _Rest:
    """All but the first so many of `elements`. Where one of these fails, the next call begins to count anew."""

    def __init__(self, elements: Iterator[Element], count: int) -> None:
        self.elements, self.count, self.begun = elements, count, False

    def __iter__(self) -> "_Rest":
        return self

    def __next__(self) -> Iterator[Element]:
        if self.begun:
            raise StopIteration
        try:
            for _ in range(self.count):
                next(self.elements)
        except StopIteration:
            raise
        except BaseException as e:  # noqa: BLE001
            return raising(e)
        self.begun = True
        return self.elements


@method
def skip(self: Dataset, count: Any, name: str | None = None) -> Dataset:
    """All but the first `count` elements; none, where there are fewer or `count` is negative. `name`: see `Dataset`."""
    return Skip(self, count, name)
