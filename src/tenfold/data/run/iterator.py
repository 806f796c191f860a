"""`tf.data.Iterator`: the elements of a dataset, one after the other."""

import threading
import weakref
from typing import Any

from tenfold.core.base import errors
from tenfold.core.base.thread import STATE, using
from tenfold.data.plan.binding import symbols
from tenfold.data.plan.dataset import Dataset, hooks
from tenfold.data.plan.options import options_of
from tenfold.data.plan.structure import Element, packer
from tenfold.data.run.apart import apart
from tenfold.data.run.run import Run
from tenfold.data.run.shorter import as_it_runs


class DatasetIterator:
    """One pass over a dataset, at which several threads may take turns.

    Attributes:
      element_spec: structure of specs of its elements.
      taken: how many elements it has given.
    """

    def __init__(self, dataset: Dataset) -> None:
        waits = symbols(dataset)
        if waits:
            raise ValueError(
                f"This dataset was made of {waits[0].name}, a tensor of a graph: iterate over it inside of the "
                "tf.function, or the Session's graph, that the tensor belongs to."
            )
        self.element_spec, self.taken = dataset.element_spec, 0
        options = options_of(dataset)
        self._pack, self._lock, self._run = packer(dataset.element_spec), threading.Lock(), Run()
        with using(graph=None, tapes=()):
            self._elements = self._run.open(apart(as_it_runs(dataset, options)))
        self._seen: dict[int, Element] = {}  # what a thread has looked at and is to be given
        weakref.finalize(self, self._run.close).atexit = False

    def __iter__(self) -> "DatasetIterator":
        return self

    def next_element(self) -> Element:
        """The leaves of the next element; StopIteration after the last."""
        with self._lock:
            element = self._seen.pop(threading.get_ident(), None) if self._seen else None
            element = self._made() if element is None else element
            self.taken += 1
            return element

    def _made(self) -> Element:
        try:
            if STATE.graph is None and not STATE.tapes:
                return next(self._elements)
            with using(graph=None, tapes=()):
                return next(self._elements)
        except StopIteration:
            self._run.close()
            self._elements = iter(())
            raise

    def has_next(self) -> bool:
        """Whether there is another element, which is made for that, and is the next one that this thread is given."""
        me = threading.get_ident()
        with self._lock:
            if me not in self._seen:
                try:
                    self._seen[me] = self._made()
                except StopIteration:
                    return False
            return True

    def __next__(self) -> Any:
        if STATE.graph is not None:
            return hooks["next_in_graph"](self)
        return self._pack(self.next_element())

    def next(self) -> Any:
        """The next element, as Python 2 and programs that hold an iterator of TensorFlow's ask for it."""
        return self.__next__()

    def get_next(self, name: str | None = None) -> Any:
        """The next element. `name` is that of the op in a graph.

        Raises:
          OutOfRangeError: there is none left.
        """
        if STATE.graph is not None:
            return hooks["next_in_graph"](self, name)
        try:
            return next(self)
        except StopIteration:
            raise errors.OutOfRangeError("End of sequence") from None

    def get_next_as_optional(self) -> Any:
        """The next element as a `tf.experimental.Optional`, which has no value after the last."""
        return hooks["in_graph"](self).get_next_as_optional()

    def __repr__(self) -> str:
        return f"<tenfold iterator of {self.element_spec!r}, {self.taken} taken>"
