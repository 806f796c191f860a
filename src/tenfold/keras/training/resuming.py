"""`fit` that goes on where a run before it was: which epochs are left, and which batches of the first of them."""

from typing import NamedTuple

from tenfold.keras.training.data.protocol import Again
from tenfold.ops.random.seeds import set_position


class Resumption(NamedTuple):
    """Where a run is to go on.

    Args:
      epoch: its number, counted from 0.
      batch: how many of its batches were made.
      at_epoch: `seeds.position()` when that epoch began.
      at_start: the same when the run began.
    """

    epoch: int
    batch: int
    at_epoch: dict
    at_start: dict


def built(model, source, callbacks):
    """Make the variables of model, optimizers and metrics before the first step, where a callback is to set them."""
    if any(getattr(callback, "_sets_variables", bool)() for callback in callbacks):
        model._step("train_step").prepare(source.preview())


def epochs_left(model, feed, epochs):
    """The epochs to be made, all of them unless a callback has set `model._resumption`; `feed` goes on likewise.

    A source that begins anew with each epoch skips the batches that were made in this one. One that goes through its
    samples whatever the epochs are skips all that were made. What is there only once (a generator) begins where it is.
    """
    found, model._resumption = model._resumption, None
    if found is None:
        return epochs
    is_one_walk = feed.source.again is Again.WHEN_OVER and feed.steps != feed.source.steps
    walked = (found.epoch - epochs.start) * feed.steps if is_one_walk else 0
    set_position(found.at_start if is_one_walk else found.at_epoch)
    feed.go_on(found.batch, skip=0 if feed.source.again is Again.NEVER else walked + found.batch)
    return range(found.epoch, epochs.stop)
