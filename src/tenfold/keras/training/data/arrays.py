"""Batches from arrays in memory: NumPy arrays, lists, tensors, frames, sparse matrices."""

import itertools

import numpy as np

from tenfold.keras.training.data.groups import Part
from tenfold.keras.training.data.protocol import Again, BatchSource
from tenfold.keras.training.data.rows import SparseRows, part
from tenfold.keras.training.data.samples import Samples
from tenfold.keras.utils.arguments import step_count, whole_number
from tenfold.ops.random.seeds import shuffle_order

BATCH = 32


class ArrayBatches(BatchSource):
    """Batches of samples that are held in arrays: views of them, or copies of rows where they are shuffled.

    Of what is no array of the type that a step takes (`Rows`), arrays of each batch are made.

    Args:
      samples: all there are.
    """

    again, is_ready = Again.WHEN_OVER, True
    kind = "arrays"
    when_short = "Give a smaller batch_size, or fewer steps."

    def __init__(self, samples):
        self.samples, self.size = samples, samples.size
        if not samples.is_dense:
            self.parts = None  # the arrays of a batch have no rows in common
        self.cut()

    @classmethod
    def of(cls, x, y=None, sample_weight=None):
        return cls(Samples(x, y, sample_weight))

    def cut(self, batch_size=None, steps=None, otherwise=None):
        """Batches of `batch_size` or `otherwise`; else such that they are `steps` in number, else of 32."""
        batch_size = otherwise if batch_size is None else batch_size
        if batch_size is not None:
            self.batch_size = whole_number(batch_size, "batch_size")
        else:
            self.batch_size = BATCH if steps is None else -(-self.size // step_count(steps))
        self.steps = -(-self.size // self.batch_size)
        return self

    def open(self, shuffle=False):
        samples, arrays = self.samples, self.samples.arrays
        for rows in self._rows(shuffle):
            yield samples, [a[rows] for a in arrays]

    def parts(self, shuffle=False):
        for rows in self._rows(shuffle):
            yield self.samples, Part(self.samples, rows)

    def _rows(self, shuffle):
        """The rows of each batch: a slice, or numbers in a new order."""
        starts = range(0, self.size, self.batch_size)
        slices = map(slice, starts, itertools.chain(starts[1:], [self.size]))
        return map(self._order(shuffle).__getitem__, slices) if shuffle else slices

    def _order(self, shuffle):
        """The samples in a new order. By batches, the rest that is no whole batch stays at the end, as in Keras."""
        if shuffle != "batch":
            return shuffle_order(self.size)
        whole = self.size // self.batch_size
        rows = np.arange(self.size)
        by_batch = rows[: whole * self.batch_size].reshape(whole, self.batch_size)[shuffle_order(whole)]
        return np.concatenate([by_batch.reshape(-1), rows[whole * self.batch_size :]])

    def preview(self):
        return self.samples

    def weighted(self, class_weight):
        return ArrayBatches(self.samples.weighted(class_weight)).cut(self.batch_size)

    def split(self, fraction):
        if self.parts is None or any(isinstance(a, SparseRows) for a in self.samples.arrays):
            raise ValueError(
                "`validation_split` is only supported for Tensors or NumPy arrays, not for sparse matrices, ragged or "
                "sparse tensors: pass the rows to validate on as validation_data=(x, y)."
            )
        cut = int(self.size * (1.0 - fraction))
        if not 0 < cut < self.size:
            raise ValueError(
                f"Training data contains {self.size} samples, which is not sufficient to split it into a "
                f"validation and training set as specified by `validation_split={fraction}`. Either provide more "
                "data, or a different value for the `validation_split` argument."
            )
        return [ArrayBatches(self.samples.map(lambda a, s=s: part(a, s))) for s in (slice(None, cut), slice(cut, None))]
