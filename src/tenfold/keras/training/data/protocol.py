"""The protocol between `fit`, `evaluate` and `predict` and whatever batches come from."""

import enum
import logging
import math

from tenfold.keras.utils.loading import Loading

log = logging.getLogger("tenfold")

ENDLESS = math.inf  # the number of steps of a source without an end


class Again(enum.Enum):
    """When an epoch begins a new pass over the source; otherwise it goes on where the last one ended."""

    EACH_EPOCH = "at the start of each epoch"
    WHEN_OVER = "when a pass has ended, until there have been as many passes as epochs"
    NEVER = "there is one pass; what is left of it is there for the next run"


class BatchSource:
    """What batches come from. A kind of source is a subclass in a file of its own and a row in `kinds.KINDS`,
    with two more methods: the static `accepts(x)`, whether `x` is what it takes its batches from, and the class method
    `of(x, y, sample_weight)`, a source of them.

    What it yields: `open` gives an iterator over pairs (samples, arrays). `samples` describes the batch (`Samples`: how
    x, y and sample_weight nest, which of them are None, what is known of the labels) and may be one object for all
    batches; `arrays` are its arrays, one per leaf, which are samples.arrays or rows of them.

    How many: `steps` batches in a pass: a number, None where only the end will tell, or ENDLESS. `size`: the number of
    samples in a pass, None where it is not known.

    Who owns a batch: an array that owns its memory (`a.base is None`) was made for this batch, and whoever takes it may
    keep it. A view (all others) is lent: it is read until the step on it returns, and not after, since a callback, or
    what fills the buffer again for the next batch, may write there then. Second gear returns before it has read, so it
    copies views (`Executable`). What makes its batches in one buffer hands out views of it, never the buffer itself.
    No batch is asked for before the step on the last one has returned, or it has been copied (`data.groups`).

    Rows of arrays in memory: such a source has `parts` as well, like `open` but of `Part`s, so that the rows of several
    batches are taken at once.

    How it starts again: see `Again`; `open` begins each pass.

    How it stops: whoever has opened a pass calls `close` of its iterator, at its end, when enough has been taken, and
    when a step has failed or was interrupted. What a pass holds (threads, files) ends then: `open` is a generator with
    a `finally`.

    What is known beforehand: `preview`.

    What may be done ahead: `loading` says how many batches may be made before they are asked for, and by whom;
    `wanted`, how many a run will take at most, None where that is not known.
    """

    steps = size = wanted = parts = None
    loading = Loading()
    is_ready = False  # whether batches lie in memory, so that to make many takes no time to speak of
    again = Again.EACH_EPOCH
    kind = "this source of batches"  # what messages call it
    when_short = "You may need to use the repeat() function when building your dataset."

    def open(self, shuffle=False):
        """An iterator with a `close`: the (samples, arrays) of one pass.

        Args:
          shuffle: True for the samples in a new order, which follows from the global seed where one is set; "batch" for
            the batches in a new order. A source that cannot keeps its order.
        """
        raise NotImplementedError

    def preview(self):
        """Samples to be checked against the model before the first step: all, or some that `open` gives once more."""
        raise NotImplementedError

    def made(self, how):
        """Take `how`, a Loading, for the way in which batches are made; returns the source."""
        self.loading = how
        return self

    def cut(self, batch_size=None, steps=None, otherwise=None):
        """Choose the size of batches; returns the source. Batches that come as they are stay so.

        Args:
          batch_size: what the caller asked for, or None.
          steps: how many batches a pass shall be cut into where no size is given.
          otherwise: the size where `batch_size` is None, given for other data.
        """
        if batch_size is not None:
            log.warning("batch_size=%s has no effect: the batches of %s are taken as they come.", batch_size, self.kind)
        return self

    def weighted(self, class_weight):
        """A source of the same batches, each sample with the weight of its class besides its own."""
        return Weighted(self, class_weight)

    def split(self, fraction):
        """(training part, validation part): sources of the first samples and of the last `fraction` of them."""
        raise ValueError(
            f"`validation_split` is only supported for Tensors or NumPy arrays, not for {self.kind}: pass what to "
            "validate on as validation_data."
        )

    def begin(self):
        """Told when a run (a fit, a validation, ...) begins."""

    def end_epoch(self):
        """Told after each epoch of training, its validation included, and after each other pass."""

    def measure(self):
        """Find out anew how many `steps` a pass has, before one after the first: a Sequence may have changed."""


class Weighted(BatchSource):
    """The batches of another source, each sample with the weight of its class besides its own."""

    def __init__(self, source, class_weight):
        self._source, self._class_weight = source, class_weight
        self.again, self.kind, self.when_short = source.again, source.kind, source.when_short
        self._measure()

    @property
    def wanted(self):
        return self._source.wanted

    @wanted.setter
    def wanted(self, number):
        self._source.wanted = number

    def _measure(self):
        self.steps, self.size = self._source.steps, self._source.size
        return self

    def open(self, shuffle=False):
        batches = self._source.open(shuffle)
        try:
            for samples, arrays in batches:
                weighted = samples.holding(arrays).weighted(self._class_weight)
                yield weighted, weighted.made()
        finally:
            batches.close()

    def preview(self):
        return self._source.preview().weighted(self._class_weight)

    def begin(self):
        self._source.begin()

    def end_epoch(self):
        self._source.end_epoch()

    def measure(self):
        self._source.measure()
        self._measure()

    def cut(self, batch_size=None, steps=None, otherwise=None):
        self._source.cut(batch_size, steps, otherwise)
        return self._measure()

    def split(self, fraction):
        return [Weighted(part, self._class_weight) for part in self._source.split(fraction)]
