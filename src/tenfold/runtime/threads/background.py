"""What will be wanted later, made meanwhile by one thread, a piece after the other: programs of second gear.

The thread lives as long as there is something to make. It is no daemon, so the interpreter waits for it at its end,
before it takes apart what the thread uses; but then it makes nothing more, and what it is at it leaves at the next
place that calls `go_on`. Ctrl-C cuts that waiting short, and XLA does not survive it: so the end of the program waits
once more, and Ctrl-C then ends the process.
"""

import atexit
import collections
import os
import signal
import threading
from collections.abc import Callable

from tenfold.runtime.threads import turns


class Abandoned(Exception):
    """Raised in the thread when the program has ended."""


class _Thread:
    """The one thread: what it is to make, and itself, None while there is nothing."""

    lock = threading.RLock()
    tasks: collections.deque[Callable[[], object]] = collections.deque()
    running: threading.Thread | None = None


def later(make: Callable[[], object]) -> None:
    """Have `make()`, which raises nothing, called in the thread; or never, where there can be no thread."""
    with _Thread.lock:
        _Thread.tasks.append(make)
        if _Thread.running is None:
            _Thread.running = threading.Thread(target=_work, name="tenfold compiles", daemon=False)
            try:
                _Thread.running.start()
            except RuntimeError:  # the program ends, or the system gives no more threads
                _Thread.running = None
                _Thread.tasks.clear()


def go_on() -> None:
    """Raise Abandoned where nobody will want what this thread is making; called before anything long."""
    atexit.unregister(_end)
    atexit.register(_end)  # the last comes first: JAX, imported by now, takes itself apart at the end as well
    if threading.current_thread() is _Thread.running and not threading.main_thread().is_alive():
        raise Abandoned


def _end() -> None:
    """At the end of the program, with the thread still there only if Ctrl-C has cut Python's own waiting short."""
    thread = _Thread.running
    try:
        if thread is not None:
            thread.join()
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.raise_signal(signal.SIGINT)


def _work() -> None:
    turns.shorter()  # importing and lowering are Python
    while True:
        with _Thread.lock:
            if not _Thread.tasks or not threading.main_thread().is_alive():
                _Thread.tasks.clear()
                _Thread.running = None
                return turns.as_before()
            make = _Thread.tasks.popleft()
        make()
        del make  # and with it what it holds


def _in_child() -> None:
    """After a fork: the thread is the parent's."""
    _Thread.lock = threading.RLock()
    _Thread.tasks.clear()
    _Thread.running = None
    turns.in_child()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)
