"""`Iterator`: batches of images that are asked for by number, or one after the other without an end."""

import threading

import numpy as np

from tenfold.keras.preprocessing.image.augmentation import drawing
from tenfold.keras.utils.arguments import whole_number
from tenfold.keras.utils.sequence import PyDataset


class Iterator(PyDataset):
    """Batches of `n` samples: `iterator[i]` the i-th of a pass, `next(iterator)` one after the other without an end.

    A subclass has `_get_batches_of_transformed_samples(index_array)`, which gives the batch of the samples with these
    numbers. `fit` has the batches of a pass made ahead, by a thread.

    Args:
      n: how many samples there are.
      batch_size: how many a batch has; the last one of a pass may have fewer.
      shuffle: whether np.random draws a new order for each pass.
      seed: np.random's global generator is seeded with it plus the number of batches before, for each batch; None for
        leaving it alone.

    Attributes:
      index_array: the order of the samples in this pass; None before the first.
      batch_index: number of the batch that `next` gives.
      total_batches_seen: how many batches there have been.
    """

    white_list_formats = "png", "jpg", "jpeg", "bmp", "ppm", "tif", "tiff"
    made_ahead = True  # see keras/training/data/sequence.py

    def __init__(self, n, batch_size, shuffle, seed):
        self.n, self.batch_size = whole_number(n, "n", least=0), whole_number(batch_size, "batch_size")
        self.shuffle = shuffle
        self.seed = seed if seed is None else whole_number(seed, "seed", least=0)
        self.batch_index = self.total_batches_seen = 0
        self.index_array, self.lock = None, threading.Lock()
        self.index_generator = self._flow_index()

    def __getstate__(self):
        """What is pickled, for other processes: the lock and the place where `next` stands are this one's."""
        return {k: v for k, v in self.__dict__.items() if k not in ("lock", "index_generator")}

    def __setstate__(self, state):
        self.__dict__.update(state, lock=threading.Lock())
        self.index_generator = self._flow_index()

    def __len__(self):
        return -(-self.n // self.batch_size)

    def __getitem__(self, idx):
        if idx >= len(self):
            raise ValueError(f"Asked to retrieve element {idx}, but the Sequence has length {len(self)}")
        return self._batch_of(lambda: self._rows_of(idx))

    def _rows_of(self, idx):
        self._seed()
        if self.index_array is None:
            self._set_index_array()
        return self.index_array[self.batch_size * idx : self.batch_size * (idx + 1)]

    def _seed(self):
        if self.seed is not None:
            np.random.seed(self.seed + self.total_batches_seen)
        self.total_batches_seen += 1

    def _set_index_array(self):
        self.index_array = np.random.permutation(self.n) if self.shuffle else np.arange(self.n)

    def on_epoch_end(self):
        """A new order for the next pass."""
        with drawing:
            self._set_index_array()

    def reset(self):
        """Have `next` begin with the first batch of a new pass."""
        self.batch_index = 0

    def _flow_index(self):
        """The numbers of the samples of each batch that `next` gives."""
        self.reset()
        while True:
            if self.seed is not None:
                np.random.seed(self.seed + self.total_batches_seen)
            if self.batch_index == 0:
                self._set_index_array()
            start = self.batch_index * self.batch_size % self.n if self.n else 0
            self.batch_index = self.batch_index + 1 if self.n > start + self.batch_size else 0
            self.total_batches_seen += 1
            yield self.index_array[start : start + self.batch_size]

    def __iter__(self):
        return self

    def __next__(self):
        with self.lock:
            return self._batch_of(lambda: next(self.index_generator))

    def next(self):
        """`next(iterator)`."""
        return self.__next__()

    def _batch_of(self, rows_of):
        """The batch of the rows that `rows_of` gives. What is drawn for it is drawn before another batch's, and made
        beside it."""
        if type(self)._get_batches_of_transformed_samples is not Iterator._get_batches_of_transformed_samples:
            with drawing:  # a subclass's own way, which draws whenever it likes
                rows = rows_of()
            return self._get_batches_of_transformed_samples(rows)
        with drawing:
            rows = rows_of()
            drawn = self._draw(rows)
        return self._make(rows, drawn)

    def _get_batches_of_transformed_samples(self, index_array):
        """The batch of the samples with these numbers."""
        return self._make(index_array, self._draw(index_array))

    def _draw(self, rows):
        """What np.random decides of the batch of these samples."""
        raise NotImplementedError(
            f"{type(self).__name__} needs a method `_get_batches_of_transformed_samples(self, index_array)` that gives "
            "the batch of the samples with these numbers."
        )

    def _make(self, rows, drawn):
        """The batch of these samples, where this was drawn for it."""
        raise NotImplementedError(f"{type(self).__name__} draws for batches, and does not make them.")
