"""Batches that are made ahead, while the model trains on those before: by threads, in order, not too many."""

import collections
import contextlib
import itertools
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from tenfold.keras.utils.arguments import whole_number
from tenfold.keras.utils.processes import Processes, payload_of

NAME = "tenfold-loader"  # what the threads are called


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


def in_order(load, items, workers, ahead):
    """`load(item)` for each of `items`, in their order, made by threads of which none is left when this is closed.

    Args:
      load: function; an error that it raises comes out in its place, and ends the pass.
      items: iterable, of which no more is taken than is loaded.
      workers: how many threads.
      ahead: how many results there are at most, made or in the making, that nobody has asked for yet.
    """
    items, waiting = iter(items), collections.deque()
    pool = ThreadPoolExecutor(min(workers, ahead), NAME)
    try:
        for item in itertools.islice(items, ahead):
            waiting.append(pool.submit(load, item))
        while waiting:
            yield waiting.popleft().result()
            for item in itertools.islice(items, 1):
                waiting.append(pool.submit(load, item))
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


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
    """A block with the function that gives `sequence[index]`; where `how`, a Loading, says so, processes make it."""
    payload = payload_of(sequence) if how.use_multiprocessing and how.is_background else None
    if payload is None:
        yield sequence.__getitem__
        return
    processes = Processes(payload, min(how.workers, how.ahead))
    try:
        yield processes.load
    finally:
        processes.close()
