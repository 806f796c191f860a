"""Elements of several iterators in turn."""

from collections.abc import Iterator

from tenfold.data.plan.structure import Element
from tenfold.data.run.run import END


class Interleaved:
    """`block` elements of one iterator, then of the next, of `cycle` at a time; TensorFlow's order.

    The place of an iterator that has ended is passed over once, and then taken by the next one.

    Args:
      iterators: gives them as they are wanted.
      cycle: how many have turns, 1 or more.
      block: elements a turn.
      errors_count: whether what an iterator raises is an element of its turn, and one that cannot be had a turn, as
        where TensorFlow's threads make them; else the turn goes on.
    """

    def __init__(
        self, iterators: Iterator[Iterator[Element]], cycle: int, block: int = 1, errors_count: bool = True
    ) -> None:
        self._more, self._block, self._errors_count = iterators, block, errors_count
        self._places: list[Iterator[Element] | None] = [None] * cycle
        self._at, self._taken = 0, 0  # whose turn, how many of it
        self._open, self._ended = 0, False

    def __iter__(self) -> "Interleaved":
        return self

    def __next__(self) -> Element:
        while self._open or not self._ended:
            place = self._places[self._at]
            if place is None:
                self._fill()
                continue
            try:
                element = next(place, END)
            except Exception:
                if self._errors_count:
                    self._count()
                raise
            if element is not END:
                self._count()
                return element
            self._places[self._at], self._open = None, self._open - 1
            self._turn()
        raise StopIteration

    def _fill(self) -> None:
        """Give the place whose turn it is to the next iterator, or the turn to the next place where there is none."""
        try:
            new = END if self._ended else next(self._more, END)
        except Exception:
            if self._errors_count:
                self._turn()
            raise
        if new is END:
            self._ended = True
            self._turn()
        else:
            self._places[self._at], self._open = new, self._open + 1

    def _count(self) -> None:
        self._taken += 1
        if self._taken == self._block:
            self._turn()

    def _turn(self) -> None:
        self._at, self._taken = (self._at + 1) % len(self._places), 0
