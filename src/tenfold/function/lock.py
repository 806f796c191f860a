"""The lock of a traced function, made so that functions which call each other cannot wait for each other for ever."""

import os
import threading
from typing import Any


class TraceLock:
    """Held by the thread that traces a function; others that want a trace of it wait. A thread may enter it again.

    A thread that would wait in a circle (f calls g, g calls f, and each is being traced by one of two threads) goes on
    without the lock: both trace, and the function keeps what is finished last.

    Args:
      firm: nobody goes on without this lock: where it stands in a circle, who waits for another lock of it does. There
        is one firm lock at most, or two of them would make a circle that nobody breaks.

    Attributes:
      owner: the thread that holds it, by its identity; None while nobody does.
      depth: how often the owner has entered it.
    """

    _changed = threading.Condition()  # held for a moment only, to look at or change who owns and who waits
    _waiting: dict[int, "TraceLock"] = {}  # thread -> the lock that it waits for
    _held: set["TraceLock"] = set()

    def __init__(self, firm: bool = False) -> None:
        self.firm, self.depth = firm, 0
        self.owner: int | None = None

    def __enter__(self) -> None:
        me = threading.get_ident()
        if self.owner == me:
            self.depth += 1
            return
        try:
            self._wait(me)
        except BaseException:  # Ctrl-C: whoever was interrupted while entering does not leave
            if self.owner == me:
                self._release()
            raise

    def __exit__(self, *_: Any) -> None:
        if self.owner == threading.get_ident():  # otherwise it went on without
            self.depth -= 1
            if not self.depth:
                self._release()

    def _wait(self, me: int) -> None:
        """Until the lock is this thread's, or waiting would be for ever."""
        with self._changed:
            self._waiting[me] = self
            try:
                self._changed.notify_all()  # whoever waits for a lock of this thread's may now wait in a circle
                self._changed.wait_for(lambda: self.owner is None or not self.firm and self._comes_back_to(me))
            finally:
                del self._waiting[me]
            if self.owner is None:
                self._held.add(self)
                self.owner, self.depth = me, 1

    def _release(self) -> None:
        with self._changed:
            self.owner, self.depth = None, 0
            self._held.discard(self)
            self._changed.notify_all()

    def _comes_back_to(self, me: int) -> bool:
        """Whether the owner waits (for one that waits ...) for a lock of this thread's."""
        lock: TraceLock | None = self
        passed: list[TraceLock] = []
        while lock is not None and lock.owner not in (None, me) and lock not in passed:
            passed.append(lock)
            lock = self._waiting.get(lock.owner)
        return lock is not None and lock.owner == me


def _in_child() -> None:
    """After a fork: the other threads, and so what they held, are gone."""
    TraceLock._changed = threading.Condition()
    TraceLock._waiting.clear()
    for lock in list(TraceLock._held):
        if lock.owner != threading.get_ident():
            lock.owner, lock.depth = None, 0
            TraceLock._held.discard(lock)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)
