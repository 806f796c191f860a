"""Batches from an object that can be iterated over again and again, as a DataLoader of PyTorch's can."""

from tenfold.core.base import nest
from tenfold.keras.training.data.conversion import is_data
from tenfold.keras.training.data.protocol import BatchSource
from tenfold.keras.training.data.samples import Samples, noting_batch, refuse_labels


class IterableBatches(BatchSource):
    """The batches that `iter(batches)` gives, with each epoch anew.

    The first batch of the first epoch is read before the first step, and is not read again.

    Args:
      batches: an object with `__iter__`; where it has `__len__`, that is the number of batches.
    """

    def __init__(self, batches):
        self._batches, self._started, self._first = batches, None, None
        self.kind = f"a {type(batches).__name__}"
        self.steps = _length(batches)

    @staticmethod
    def accepts(x):
        return hasattr(x, "__iter__") and not is_data(x) and not nest.is_nested(x) and not nest.is_composite(x)

    @classmethod
    def of(cls, x, y=None, sample_weight=None):
        refuse_labels(f"a {type(x).__name__} of batches", y, sample_weight)
        return cls(x)

    def open(self, shuffle=False):
        started, self._started = self._started or self._start(), None
        try:
            for samples in started:
                yield samples, samples.lent()
        finally:
            started.close()

    def _start(self):
        """An iterator over the Samples of a pass."""
        batches = iter(self._batches)
        try:
            number = 0
            while True:
                with noting_batch(number, self.kind):
                    try:
                        batch = next(batches)
                    except StopIteration:
                        return
                yield Samples.of_batch(batch, number, self.kind)
                number += 1
        finally:
            getattr(batches, "close", bool)()

    def preview(self):
        if self._started is None:
            started = self._start()
            self._first = next(started, None)
            if self._first is None:
                raise ValueError(f"Expected input data to be non-empty: {self.kind} has no batches.")
            self._started = again(self._first, started)
        return self._first

    def end_epoch(self):
        getattr(self._batches, "on_epoch_end", bool)()

    def measure(self):
        self.steps = _length(self._batches)


def again(first, others):
    """A generator of `first` and `others`, which it closes."""
    try:
        yield first
        yield from others
    finally:
        others.close()


def _length(batches):
    """The number of batches; None where it is not known, as of a DataLoader of a stream."""
    try:
        return len(batches)
    except (TypeError, NotImplementedError):
        return None
