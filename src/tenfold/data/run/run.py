"""One pass over a plan: what opens datasets, and closes what they hold when the pass ends."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from tenfold.data.plan.dataset import Dataset
from tenfold.data.plan.structure import Element

END: Any = object()  # what functions that make elements give in place of one after the last


class Run:
    """One pass.

    Attributes:
      options: the Options in force, or None.
    """

    def __init__(self, options: Any = None) -> None:
        self.options = options
        self._closing: list[Callable[[], object]] = []

    def open(self, dataset: Dataset) -> Iterator[Element]:
        """An iterator over the elements of `dataset`."""
        return dataset.open(self)

    def on_close(self, close: Callable[[], object]) -> None:
        """Have `close()` called when the pass ends: at its last element, or when nobody goes on with it."""
        self._closing.append(close)

    def close(self) -> None:
        """End the pass. What was opened last is closed first."""
        while self._closing:
            with contextlib.suppress(Exception):
                self._closing.pop()()
