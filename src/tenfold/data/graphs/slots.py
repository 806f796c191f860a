"""Where TensorFlow 1's graphs keep an iterator: a slot, of which each session has its own."""

import itertools
import weakref
from typing import Any

import numpy as np

from tenfold.core.base.env import Cell

SLOTS: "weakref.WeakValueDictionary[str, Slot]" = weakref.WeakValueDictionary()
_NUMBERS = itertools.count(1)


class Slot:
    """A place for an iterator, empty until its initializer runs.

    Attributes:
      name: what `string_handle` gives.
    """

    def __init__(self) -> None:
        self.iterator: Any = None
        self.name = f"iterator-{next(_NUMBERS)}"
        SLOTS[self.name] = self


class SlotCell(Cell):
    """What an op finds its slot in."""

    name, dtype = "iterator", np.dtype(object)

    def __init__(self) -> None:
        self._value = np.empty((), object)
        self._value[()] = Slot()

    def in_session(self) -> "SlotCell":
        """That of a session."""
        return SlotCell()
