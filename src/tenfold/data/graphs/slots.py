"""Where TensorFlow 1's graphs keep an iterator: a slot, of which each session has its own."""

import itertools
import threading
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np

from tenfold.core.base.env import Cell
from tenfold.data.plan.structure import Structure

SLOTS: "weakref.WeakValueDictionary[str, Slot]" = weakref.WeakValueDictionary()
_NUMBERS = itertools.count(1)
_SHARED: "weakref.WeakKeyDictionary[Any, dict[str, SlotCell]]" = weakref.WeakKeyDictionary()


class Slot:
    """A place for an iterator, empty until its initializer runs.

    Attributes:
      spec: structure of specs of the elements.
      name: what `string_handle` gives.
    """

    def __init__(self, spec: Structure) -> None:
        self.iterator: Any = None
        self.spec, self.name = spec, f"iterator-{next(_NUMBERS)}"
        self._lock = threading.Lock()
        SLOTS[self.name] = self

    def fill(self, make: Callable[[], Any]) -> None:
        """Put the iterator that `make` gives in it, unless there is one; of several threads one does."""
        with self._lock:
            if self.iterator is None:
                self.iterator = make()


class SlotCell(Cell):
    """What an op finds its slot in."""

    name, dtype = "iterator", np.dtype(object)

    def __init__(self, spec: Structure) -> None:
        self.spec = spec
        self._value = np.empty((), object)
        self._value[()] = Slot(spec)

    def in_session(self) -> "SlotCell":
        """That of a session."""
        return SlotCell(self.spec)


def shared(graph: Any) -> dict[str, SlotCell]:
    """Slots of a graph by their `shared_name`."""
    return _SHARED.setdefault(graph, {})
