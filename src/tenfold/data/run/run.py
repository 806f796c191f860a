"""One pass over a plan: what opens datasets, and closes what they hold when the pass ends."""

import contextlib
import itertools
import threading
import weakref
from collections.abc import Callable, Iterator
from typing import Any

from tenfold.data.plan.dataset import Dataset
from tenfold.data.plan.draws import PassCounters
from tenfold.data.plan.structure import Element

END: Any = object()  # what functions that make elements give in place of one after the last


class Run:
    """One pass.

    Attributes:
      over: an Event, that nobody will ask for an element any more.
    """

    def __init__(self) -> None:
        self.over = threading.Event()
        self._closing: dict[int, weakref.finalize] = {}
        self._numbers = itertools.count()
        self._counters: dict[int, PassCounters] = {}

    def open(self, dataset: Dataset) -> Iterator[Element]:
        """An iterator over the elements of `dataset`."""
        return dataset.open(self)

    def open_late(self, dataset: Dataset) -> Iterator[Element]:
        """The same, opened when the first element is wanted."""
        return itertools.chain.from_iterable(map(self.open, (dataset,)))

    def counters(self, function: Any) -> PassCounters:
        """How far the random ops of an ElementFunction have got in this pass."""
        return self._counters.setdefault(getattr(function, "use", 0), PassCounters())

    def on_close(self, owner: Any, close: Callable[[], object]) -> None:
        """Have `close()` called when the pass ends: at its last element, or since nobody goes on with it. Or sooner,
        once nobody holds `owner` (which `close` does not): in an endless pass many come and go."""
        number = next(self._numbers)
        self._closing[number] = found = weakref.finalize(owner, _closed, self._closing, number, close)
        found.atexit = False

    def close(self) -> None:
        """End the pass. What was opened last is closed first, and once."""
        self.over.set()
        while self._closing:
            with contextlib.suppress(Exception):
                self._closing.popitem()[1]()


def _closed(closing: dict[int, weakref.finalize], number: int, close: Callable[[], object]) -> None:
    """Close what has a number among what is to be closed. (Threads open and close: each step is a dictionary's own.)"""
    closing.pop(number, None)
    close()
