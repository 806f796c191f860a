"""Shorter turns of Python's threads, while one of ours works beside the program's.

NumPy lets go of the interpreter in each large op, and XLA in each program. Who wants it back from a thread that runs
Python would wait for 5 ms each time.
"""

import sys
import threading

INTERVAL = 5e-4  # seconds after which Python lets another thread have its turn, while one of ours is at work


class _Turns:
    lock = threading.RLock()
    workers = 0
    before: float | None = None  # the interval that the program had


def shorter() -> None:
    """A thread of ours begins to work."""
    with _Turns.lock:
        _Turns.workers += 1
        found = sys.getswitchinterval()
        if _Turns.workers == 1 and found > INTERVAL:
            _Turns.before = found
            sys.setswitchinterval(INTERVAL)


def as_before() -> None:
    """It has ended: with the last one the program has its own interval again."""
    with _Turns.lock:
        _Turns.workers = max(0, _Turns.workers - 1)
        if _Turns.workers == 0:
            _restore()


def _restore() -> None:
    if _Turns.before is not None and abs(sys.getswitchinterval() - INTERVAL) < 1e-6:  # else somebody has set it
        sys.setswitchinterval(_Turns.before)
    _Turns.before = None


def in_child() -> None:
    """After a fork: the threads are the parent's."""
    _Turns.lock, _Turns.workers = threading.RLock(), 0
    _restore()
