"""Numbers of rows, as many at once as somebody wants: what Gathered batches are made by.

A function of a count gives the next numbers, an int64 array: fewer, once there are no more. It does not look further,
for the seeds of a pass are drawn when its first number is wanted.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import numpy as np

from tenfold.data.order.repeat import Repeat
from tenfold.data.order.seeds import Draws
from tenfold.data.order.shuffle import Shuffle
from tenfold.data.order.take import Take
from tenfold.data.plan.dataset import Dataset
from tenfold.data.plan.structure import Element
from tenfold.runtime.native import library

Next = Callable[[int], np.ndarray]
NONE = np.empty(0, np.int64)


class Numbers(Dataset):
    """The numbers of a range."""

    def __init__(self, numbers: range) -> None:
        self.numbers = numbers

    def size(self) -> int:
        return len(self.numbers)

    def open(self, run: Any) -> Iterator[Element]:
        return zip(self.numbers)


def in_blocks(index: Dataset, run: Any) -> Next:
    """The numbers of one pass over `index`."""
    if type(index) is Numbers:
        return _of_range(index.numbers)
    if type(index) is Take and index.count >= 0:
        return _first(in_blocks(index.inputs[0], run), index.count)
    if type(index) is Repeat:
        return _Passes(index, run).next
    if type(index) is Shuffle and (native := library.functions()) is not None:
        numbers = _opened_late(lambda: in_blocks(index.inputs[0], run))
        return _Drawn(numbers, index.room, index.seeds.draws(), native).next
    elements = run.open(index)
    return lambda count: np.array([i for (i,) in islice(elements, count)], np.int64)


def _of_range(numbers: range) -> Next:
    at = 0

    def following(count: int) -> np.ndarray:
        nonlocal at
        found, at = numbers[at : at + count], min(at + count, len(numbers))
        return np.arange(found.start, found.stop, found.step, dtype=np.int64)

    return following


def _opened_late(opened: Callable[[], Next]) -> Next:
    numbers: Next | None = None

    def following(count: int) -> np.ndarray:
        nonlocal numbers
        numbers = numbers or opened()
        return numbers(count)

    return following


def _first(numbers: Next, left: int) -> Next:
    def following(count: int) -> np.ndarray:
        nonlocal left
        found = numbers(min(count, left)) if left else NONE
        left -= len(found)
        return found

    return following


class _Passes:
    """Pass after pass; one without end ends where a pass is empty."""

    def __init__(self, index: Repeat, run: Any) -> None:
        self.passes, self.endless = index.passes(lambda source: in_blocks(source, run)), index.count < 0
        self.numbers: Next | None = None
        self.empty = False  # whether this pass has given nothing yet

    def next(self, count: int) -> np.ndarray:
        found: list[np.ndarray] = []
        while count and (self.numbers is not None or self._begin()):
            part = self.numbers(count)  # type: ignore[misc]
            self.empty = self.empty and not len(part)
            if len(part) < count:
                self._end()
            found.append(part)
            count -= len(part)
        return found[0] if len(found) == 1 else np.concatenate(found) if found else NONE

    def _begin(self) -> bool:
        """Whether there is another pass."""
        self.numbers, self.empty = next(self.passes, None), True
        return self.numbers is not None

    def _end(self) -> None:
        self.numbers = None
        if self.empty and self.endless:
            self.passes = iter(())


class _Drawn:
    """Numbers drawn from a buffer, as `order.shuffle.drawn` draws them."""

    def __init__(self, numbers: Next, size: int, draws: Draws, native: Any) -> None:
        self.numbers, self.size, self.native = numbers, size, native
        self.stream = np.array([*draws.stream], np.uint64)
        self.ring, self.state = NONE, np.zeros(4, np.int64)

    def next(self, count: int) -> np.ndarray:
        if not len(self.ring):
            self.ring = self.numbers(self.size)
            self.state[:3] = len(self.ring), 0, len(self.ring)
            if not len(self.ring):
                return NONE
        full = self.state[0] == self.state[2]
        given = self.numbers(count - 1 if full else count) if count > full else NONE
        count = min(count, int(self.state[2]) + len(given))  # a buffer in front of this one may want any number
        out = np.empty(count, np.int64)
        ring, state, stream, new, made = [a.ctypes.data for a in (self.ring, self.state, self.stream, given, out)]
        return out[: self.native.tenfold_shuffle(ring, state, stream, new, len(given), made, count)]
