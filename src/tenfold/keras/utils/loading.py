"""Batches that are made ahead, while the model trains on those before: by threads, in order, not too many."""

import atexit
import collections
import contextlib
import itertools
import queue
import threading
import time
import weakref
from concurrent.futures import Future
from typing import NamedTuple

from tenfold.keras.utils.arguments import whole_number
from tenfold.keras.utils.processes import Processes, payload_of

NAME = "tenfold-loader"  # what the threads are called
PATIENCE = 1.0  # seconds that the end of the program waits for threads that nobody has ended


class Loading(NamedTuple):
    """How batches are made.

    Attributes:
      workers: how many at once; up to 1 they are made when they are asked for, by whoever asks.
      use_multiprocessing: whether processes make those of a Sequence. It is a hint: the batches are the same. A
        generator stays in this process, since it cannot be sent to another.
      ahead: how many there are at most, made or in the making, that nobody has asked for yet.
    """

    workers: int = 1
    use_multiprocessing: bool = False
    ahead: int = 10

    @property
    def is_background(self):
        """Whether batches are made before they are asked for."""
        return self.workers > 1 or self.workers > 0 and self.use_multiprocessing


def loading(workers=1, use_multiprocessing=False, max_queue_size=10):
    """What `fit` was given as a Loading; None stands for the default. ValueError where they are no whole numbers."""
    workers = 1 if workers is None else whole_number(workers, "workers", least=-(2**31))
    ahead = 10 if max_queue_size is None else whole_number(max_queue_size, "max_queue_size", least=0)
    return Loading(workers, bool(use_multiprocessing), max(1, ahead))


class Threads:
    """So many threads that make what they are asked for, first come first served.

    They are daemons: a program may end while one hangs in a batch that never comes. Those that do not hang are seen off
    before the interpreter takes itself apart, which native code does not survive everywhere.
    """

    _open = weakref.WeakSet()

    def __init__(self, number):
        self._number, self._all, self._tasks = number, [], queue.SimpleQueue()
        self._open.add(self)

    def submit(self, load, item):
        """A Future of `load(item)`."""
        future = Future()
        self._tasks.put((future, load, item))
        if len(self._all) < self._number:
            name = f"{NAME}_{len(self._all)}"
            self._all.append(threading.Thread(target=_work, args=[self._tasks], name=name, daemon=True))
            self._all[-1].start()
        return future

    def close(self, patience=None):
        """Drop what nobody has begun to make, and wait until the threads have ended, be it for `patience` seconds."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._tasks.get_nowait()
        for _ in self._all:
            self._tasks.put(None)
        for thread in self._all:
            with contextlib.suppress(RuntimeError):  # Ctrl-C came before it had begun
                thread.join(patience)

    @classmethod
    def end(cls):
        """At the end of the program: close those that are open."""
        until = time.monotonic() + PATIENCE
        for threads in list(cls._open):
            threads.close(max(0, until - time.monotonic()))


atexit.register(Threads.end)


def _work(tasks):
    """Do what is in the queue until it says None."""
    while (task := tasks.get()) is not None:
        future, load, item = task
        try:
            future.set_result(load(item))
        except BaseException as error:  # noqa: BLE001  (whoever asks for the result is told)
            future.set_exception(error)
        del task, future, load, item  # and with them what they hold, while there is nothing to do


def in_order(load, items, workers, ahead, interrupt=bool):
    """`load(item)` for each of `items`, in their order, made by threads of which none is left when this is closed.

    Args:
      load: function; an error that it raises comes out in its place, and ends the pass.
      items: iterable, of which no more is taken than is loaded.
      workers: how many threads.
      ahead: how many results there are at most, made or in the making, that nobody has asked for yet.
      interrupt: called at the end, before the threads are waited for: what lets those go that wait themselves.
    """
    items, waiting = iter(items), collections.deque()
    pool = Threads(min(workers, ahead))
    try:
        for item in itertools.islice(items, ahead):
            waiting.append(pool.submit(load, item))
        while waiting:
            yield waiting.popleft().result()
            for item in itertools.islice(items, 1):
                waiting.append(pool.submit(load, item))
    finally:
        try:
            interrupt()
        finally:
            pool.close()


def read_ahead(read, over, ahead, most=None):
    """What `read()` gives, until that is `over`, called by one thread: for what has one place where it stands.

    Args:
      ahead: see `in_order`.
      most: how many times it is called at most; None for as often as is needed.
    """
    calls = itertools.count() if most is None else range(most)
    with contextlib.closing(in_order(lambda _: read(), calls, 1, ahead)) as results:
        yield from itertools.takewhile(lambda found: found is not over, results)


@contextlib.contextmanager
def maker(sequence, how):
    """A block with two functions: one gives `sequence[index]`; where `how`, a Loading, says so, processes make it. The
    other ends these at once, and whoever waits for them."""
    payload = payload_of(sequence) if how.use_multiprocessing and how.is_background else None
    if payload is None:
        yield sequence.__getitem__, bool
        return
    processes = Processes(payload, min(how.workers, how.ahead))
    try:
        yield processes.load, processes.close
    finally:
        processes.close()
