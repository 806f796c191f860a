"""One pass over a plan: what opens datasets, and closes what they hold when the pass ends."""

import contextlib
import weakref
from collections.abc import Callable, Iterator
from typing import Any

from tenfold.data.plan.dataset import Dataset
from tenfold.data.plan.draws import PassCounters
from tenfold.data.plan.structure import Element

END: Any = object()  # what functions that make elements give in place of one after the last


class Run:
    """One pass."""

    def __init__(self) -> None:
        self._closing: list[weakref.finalize] = []
        self._counters: dict[int, PassCounters] = {}

    _alive = 8  # how many there were to be closed when that was last looked at

    def open(self, dataset: Dataset) -> Iterator[Element]:
        """An iterator over the elements of `dataset`."""
        return dataset.open(self)

    def counters(self, function: Any) -> PassCounters:
        """How far the random ops of an ElementFunction have got in this pass."""
        return self._counters.setdefault(getattr(function, "use", 0), PassCounters())

    def on_close(self, owner: Any, close: Callable[[], object]) -> None:
        """Have `close()` called when the pass ends: at its last element, or since nobody goes on with it. Or sooner,
        once nobody holds `owner` (which `close` does not): in an endless pass many come and go."""
        if len(self._closing) >= 2 * self._alive:
            self._closing = [c for c in self._closing if c.alive]
            self._alive = max(len(self._closing), 8)
        self._closing.append(weakref.finalize(owner, close))
        self._closing[-1].atexit = False

    def close(self) -> None:
        """End the pass. What was opened last is closed first, and once."""
        while self._closing:
            with contextlib.suppress(Exception):
                self._closing.pop()()
