"""`BackupAndRestore`: a training run that was interrupted goes on where it was."""

import contextlib
import os

from tenfold.keras.callbacks.callback import Callback
from tenfold.keras.callbacks.monitor import logger
from tenfold.keras.saving.training_state import TrainingState
from tenfold.keras.utils.io_utils import path_to_string

_LATEST, _PREVIOUS = "training_state.h5", "training_state.previous.h5"


class BackupAndRestore(Callback):
    """Backs up the state of training, and restores it where `fit` finds a backup when it begins.

    The state: weights, the optimizer's variables, metrics, epoch and batch, and how far the random numbers have got.
    A program that is started again gives the weights that it would have given without an interruption, from arrays and
    from a Sequence; a generator begins anew. Its History holds the epochs since the restart, and other callbacks
    (EarlyStopping) begin anew, as in Keras.

    Args:
        backup_dir: a folder for this callback alone; the backup is one file in it, replaced whole.
        save_freq: "epoch", or a number of batches.
        delete_checkpoint: whether the backup is removed when `fit` has come to its end.
        save_before_preemption: only False: the notices of Google's clouds are not listened to.
        double_checkpoint: whether to keep the backup before as well, for the case that the newest cannot be read.

    Raises:
        ValueError: arguments that make no sense; in `fit`, a backup of another model.
    """

    def __init__(
        self,
        backup_dir,
        save_freq="epoch",
        delete_checkpoint=True,
        save_before_preemption=False,
        double_checkpoint=False,
    ):
        super().__init__()
        self.backup_dir, self.save_freq = path_to_string(backup_dir), save_freq
        self.delete_checkpoint, self.double_checkpoint = delete_checkpoint, double_checkpoint
        if not self.backup_dir:
            raise ValueError("Empty `backup_dir` argument passed")
        if save_before_preemption:
            raise ValueError(
                "`save_before_preemption` waits for notices of Google's clouds, which Tenfold does not hear. Set "
                "`save_freq` to a number of batches instead."
            )
        if not save_freq:
            raise ValueError("Either `save_freq` or `save_before_preemption` must be set.")
        if save_freq != "epoch" and (not isinstance(save_freq, int) or save_freq < 0):
            raise ValueError(
                f"Invalid value for argument `save_freq`. Received: save_freq={save_freq}. Expected either 'epoch' or "
                "an integer value."
            )
        self._state = None
        self._batches = self._epoch = 0

    def on_train_begin(self, logs=None):
        self._batches = 0
        self._state = TrainingState(self.model)
        path = self._newest()
        if path is not None:
            self._state.restore(path, self.params.get("steps"))

    def on_epoch_begin(self, epoch, logs=None):
        self._epoch = epoch
        self._state.begin_epoch(epoch)

    def on_train_batch_begin(self, batch, logs=None):
        self._state.begin_batch()

    def on_train_batch_end(self, batch, logs=None):
        self._batches += 1
        if self.save_freq != "epoch" and self._batches % self.save_freq == 0:
            is_last = batch + 1 == self.params.get("steps")
            self._save(*((self._epoch + 1, 0) if is_last else (self._epoch, batch + 1)))

    def on_epoch_end(self, epoch, logs=None):
        if self.save_freq == "epoch":
            self._save(epoch + 1, 0)

    def on_train_end(self, logs=None):
        if self.delete_checkpoint:
            for name in (_LATEST, _PREVIOUS):
                with contextlib.suppress(FileNotFoundError):
                    os.remove(os.path.join(self.backup_dir, name))
            with contextlib.suppress(OSError):  # others have put something there
                os.rmdir(self.backup_dir)

    def _sets_variables(self):
        """Whether `fit` is to make the variables before it begins."""
        return self._newest() is not None

    def _implements_train_batch_hooks(self):
        return self.save_freq != "epoch" or self._state is not None and self._state.waits

    def _save(self, epoch, batch):
        latest = os.path.join(self.backup_dir, _LATEST)
        if self.double_checkpoint:
            with contextlib.suppress(FileNotFoundError):
                os.replace(latest, os.path.join(self.backup_dir, _PREVIOUS))
        self._state.save(latest, epoch, batch)

    def _newest(self):
        """The path of the newest backup that can be read; None where there is none."""
        latest, previous = (os.path.join(self.backup_dir, name) for name in (_LATEST, _PREVIOUS))
        fault = None
        for path in (latest, previous):
            if os.path.lexists(path):
                fault = TrainingState.fault(path)
                if fault is None:
                    return path
                logger.warning("The backup %s is damaged and left out. %s", path, fault)
        if fault is not None:
            raise ValueError(
                f"The backup in {self.backup_dir} is damaged; remove it to train from the beginning. {fault}"
            )
        return None


class ExperimentalBackupAndRestore(BackupAndRestore):
    """`keras.callbacks.experimental.BackupAndRestore`, the name under which it came."""

    def __init__(self, *args, **kwargs):
        logger.warning(
            "`tf.keras.callbacks.experimental.BackupAndRestore` endpoint is deprecated and will be removed in a future "
            "release. Please use `tf.keras.callbacks.BackupAndRestore`."
        )
        super().__init__(*args, **kwargs)
