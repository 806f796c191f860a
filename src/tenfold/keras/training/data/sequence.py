"""Batches from a `keras.utils.Sequence`, and from other objects whose batches are asked for by number."""

import functools

from tenfold.keras.training.data.protocol import ENDLESS, BatchSource
from tenfold.keras.training.data.samples import Samples, noting_batch, refuse_labels
from tenfold.keras.utils.loading import loading, maker
from tenfold.keras.utils.sequence import PyDataset, number_of_batches, order_of
from tenfold.runtime.threads.pool import in_order


class SequenceBatches(BatchSource):
    """`batches[i]` for each i in each epoch, in a new order where they are shuffled.

    It is Python's `random` that draws the order, as in Keras.
    Where its class says `made_ahead = True` one thread makes them ahead, even if nobody asks for workers.
    The first batch is asked for once more, before the first step, to be checked.

    Args:
      batches: a PyDataset, or an object that has `__getitem__` and `__len__` and no `__iter__`.
    """

    def __init__(self, batches):
        self._batches = batches
        self.kind = "a `keras.utils.Sequence`" if isinstance(batches, PyDataset) else f"a {type(batches).__name__}"
        self.measure()
        if self._number == 0:
            raise ValueError(f"Expected input data to be non-empty: {self.kind} has no batches, its length is 0.")

    @staticmethod
    def accepts(x):
        return isinstance(x, PyDataset) or (
            hasattr(x, "__getitem__") and hasattr(x, "__len__") and not hasattr(x, "__iter__")
        )

    @classmethod
    def of(cls, x, y=None, sample_weight=None):
        refuse_labels("`keras.utils.Sequence`", y, sample_weight)
        return cls(x)

    def made(self, how):
        """Its own arguments go before those of `fit`."""
        if isinstance(own := self._batches, PyDataset):
            given = own._workers, own._use_multiprocessing, own._max_queue_size
            how = loading(*(of_fit if of_own is None else of_own for of_own, of_fit in zip(given, how)))
        self.loading = how
        return self

    def open(self, shuffle=False):
        how, order = self.loading, order_of(self._number, shuffle)
        self._tell("on_epoch_begin")
        with maker(self._batches, how) as (make, interrupt):
            load = functools.partial(self._load, make)
            batches = map(load, order)
            if how.is_background or how.workers > 0 and getattr(self._batches, "made_ahead", False):
                batches = in_order(load, order, how.workers, how.ahead, interrupt)
            try:
                for samples in batches:
                    yield samples, samples.lent()
            finally:
                getattr(batches, "close", bool)()

    def _load(self, make, index):
        with noting_batch(index, self.kind):
            try:
                batch = make(index)
            except StopIteration as error:  # which would end whatever loop it meets, as if there were no more batches
                raise RuntimeError(f"{self.kind} raised StopIteration where its length promises a batch.") from error
        return Samples.of_batch(batch, index, self.kind)

    def preview(self):
        return self._load(self._batches.__getitem__, 0)

    def measure(self):
        self._number = number_of_batches(self._batches)
        self.steps = ENDLESS if self._number is None else self._number

    def end_epoch(self):
        self._tell("on_epoch_end")

    def _tell(self, what):
        getattr(self._batches, what, bool)()
