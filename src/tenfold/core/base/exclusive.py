"""Whose turn it is to write: cells that one run writes form a set, and those who write to a set take turns.

A set has one lock, so a step takes one whatever it writes. Sets start with one cell each and unite when a run writes to
several. Locks are taken in this order, and who holds one waits for none that stands before it:

1. trace locks (`function.lock`): while a function or a step is traced and layers are built;
2. programs (`runtime.threads.once`): while one is compiled, which other threads that want it wait for;
3. JAX (`runtime.guest`): while it is started;
4. sets of cells: while a run or an eager update reads and writes. Two at once only when they unite, the older first;
5. `NOW`: for the moment in which a run takes the values of all its cells, or replaces them. A run that gives buffers
   away, from one such moment to the next (`runtime.threads.cells`), waits for nobody in between;
6. counters, names, logs, what a thread is to compile: for a moment each, with nothing inside.

So nothing is compiled, and no Python of the user's runs, under a lock of 4 to 6; whoever only reads takes none of 4. A
finaliser (`__del__`, the callback of a weak reference) takes no lock at all: the garbage collector calls it anywhere.
"""

import itertools
import os
import threading
import weakref

from tenfold.core.base.types import Any, Function

NOW = threading.RLock()
_numbers = itertools.count()
_sets: weakref.WeakSet["CellSet"] = weakref.WeakSet()


class CellSet:
    """Cells whose writers take turns.

    Attributes:
      into: the set that this one has become a part of, if it has.
    """

    def __init__(self) -> None:
        self.lock: Any = threading.RLock()  # whose private methods free it after a fork
        self.into: CellSet | None = None
        self._number = next(_numbers)
        _sets.add(self)

    def exclusively(self, function: Function, *args: Any, **kwargs: Any) -> Any:
        """`function(*args, **kwargs)` while no other thread writes to a cell of this set."""
        held = self
        while True:
            with held.lock:
                if held.into is None:
                    return function(*args, **kwargs)
            held = held.into

    def united(self, other: "CellSet") -> "CellSet":
        """The set of the cells of both."""
        while True:
            ours, theirs = self._newest(), other._newest()
            if ours is theirs:
                return ours
            older, newer = (ours, theirs) if ours._number < theirs._number else (theirs, ours)
            with older.lock, newer.lock:
                if older.into is None and newer.into is None:
                    newer.into = older

    def _newest(self) -> "CellSet":
        found = self
        while found.into is not None:
            found = found.into
        return found

    def __reduce__(self) -> tuple[Any, ...]:
        """A copy of a cell is in no set with the cell."""
        return CellSet, ()


def set_of(cell: Any) -> "CellSet":
    """The set that a cell is in, its own at first."""
    found = cell._set
    if found is None:
        found = vars(cell).setdefault("_set", CellSet())  # one call: another thread may be here as well
    if found.into is not None:
        found = cell._set = found._newest()
    return found


def _in_child() -> None:
    """After a fork: the threads that held locks are the parent's."""
    for held in list(_sets):
        if not held.lock._is_owned():
            held.lock._at_fork_reinit()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)
