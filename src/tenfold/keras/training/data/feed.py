"""What a run takes from a source: epochs of so many steps."""

import itertools
import logging

from tenfold.keras.training.data.groups import in_groups
from tenfold.keras.training.data.protocol import ENDLESS, Again

log = logging.getLogger("tenfold")


class Feed:
    """Cuts epochs out of the passes over a source, and closes what is open when the `with` block ends.

    Args:
      source: a BatchSource.
      steps: batches in an epoch; None for those of a pass.
      epochs: how many there will be.
      shuffle: see `BatchSource.open`.

    Attributes:
      steps: batches in an epoch; None until the first epoch of a source of unknown length has ended.
      done: batches of the next epoch that were made by a run before this one, see `go_on`.
      usual: shape of the first batch's first array, which the others are expected to have too.
      ran_out: whether an epoch ended before its last step, since the source has no more batches.

    Raises:
      ValueError: an endless source without `steps`; a `shuffle` that is another string than "batch".
    """

    def __init__(self, source, steps=None, epochs=1, shuffle=False):
        self.source, self.steps, self.epochs = source, source.steps if steps is None else steps, epochs
        self._follows = steps is None and source.steps is not None  # how many batches the source says that it has
        self.shuffle = shuffle if shuffle.__class__ is bool else _order(shuffle)
        self.usual, self.ran_out, self._open, self._way = None, False, None, None
        self.done, self._skipped = 0, 0
        if self.steps == ENDLESS:
            raise ValueError(
                "When passing an infinitely repeating dataset, please specify a `steps_per_epoch` value so that epoch "
                "level callbacks continue to work. The value can be arbitrary, or a number that you think correctly "
                "defines the size of an epoch. Epoch-level callbacks will then be called at this interval. For "
                "evaluate() and predict() it is `steps`, for validation `validation_steps`."
            )

    def __enter__(self):
        self.source.begin()
        return self

    def __exit__(self, *error):
        if self._open is not None:
            self._open.close()
            self._open = self._way = None

    def epoch(self):
        """An iterator over the (samples, arrays) of the next epoch. `end` is to be told how many were taken."""
        if self._open is None and self.epochs == 1:
            self.source.wanted = self.steps
            self._open = self.source.open(self.shuffle)
        else:
            self._begin(self.source.open)
        batches = self._rest() if self.done or self._skipped else itertools.islice(self._open, self.steps)
        if self._way is not None and self._way == self.source.parts:
            return ((samples, part.arrays()) for samples, part in batches)
        return batches

    def groups(self, capacity, every=None):
        """Likewise over (samples, arrays, count), several batches together: see `in_groups`."""
        self._begin(self.source.parts or self.source.open)
        done = self.done
        return in_groups(self._rest(), capacity, every, done)

    def _begin(self, way):
        """Go on with the pass that is open, or open one by `way`, a method of the source."""
        source = self.source
        if self._open is not None and source.again is Again.EACH_EPOCH:
            self._open.close()
            self._open = None
        if self._open is None:
            source.wanted = None if self.steps is None else self.steps * self.epochs
            self._way, passes = way, self.epochs if source.again is Again.WHEN_OVER else 1
            self._open = way(self.shuffle) if passes == 1 else self._passes(passes)

    def go_on(self, done, skip):
        """The next epoch is one of which `done` batches were made before; `skip` batches are passed over first."""
        self.done, self._skipped = done, skip

    def _rest(self):
        done, skipped, self.done, self._skipped = self.done, self._skipped, 0, 0
        return itertools.islice(self._open, skipped, None if self.steps is None else self.steps - done + skipped)

    def _passes(self, number):
        for _ in range(number):
            batches = self._way(self.shuffle)
            try:
                yield from batches
            finally:
                batches.close()

    def end(self, taken):
        """The epoch has ended after `taken` batches, and not because the caller has had enough.

        Raises:
          ValueError: the source has no batches at all.
        """
        if self.steps is None and taken:
            self.steps = taken
        elif self.steps is None or taken < self.steps:
            self._run_short(taken)

    def measure(self):
        """Before an epoch after the first: have as many steps as the source has by now. Whether that is a change."""
        before = self.steps
        if self._follows:
            self.source.measure()
            self.steps = self.source.steps
        return self.steps != before

    def _run_short(self, taken):
        self.ran_out = True
        if self.steps is None:
            raise ValueError("Expected input data to be non-empty: there was no batch in it.")
        log.warning(
            "Your input ran out of data; interrupting training. Make sure that your dataset or generator can generate "
            "at least `steps_per_epoch * epochs` batches (in this case, %d batches): it ran out after %d of %d steps. "
            "%s",
            self.steps * self.epochs,
            taken,
            self.steps,
            self.source.when_short,
        )


def _order(shuffle):
    """`shuffle` as True, False or "batch"."""
    if not isinstance(shuffle, str):
        return bool(shuffle)
    if shuffle.lower() != "batch":
        raise ValueError(f'`shuffle` must be True, False or "batch"; received {shuffle!r}.')
    return "batch"
