"""Some batches of training, recorded for TensorBoard's profile: the argument `profile_batch` of its callback."""

from tenfold.core.base import errors
from tenfold.io.profiles import profiler
from tenfold.keras.callbacks.monitor import logger


def profiled(profile_batch):
    """(first, last) of the batches to be recorded, (0, 0) for none. ValueError for what names no batches."""
    found = [int(part) for part in profile_batch.split(",")] if isinstance(profile_batch, str) else profile_batch
    if isinstance(found, int):
        found = found, found
    elif isinstance(found, (tuple, list)) and len(found) == 1 and isinstance(profile_batch, str):
        found = found[0], found[0]
    if not isinstance(found, (tuple, list)) or len(found) != 2 or found[0] < 0 or found[1] < found[0]:
        raise ValueError(
            "profile_batch must be a non-negative integer or 2-tuple of positive integers. A pair of positive integers "
            f"signifies a range of batches to profile. Found: {profile_batch}"
        )
    return int(found[0]), int(found[1])


class BatchProfile:
    """The recording of batches `first` to `last` of training, counted from 1, written into `logdir`.

    Attributes:
        batch: the number of the one that runs, or has run last.
    """

    def __init__(self, first, last, logdir):
        self.first, self.last, self.batch, self._logdir = first, last, 0, logdir
        self._step = None  # the span of a batch while the recording is on

    def begin_batch(self):
        self.batch += 1
        if self.batch == self.first:
            self._start()
        if self._step is not None:
            self._step = profiler.Trace("train", step_num=self.batch, _r=1).__enter__()

    def _start(self):
        try:
            profiler.start(self._logdir)
            self._step = profiler.Trace("train")
        except errors.AlreadyExistsError as error:
            logger.error("Failed to start profiler: %s", error.message)

    def end_batch(self):
        if self._step is None:
            return
        self._step.__exit__(None, None, None)
        if self.batch >= self.last:
            self.stop()

    def stop(self):
        """End and write the recording, where there is one."""
        if self._step is not None:
            self._step = None
            profiler.stop()
