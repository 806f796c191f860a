"""Callbacks that change the learning rate between epochs: `LearningRateScheduler` and `ReduceLROnPlateau`."""

import numpy as np

from tenfold.keras.callbacks.callback import SET_BY_INIT, Callback
from tenfold.keras.callbacks.monitor import comparison, logger, watched, worst
from tenfold.keras.optimizers.schedules import LearningRateSchedule
from tenfold.keras.utils.arguments import check_numbers
from tenfold.keras.utils.by_era import by_era
from tenfold.keras.utils.io_utils import print_msg


class LearningRateScheduler(Callback):
    """Sets the learning rate at the beginning of each epoch; adds it to the logs as "lr" ("learning_rate" in Keras 3).

    Args:
        schedule: function of the epoch (from 0) and the current rate, or of the epoch alone, that returns the rate.
        verbose: 1 prints each rate.

    Raises:
        ValueError: the optimizer has no rate to set, or `schedule` returned something that is not a float.
    """

    schedule = SET_BY_INIT

    def __init__(self, schedule, verbose=0):
        super().__init__()
        self.schedule = schedule
        self.verbose = verbose

    def on_epoch_begin(self, epoch, logs=None):
        try:
            rate = self.schedule(epoch, float(_read(self.model.optimizer)))
        except TypeError:  # a schedule of the epoch alone
            rate = self.schedule(epoch)
        value = np.asarray(rate)
        if isinstance(rate, (int, str)) or value.shape or value.dtype.kind != "f":
            raise ValueError(f'The output of the "schedule" function should be float. Got: {rate}')
        _write(self.model.optimizer, value)
        if self.verbose > 0:
            print_msg(f"\nEpoch {epoch + 1}: LearningRateScheduler setting learning rate to {rate}.")

    def on_epoch_end(self, epoch, logs=None):
        if logs is not None:
            logs[by_era("LearningRateScheduler.log")] = _read(self.model.optimizer)


class ReduceLROnPlateau(Callback):
    """Multiplies the learning rate by `factor` after `patience` epochs without improvement.

    Args:
        monitor: name of the metric in the logs.
        factor: below 1.
        patience: number of epochs without improvement after which the rate is reduced.
        verbose: 1 prints each reduction.
        mode: "min", "max", or "auto": larger is better for names that contain "acc".
        min_delta: smallest change that counts as an improvement; `epsilon` is its older name.
        cooldown: number of epochs after a reduction in which nothing is counted.
        min_lr: the rate never goes below it.

    Raises:
        ValueError: `factor` is 1 or more.
    """

    _better = SET_BY_INIT

    def __init__(
        self,
        monitor="val_loss",
        factor=0.1,
        patience=10,
        verbose=0,
        mode="auto",
        min_delta=1e-4,
        cooldown=0,
        min_lr=0,
        epsilon=None,
    ):
        super().__init__()
        check_numbers(factor=factor, patience=patience, min_delta=min_delta, cooldown=cooldown, min_lr=min_lr)
        check_numbers(epsilon=epsilon, optional=True)
        if factor >= 1.0:
            raise ValueError(f"ReduceLROnPlateau does not support a factor >= 1.0. Got {factor}")
        self.monitor = monitor
        self.factor = factor
        self.patience = patience
        self.verbose = verbose
        self.mode = mode
        self.min_delta = min_delta if epsilon is None else epsilon
        self.cooldown = cooldown
        self.min_lr = min_lr
        self._better = comparison(mode, monitor, lambda name: "acc" in name, "Learning rate reduction")
        self._reset()

    def on_train_begin(self, logs=None):
        self._reset()

    def on_epoch_end(self, epoch, logs=None):
        logs = {} if logs is None else logs
        logs[by_era("LearningRateScheduler.log")] = _read(self.model.optimizer)
        current = watched(logs, self.monitor, "Learning rate reduction is conditioned on")
        if current is None:
            return
        if self.in_cooldown():
            self.cooldown_counter -= 1
            self.wait = 0
        if self.monitor_op(current, self.best):
            self.best = current
            self.wait = 0
        elif not self.in_cooldown():
            self.wait += 1
            if self.wait >= self.patience:
                self._reduce(epoch)

    def monitor_op(self, value, best):
        """Whether `value` is better than `best` by more than `min_delta`."""
        return self._better(value, best - self.min_delta if self._better is np.less else best + self.min_delta)

    def in_cooldown(self):
        """Whether the last reduction was less than `cooldown` epochs ago."""
        return self.cooldown_counter > 0

    def _reduce(self, epoch):
        old = _read(self.model.optimizer)
        if old <= np.float32(self.min_lr):
            return
        new = max(old * self.factor, self.min_lr)
        _write(self.model.optimizer, new)
        if self.verbose > 0:
            print_msg(f"\nEpoch {epoch + 1}: ReduceLROnPlateau reducing learning rate to {new}.")
        self.cooldown_counter = self.cooldown
        self.wait = 0

    def _reset(self):
        self.cooldown_counter = self.wait = 0
        self.best = worst(self._better)


def _read(optimizer):
    """The learning rate as a NumPy float32 scalar; of a schedule, that of the last update."""
    rate = getattr(optimizer, _name(optimizer))
    _refuse_function(optimizer, rate)
    return np.float32(rate.numpy() if hasattr(rate, "numpy") else rate)


def _write(optimizer, value):
    name = _name(optimizer)
    rate = getattr(optimizer, name)
    _refuse_function(optimizer, rate)
    schedule = getattr(optimizer, "_learning_rate", None)
    if isinstance(schedule, LearningRateSchedule):
        logger.warning(
            "A callback set the learning rate of %s to %s, but that follows the schedule %s, which stays in charge. "
            "Compile with a number as learning_rate to use the callback.",
            type(optimizer).__name__,
            value,
            type(schedule).__name__,
        )
    elif hasattr(rate, "assign"):
        rate.assign(value)
    else:
        setattr(optimizer, name, value)


def _name(optimizer):
    """The attribute that holds the rate: "learning_rate", or "lr", which an optimizer of one's own may have alone."""
    name = next((n for n in ("learning_rate", "lr") if getattr(optimizer, n, None) is not None), None)
    if name is None:
        raise ValueError('Optimizer must have a "lr" attribute.')
    return name


def _refuse_function(optimizer, rate):
    if callable(rate) and not hasattr(rate, "numpy"):
        raise ValueError(
            f"The learning rate of {type(optimizer).__name__} is the schedule {type(rate).__name__}, which a callback "
            "cannot set; compile with a number as learning_rate to use this callback."
        )
