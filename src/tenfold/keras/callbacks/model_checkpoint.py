"""`ModelCheckpoint`: save the model, or its weights, while it trains."""

import os
import re
import string

from tenfold.keras.callbacks.callback import SET_BY_INIT, Callback
from tenfold.keras.callbacks.monitor import comparison, logger, nearest, worst
from tenfold.keras.models.model import Model
from tenfold.keras.saving.hdf5.models import check_path
from tenfold.keras.utils.arguments import whole_number
from tenfold.keras.utils.io_utils import path_to_string, print_msg


class ModelCheckpoint(Callback):
    """Saves at the end of each epoch or every so many batches.

    Args:
        filepath: where to; `{epoch}`, `{batch}` and names of logs are filled in: "ckpt_{epoch:02d}_{val_loss:.2f}.h5".
        monitor: name of the metric that says which model is best.
        verbose: 1 prints each save.
        save_best_only: whether to save only when `monitor` has improved.
        save_weights_only: `model.save_weights(filepath)` instead of `model.save(filepath)`.
        mode: "min", "max", or "auto": larger is better for names that contain "acc" or begin with "fmeasure".
        save_freq: "epoch", or a number of batches.
        options: passed on to `save` or `save_weights`.
        initial_value_threshold: value of `monitor` that the first saved model must improve on.
        period: number of epochs between saves; an older argument.
        load_weights_on_restart: whether to load the newest matching file when training begins; an older argument.

    Raises:
        ValueError: another `save_freq`, a `filepath` that is no format, or a file that cannot be loaded on restart.
        TypeError: a `filepath` that is no path.
        KeyError: `filepath` names a log that does not exist.
        OSError: `filepath` is a folder, or lies where nothing can be written. Found out before training starts, as is
            NotImplementedError for a format that models are not saved in.
    """

    filepath = save_freq = load_weights_on_restart = SET_BY_INIT

    def __init__(
        self,
        filepath,
        monitor="val_loss",
        verbose=0,
        save_best_only=False,
        save_weights_only=False,
        mode="auto",
        save_freq="epoch",
        options=None,
        initial_value_threshold=None,
        *,
        period=1,
        load_weights_on_restart=False,
    ):
        super().__init__()
        whole_number(period, "period")
        if save_freq != "epoch" and not isinstance(save_freq, int):
            raise ValueError(f'Unrecognized save_freq: {save_freq}. Expected save_freq are "epoch" or integer')
        self.filepath = path_to_string(filepath)
        if not isinstance(self.filepath, str):
            raise TypeError(f"`filepath` of ModelCheckpoint must be a path; received {filepath!r}.")
        self.monitor = monitor
        self.verbose = verbose
        self.save_best_only = save_best_only
        self.save_weights_only = save_weights_only
        self.save_freq = save_freq
        self.period = period
        self.load_weights_on_restart = load_weights_on_restart
        self.monitor_op = comparison(mode, monitor, _grows, "ModelCheckpoint")
        self.best = worst(self.monitor_op) if initial_value_threshold is None else initial_value_threshold
        self._save_arguments = {"overwrite": True} if options is None else {"overwrite": True, "options": options}
        self.epochs_since_last_save = 0
        self._batches_since_save = 0
        self._last_batch = -1
        self._epoch = 0

    def on_train_begin(self, logs=None):
        self._check_path()
        newest = _newest_match(self.filepath) if self.load_weights_on_restart else None
        if newest is not None:
            try:
                self.model.load_weights(newest)
            except (OSError, ValueError) as error:
                raise ValueError(f"Error loading file from {newest}. Reason: {error}") from error

    def on_epoch_begin(self, epoch, logs=None):
        self._epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        # A batch number that does not grow means a new epoch; with steps_per_execution it grows by more than 1.
        self._batches_since_save += batch - self._last_batch if batch > self._last_batch else batch + 1
        self._last_batch = batch
        if self._batches_since_save >= self.save_freq:
            self._batches_since_save = 0
            self._save(self._epoch, batch, logs or {})

    def on_epoch_end(self, epoch, logs=None):
        self.epochs_since_last_save += 1
        if self.save_freq == "epoch" and self.epochs_since_last_save >= self.period:
            self._save(epoch, None, logs or {})

    def _implements_train_batch_hooks(self):
        return self.save_freq != "epoch"

    def _save(self, epoch, batch, logs):
        self.epochs_since_last_save = 0
        path = self._path(epoch, batch, logs)
        why = self._improvement(epoch, logs) if self.save_best_only else ""
        if why is None:
            return
        self._say(epoch, f"{why}saving model to {path}")
        _refuse_folder(path)
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        self._save_function()(path, **self._save_arguments)

    def _save_function(self):
        return self.model.save_weights if self.save_weights_only else self.model.save

    def _check_path(self):
        """Raise now what saving to `filepath` would raise after the first epoch."""
        try:
            known = next(string.Formatter().parse(self.filepath))[0] if self.filepath else ""
            list(string.Formatter().parse(self.filepath))
        except ValueError as error:
            raise ValueError(f'Failed to format this callback filepath: "{self.filepath}". Reason: {error}') from error
        _refuse_folder(self.filepath)
        _refuse_unwritable(os.path.dirname(known), self.filepath)
        if getattr(self._save_function(), "__func__", None) in (Model.save, Model.save_weights):
            check_path(self.filepath, weights_only=self.save_weights_only)

    def _improvement(self, epoch, logs):
        """Text about the improvement of the watched value; None where there is none."""
        current = logs.get(self.monitor)
        if current is None:
            hint = nearest(self.monitor, logs)
            logger.warning("Can save best model only with %s available, skipping%s", self.monitor, hint or ".")
            return None
        if not self.monitor_op(current, self.best):
            self._say(epoch, f"{self.monitor} did not improve from {self.best:.5f}")
            return None
        before, self.best = self.best, current
        return f"{self.monitor} improved from {before:.5f} to {current:.5f}, "

    def _say(self, epoch, text):
        if self.verbose > 0:
            print_msg(f"\nEpoch {epoch + 1}: {text}")

    def _path(self, epoch, batch, logs):
        fields = {"epoch": epoch + 1, **({} if batch is None else {"batch": batch + 1}), **logs}
        try:
            return self.filepath.format(**fields)
        except KeyError as error:
            names, hint = ", ".join(fields), nearest(error.args[0], fields)
            raise KeyError(
                f'Failed to format this callback filepath: "{self.filepath}". Reason: {error}; there are: {names}{hint}'
            ) from error


def _grows(monitor):
    return "acc" in monitor or monitor.startswith("fmeasure")


def _refuse_folder(path):
    if os.path.isdir(path) and path.endswith((".h5", ".hdf5", ".keras")):
        raise OSError(
            "Please specify a non-directory filepath for ModelCheckpoint. Filepath used is an existing directory: "
            + path
        )


def _refuse_unwritable(folder, path):
    """OSError where `folder`, or what of it exists, is a file or may not be written to."""
    while folder and not os.path.lexists(folder):
        folder = os.path.dirname(folder)
    folder = folder or "."
    if not os.path.isdir(folder):
        raise NotADirectoryError(f"ModelCheckpoint cannot save to {path}: {folder} is a file, not a folder.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(f"ModelCheckpoint cannot save to {path}: the folder {folder} may not be written to.")


def _newest_match(pattern):
    """The newest file (or TensorFlow checkpoint prefix) that `pattern` with its fields filled in could name."""
    folder, base = os.path.split(pattern)
    # Text between the {fields} is taken literally.
    expression = ".*".join(re.escape(text) for text in re.split(r"{[^}]*}", base)) + r"(\.index)?"
    names = (
        [name for name in os.listdir(folder or ".") if re.fullmatch(expression, name)]
        if os.path.isdir(folder or ".")
        else []
    )
    paths = [os.path.join(folder, name) for name in names]
    newest = max(paths, key=lambda path: (os.path.getmtime(path), path), default=None)
    return newest and newest.removesuffix(".index")
