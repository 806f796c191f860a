"""`Sequence`, which Keras 3 calls `PyDataset`: batches that are asked for by number."""

import itertools
import random

from tenfold.keras.utils.arguments import refuse_unknown


class PyDataset:
    """Batches that are asked for by number, so that several can be made at once: `sequence[i]` is the batch number i.

    A subclass has `__getitem__(index)`, which returns x, (x, y) or (x, y, sample_weight), and `__len__` or
    `num_batches`, the number of batches; None is one without an end. `on_epoch_begin` and `on_epoch_end` are called
    when the first batch of an epoch is about to be asked for, and when the epoch and its validation are over.

    Args:
      workers: how many batches are made at once; more than one are made by threads, so `__getitem__` must allow that.
      use_multiprocessing: whether they are made by processes instead; see `keras/utils/processes.py`.
      max_queue_size: how many batches there are at most that training has not asked for yet.

    What is given here goes before the arguments of `fit`, as in Keras 3, whose `fit` has none. A subclass need not call
    this constructor, as in Keras 2.
    """

    _workers = _use_multiprocessing = _max_queue_size = None  # those of `fit`

    def __init__(self, workers=None, use_multiprocessing=None, max_queue_size=None, **kwargs):
        refuse_unknown(type(self).__name__, kwargs, PyDataset.__init__)
        self._workers, self._use_multiprocessing, self._max_queue_size = workers, use_multiprocessing, max_queue_size

    def __getitem__(self, index):
        raise NotImplementedError(
            f"{type(self).__name__} needs a method `__getitem__(self, index)` that gives a batch."
        )

    @property
    def num_batches(self):
        """How many batches there are; None where they have no end."""
        if hasattr(self, "__len__"):
            return len(self)
        raise NotImplementedError(
            f"{type(self).__name__} needs a method `__len__`, or a property `num_batches`: how many batches there are."
        )

    def on_epoch_begin(self):
        """Called before the first batch of an epoch is asked for."""

    def on_epoch_end(self):
        """Called when an epoch is over."""

    def __iter__(self):
        """The batches of one pass."""
        index = 0
        while self.num_batches is None or index < self.num_batches:
            yield self[index]
            index += 1

    @property
    def workers(self):
        return 1 if self._workers is None else self._workers

    @workers.setter
    def workers(self, value):
        self._workers = value

    @property
    def use_multiprocessing(self):
        return bool(self._use_multiprocessing)

    @use_multiprocessing.setter
    def use_multiprocessing(self, value):
        self._use_multiprocessing = value

    @property
    def max_queue_size(self):
        return 10 if self._max_queue_size is None else self._max_queue_size

    @max_queue_size.setter
    def max_queue_size(self, value):
        self._max_queue_size = value


def number_of_batches(batches):
    """How many batches a PyDataset, or another object with `__len__`, has; None where they have no end."""
    return batches.num_batches if isinstance(batches, PyDataset) else len(batches)


def order_of(number, shuffle):
    """The numbers of the batches of one pass; with `shuffle` in an order that Python's `random` draws, as in Keras.

    Batches without an end (`number` is None) stay in theirs.
    """
    if number is None:
        return itertools.count()
    if not shuffle:
        return range(number)
    order = list(range(number))
    random.shuffle(order)
    return order
