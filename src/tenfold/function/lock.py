"""The lock of a traced function, made so that functions which call each other cannot wait for each other for ever."""

import contextlib
import threading


class TraceLock:
    """Held by the thread that traces a function; others that want a trace of it wait.

    A thread that would wait in a circle (f calls g, g calls f, and each is being traced by one of two threads) goes on
    without the lock: both trace, and the function keeps what is finished last.

    Attributes:
      owner: the thread that holds it, by its identity; None while nobody does.
    """

    _changed = threading.Condition()  # held for a moment only, to look at or change who owns and who waits
    _waiting: dict[int, "TraceLock"] = {}  # thread -> the lock that it waits for

    def __init__(self):
        self.owner = None

    @contextlib.contextmanager
    def held(self):
        """A `with` block that one thread at a time runs; it may enter it again."""
        me = threading.get_ident()
        mine = self._wait(me)
        try:
            yield
        finally:
            if mine:
                with self._changed:
                    self.owner = None
                    self._changed.notify_all()

    def _wait(self, me):
        """Whether the lock became this thread's; not if it was already, nor if waiting would be for ever."""
        with self._changed:
            self._waiting[me] = self
            try:
                self._changed.wait_for(lambda: self.owner is None or self._comes_back_to(me))
            finally:
                del self._waiting[me]
            mine = self.owner is None
            if mine:
                self.owner = me
            return mine

    def _comes_back_to(self, me):
        """Whether the owner is this thread, or waits (for one that waits ...) for a lock of this thread's."""
        lock, passed = self, []
        while lock is not None and lock.owner not in (None, me) and lock not in passed:
            passed.append(lock)
            lock = self._waiting.get(lock.owner)
        return lock is not None and lock.owner == me
