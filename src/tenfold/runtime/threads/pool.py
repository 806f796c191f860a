"""What threads make ahead of whoever asks for it: in order, and not too much."""

import atexit
import collections
import contextlib
import itertools
import os
import queue
import threading
import time
import weakref
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future
from typing import Any

from tenfold.runtime.threads import turns

NAME = "tenfold-loader"  # what the threads are called
PATIENCE = 1.0  # seconds that the end of the program waits for threads that nobody has ended


class Threads:
    """So many threads that make what they are asked for, first come first served.

    They are daemons: a program may end while one hangs in a batch that never comes. Those that do not hang are seen off
    before the interpreter takes itself apart, which native code does not survive everywhere.
    """

    _open: "weakref.WeakSet[Threads]" = weakref.WeakSet()
    _begun: "weakref.WeakSet[threading.Thread]" = weakref.WeakSet()  # also those whose pool nobody holds any more
    _single: "weakref.WeakKeyDictionary[threading.Thread, Callable[[], object]]" = weakref.WeakKeyDictionary()

    def __init__(self, number: int) -> None:
        self._number = number
        self._all: list[threading.Thread] = []
        self._tasks: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._open.add(self)

    def submit(self, load: Callable[[Any], Any], item: Any) -> "Future[Any]":
        """A Future of `load(item)`."""
        future: Future[Any] = Future()
        self._tasks.put((future, load, item))
        if len(self._all) < self._number:
            name = f"{NAME}_{len(self._all)}"
            self._all.append(threading.Thread(target=_work, args=[self._tasks], name=name, daemon=True))
            try:
                self._all[-1].start()
                self._begun.add(self._all[-1])
            except RuntimeError:  # no more are to be had: who asks next is told again, and waits for none
                self._all.pop()
                raise
        return future

    def close(self, patience: float | None = None) -> None:
        """Drop what nobody has begun to make, and wait until the threads have ended, be it for `patience` seconds."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._tasks.get_nowait()
        for _ in self._all:
            self._tasks.put(None)
        for thread in self._all:
            with contextlib.suppress(RuntimeError):  # Ctrl-C came before it had begun, or it is this one
                thread.join(patience)

    @classmethod
    def begin(cls, thread: threading.Thread, stop: Callable[[], object]) -> None:
        """Start a daemon that is of no pool; at the end of the program `stop()` has it end, and it is waited for."""
        cls._single[thread] = stop
        thread.start()

    @classmethod
    def end(cls) -> None:
        """At the end of the program: close those that are open, and wait for all."""
        until = time.monotonic() + PATIENCE
        for threads in list(cls._open):
            threads.close(0)
        single = dict(cls._single)
        for stop in single.values():
            stop()
        for thread in [*cls._begun, *single]:
            with contextlib.suppress(RuntimeError):  # it is this one
                thread.join(max(0, until - time.monotonic()))


atexit.register(Threads.end)


def _work(tasks: "queue.SimpleQueue[Any]") -> None:
    """Do what is in the queue until it says None."""
    turns.shorter()
    try:
        while (task := tasks.get()) is not None:
            future, load, item = task
            try:
                future.set_result(load(item))
            except BaseException as error:  # noqa: BLE001  (whoever asks for the result is told)
                future.set_exception(error)
            del task, future, load, item  # and with them what they hold, while there is nothing to do
    finally:
        turns.as_before()


def check_process(process: int) -> None:
    """RuntimeError in a child that was forked from the process whose threads make what is asked for: it would wait for
    ever."""
    if os.getpid() != process:
        raise RuntimeError(
            "This iterator was begun in the process that forked this one, whose threads make its elements. Begin a new "
            "one here, with iter(dataset)."
        )


class InOrder:
    """`load(item)` for each of `items`, in their order, made by threads of which none is left when this is closed.

    An error comes out in its place; what comes after it is there for who goes on.

    Args:
      items: iterable, of which no more is taken than is loaded.
      workers: how many threads.
      ahead: how many results there are at most, made or in the making, that nobody has asked for yet.
    """

    def __init__(self, load: Callable[[Any], Any], items: Iterable[Any], workers: int, ahead: int) -> None:
        self._load, self._items, self._ahead = load, iter(items), ahead
        self._waiting: collections.deque[Future[Any]] = collections.deque()
        self.pool, self._over = Threads(min(workers, ahead)), False
        self._process = os.getpid()

    def __iter__(self) -> "InOrder":
        return self

    def __next__(self) -> Any:
        check_process(self._process)
        while not self._over and len(self._waiting) < self._ahead:
            self._ask()
        if not self._waiting:
            self.pool.close()
            raise StopIteration
        self._waiting[0].exception()  # once it is there: Ctrl-C meanwhile loses none
        return self._waiting.popleft().result()

    def _ask(self) -> None:
        """Have one more made; where there is no item but an error, that is what will be found."""
        try:
            item = next(self._items)
        except StopIteration:
            self._over = True
        except Exception as error:  # noqa: BLE001
            failed: Future[Any] = Future()
            failed.set_exception(error)
            self._waiting.append(failed)
        else:
            self._waiting.append(self.pool.submit(self._load, item))

    def close(self, patience: float | None = None) -> None:
        """Make no more; see `Threads.close`."""
        self._over = True
        self._waiting.clear()
        self.pool.close(patience)


def _itself(result: Any) -> Any:
    return result


def in_order(
    load: Callable[[Any], Any], items: Iterable[Any], workers: int, ahead: int, interrupt: Callable[[], Any] = bool
) -> Generator[Any, None, None]:
    """An `InOrder` that an error ends.

    Args:
      interrupt: called at the end, before the threads are waited for: what lets those go that wait themselves.
    """
    results = InOrder(load, items, workers, ahead)
    try:
        yield from map(_itself, results)  # bare `results` would be closed by it, before `interrupt`
    finally:
        try:
            interrupt()
        finally:
            results.close()


def read_ahead(read: Callable[[], Any], over: Any, ahead: int, most: int | None = None) -> Iterator[Any]:
    """What `read()` gives, until that is `over`, called by one thread: for what has one place where it stands.

    Args:
      ahead: see `InOrder`.
      most: how many times it is called at most; None for as often as is needed.
    """
    calls: Iterable[int] = itertools.count() if most is None else range(most)
    with contextlib.closing(in_order(lambda _: read(), calls, 1, ahead)) as results:
        yield from itertools.takewhile(lambda found: found is not over, results)
