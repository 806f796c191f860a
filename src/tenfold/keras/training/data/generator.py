"""Batches from a Python generator or any other iterator."""

from tenfold.keras.training.data.protocol import Again, BatchSource
from tenfold.keras.training.data.samples import Samples, unpack

_NOTHING = object()


class GeneratorBatches(BatchSource):
    """The batches that an iterator gives: x, (x,), (x, y) or (x, y, sample_weight).

    Nothing is read ahead but the first batch, before the first step. The iterator stays the caller's: it is not closed,
    and what a run has not asked for is there for the next. Its arrays are taken as lent, since it may fill the same
    ones again for the next batch.

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
        for name, value in (("y", y), ("sample_weight", sample_weight)):
            if value is not None:
                raise ValueError(
                    f"`{name}` argument is not supported when using python generator as input: let it give "
                    "(x, y) or (x, y, sample_weight)."
                )
        return cls(x)

    def open(self, shuffle=False):
        while (batch := self._next()) is not _NOTHING:
            samples = self._samples(batch)
            yield samples, samples.lent()

    def preview(self):
        self._first = self._next()
        if self._first is _NOTHING:
            raise ValueError("Expected input data to be non-empty: the generator has no batches, or none left.")
        return self._samples(self._first)

    def _next(self):
        """The batch that was looked at, else one that is read now; _NOTHING where there are no more."""
        if self._first is not _NOTHING:
            batch, self._first = self._first, _NOTHING
            return batch
        self._read += 1
        return next(self._batches, _NOTHING)

    def _samples(self, batch):
        try:
            return Samples(*unpack(batch))
        except (TypeError, ValueError) as e:
            raise ValueError(f"Batch {self._read} of the generator: {e}") from e
