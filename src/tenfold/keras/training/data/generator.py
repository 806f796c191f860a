"""Batches from a Python generator or any other iterator."""

from tenfold.keras.training.data.protocol import Again, BatchSource
from tenfold.keras.training.data.samples import Samples, lent, looks, note_batch, refuse_labels
from tenfold.runtime.threads.pool import read_ahead

_NOTHING = object()


class GeneratorBatches(BatchSource):
    """The batches that an iterator gives: x, (x,), (x, y) or (x, y, sample_weight).

    Nothing is read ahead but the first batch, before the first step. The iterator stays the caller's: it is not closed,
    and what a run has not asked for is there for the next. Its arrays are taken as lent, since it may fill the same
    ones again for the next batch.

    Where batches are to be made ahead, one thread reads them (an iterator has one place where it stands, so more would
    wait for each other) and copies them. It reads no more than the run is known to take; where the run ends before
    that, what was read is lost.

    Args:
      batches: the iterator.
    """

    again = Again.NEVER
    kind = "a Python generator"

    def __init__(self, batches):
        self._batches, self._first, self._read = batches, _NOTHING, 0

    @staticmethod
    def accepts(x):
        return hasattr(x, "__next__") and hasattr(x, "__iter__")

    @classmethod
    def of(cls, x, y=None, sample_weight=None):
        refuse_labels("python generator", y, sample_weight)
        return cls(x)

    def open(self, shuffle=False):
        if self.loading.is_background:
            return read_ahead(self._copied, _NOTHING, self.loading.ahead, self.wanted)
        return self._in_turn()

    def _in_turn(self):
        samples = looked = None
        while (batch := self._next()) is not _NOTHING:
            look = looks(batch)
            if look is not None and look == looked:
                yield samples, lent(batch)
            else:
                samples, looked = self._samples(batch), look
                yield samples, samples.lent()

    def _copied(self):
        samples = self._load()
        return samples if samples is _NOTHING else (samples, [a.copy() for a in samples.lent()])

    def preview(self):
        self._first = self._next()
        if self._first is _NOTHING:
            raise ValueError("Expected input data to be non-empty: the generator has no batches, or none left.")
        return self._samples(self._first)

    def _load(self):
        """The Samples of the next batch; _NOTHING where there are no more."""
        batch = self._next()
        return batch if batch is _NOTHING else self._samples(batch)

    def _next(self):
        """The batch that was looked at, else one that is read now; _NOTHING where there are no more."""
        if self._first is not _NOTHING:
            batch, self._first = self._first, _NOTHING
            return batch
        try:
            batch = next(self._batches, _NOTHING)
        except Exception as e:
            note_batch(e, self._read, "the generator")
            raise
        self._read += 1
        return batch

    def _samples(self, batch):
        return Samples.of_batch(batch, self._read - 1, "the generator")
