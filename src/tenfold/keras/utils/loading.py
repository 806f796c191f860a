"""How batches are made ahead, while the model trains on those before: by which threads or processes, how many."""

import contextlib
from typing import NamedTuple

from tenfold.keras.utils.arguments import whole_number
from tenfold.keras.utils.processes import Processes, payload_of


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
