"""Batches that are the elements of a `tf.data.Dataset`."""

import numpy as np

from tenfold.core.base import nest
from tenfold.core.values.tensor import Tensor
from tenfold.data.plan.dataset import INFINITE, UNKNOWN, Dataset
from tenfold.data.plan.structure import packer
from tenfold.data.run.iterator import DatasetIterator
from tenfold.keras.training.data.iterable import IterableBatches, again
from tenfold.keras.training.data.protocol import ENDLESS, Again
from tenfold.keras.training.data.samples import Samples, noting_batch, refuse_labels
from tenfold.ops.structures.specs import TensorSpec


class DatasetBatches(IterableBatches):
    """The elements of a dataset: x, (x,), (x, y) or (x, y, sample_weight).

    Each epoch begins a new pass, unless there are to be more or fewer steps in one than the dataset has batches: then
    it goes on where the last one ended, and the one pass serves all epochs.

    Args:
      dataset: a Dataset of batches.
    """

    kind = "the dataset"

    def __init__(self, dataset):
        self._batches, self._started, self._first = dataset, None, None
        self.measure()
        self._put = packer(dataset.element_spec)
        self._is_plain = all(type(s) is TensorSpec for s in nest.flatten(dataset.element_spec))

    @staticmethod
    def accepts(x):
        return isinstance(x, Dataset)

    @classmethod
    def of(cls, x, y=None, sample_weight=None):
        refuse_labels("dataset", y, sample_weight)
        return cls(x)

    def cut(self, batch_size=None, steps=None, otherwise=None):
        if steps is not None and steps != self.steps:
            self.again = Again.NEVER
        return super().cut(batch_size, steps, otherwise)

    def begin(self):
        """Keras 2 makes an iterator for each run, and another for each epoch: random orders have moved on by one."""
        if self.again is Again.EACH_EPOCH and self._started is None:
            DatasetIterator(self._batches)

    def open(self, shuffle=False):
        started, self._started = self._started or self._start(), None
        return started

    def preview(self):
        """Samples of nothing but zeros where the spec says all of them but the size of a batch: to open a pass draws
        the seeds of its order. Else the first batch."""
        if self.steps == 0:
            raise ValueError(f"Expected input data to be non-empty: {self.kind} has no batches.")
        if self._first is None and self._is_known():
            self._first = Samples.of_batch(nest.map_structure(_zeros, self._batches.element_spec), 0, self.kind)
        if self._first is None:
            started = self._start()
            first = next(started, None)
            if first is None:
                raise ValueError(f"Expected input data to be non-empty: {self.kind} has no batches.")
            self._first, self._started = first[0].holding(first[1]), again(first, started)
        return self._first

    def _is_known(self):
        specs = nest.flatten(self._batches.element_spec)
        return self._is_plain and all(s.shape.rank and None not in s.shape._dims[1:] for s in specs)

    def _start(self):
        """An iterator over (samples, arrays): batches that look alike are described by the same Samples."""
        batches, samples, looked, number = DatasetIterator(self._batches), None, None, 0
        while True:
            with noting_batch(number, self.kind):
                try:
                    leaves = batches.next_element()
                except StopIteration:
                    return
            look = [(a.shape, a.dtype) for a in leaves] if self._is_plain else None
            if look is None or look != looked:
                samples = Samples.of_batch(self._put(leaves), number, self.kind)
                arrays = samples.lent() if look is None else samples.arrays
                is_same = len(arrays) == len(leaves) and all(a is b for a, b in zip(arrays, leaves))
                looked = look if is_same else None
                yield samples, arrays
            else:
                yield samples, list(leaves)
            number += 1

    def measure(self):
        found = self._batches.size()
        self.steps = {INFINITE: ENDLESS, UNKNOWN: None}.get(found, found)


def _zeros(spec):
    """One sample of a spec."""
    return Tensor(np.full((1, *spec.shape._dims[1:]), b"" if spec.dtype.name == "string" else 0, spec.dtype.numpy))
