"""`OrderedEnqueuer` and `GeneratorEnqueuer`: batches made ahead, for programs that loop over them themselves."""

from tenfold.keras.utils.loading import loading, maker
from tenfold.keras.utils.sequence import number_of_batches, order_of
from tenfold.runtime.threads.pool import in_order, read_ahead


class SequenceEnqueuer:
    """What both have in common. `start` it, loop over `get()`, and `stop` it; none of its threads is left then.

    Args:
      sequence: what gives the batches.
      use_multiprocessing: whether processes make them; of a generator it is threads in any case.
    """

    def __init__(self, sequence, use_multiprocessing=False):
        self.sequence, self.use_multiprocessing = sequence, use_multiprocessing
        self._batches = None

    def start(self, workers=1, max_queue_size=10):
        """Begin to make batches, so many at once and so many ahead, when the first is asked for."""
        self.stop()
        how = loading(workers, self.use_multiprocessing, max_queue_size)
        self._batches = self._made(how._replace(workers=max(1, how.workers)))

    def is_running(self):
        """Whether it was started, and not stopped since."""
        return self._batches is not None

    def stop(self, timeout=None):
        """Make no more batches, once those in the making are done. `timeout` is a hint: nothing else is waited for."""
        batches, self._batches = self._batches, None
        if batches is not None:
            batches.close()

    def get(self):
        """The iterator over batches. RuntimeError unless it was started."""
        if self._batches is None:
            raise RuntimeError(
                f"{type(self).__name__} gives batches after start(workers=..., max_queue_size=...) only."
            )
        return self._batches

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.stop()

    def _made(self, how):
        raise NotImplementedError(f"{type(self).__name__} makes no batches: use OrderedEnqueuer or GeneratorEnqueuer.")


class OrderedEnqueuer(SequenceEnqueuer):
    """The batches of a Sequence, one pass after another without an end; `on_epoch_end` is called after each pass.

    Args:
      sequence, use_multiprocessing: see SequenceEnqueuer.
      shuffle: whether each pass has a new order, drawn by Python's `random`.
    """

    def __init__(self, sequence, use_multiprocessing=False, shuffle=False):
        super().__init__(sequence, use_multiprocessing)
        self.shuffle = shuffle

    def _made(self, how):
        while True:
            number = number_of_batches(self.sequence)
            if number == 0:
                raise ValueError(f"{type(self.sequence).__name__} has no batches to make: its length is 0.")
            order = order_of(number, self.shuffle)
            with maker(self.sequence, how) as (make, interrupt):
                yield from in_order(make, order, how.workers, how.ahead, interrupt)
            getattr(self.sequence, "on_epoch_end", bool)()


class GeneratorEnqueuer(SequenceEnqueuer):
    """What a generator gives, to its end, read by one thread: it has one place where it stands.

    Args:
      generator: an iterator.
      use_multiprocessing: a hint; see `loading.Loading`.
      wait_time: seconds between two looks at the queue; nothing waits like that here. A hint.
      random_seed: of the processes; there are none. A hint.
    """

    def __init__(self, generator, use_multiprocessing=False, wait_time=0.05, random_seed=None):
        super().__init__(generator, use_multiprocessing)

    def _made(self, how):
        over = object()
        return read_ahead(lambda: next(self.sequence, over), over, how.ahead)
