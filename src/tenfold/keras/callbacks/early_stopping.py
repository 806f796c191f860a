"""`EarlyStopping`: end training when a metric no longer improves."""

import numpy as np

from tenfold.keras.callbacks.callback import SET_BY_INIT, Callback
from tenfold.keras.callbacks.monitor import comparison, watched, worst
from tenfold.keras.utils.arguments import check_numbers
from tenfold.keras.utils.io_utils import print_msg


class EarlyStopping(Callback):
    """Sets `model.stop_training` after `patience` epochs without improvement.

    Args:
        monitor: name of the metric in the logs.
        min_delta: smallest change that counts as an improvement.
        patience: number of epochs without improvement after which training ends.
        verbose: 1 prints when training is ended.
        mode: "min", "max", or "auto": larger is better for names that end in "acc", "accuracy" or "auc".
        baseline: value that must be improved on as well for the wait to start again.
        restore_best_weights: whether to put back the weights of the best epoch at the end.
        start_from_epoch: number of epochs at the beginning that are not looked at.
    """

    monitor_op = SET_BY_INIT

    def __init__(
        self,
        monitor="val_loss",
        min_delta=0,
        patience=0,
        verbose=0,
        mode="auto",
        baseline=None,
        restore_best_weights=False,
        start_from_epoch=0,
    ):
        super().__init__()
        check_numbers(min_delta=min_delta, patience=patience, start_from_epoch=start_from_epoch)
        check_numbers(baseline=baseline, optional=True)
        self.monitor = monitor
        self.patience = patience
        self.verbose = verbose
        self.baseline = baseline
        self.restore_best_weights = restore_best_weights
        self.start_from_epoch = start_from_epoch
        self.monitor_op = comparison(mode, monitor, _grows, "EarlyStopping")
        self.min_delta = abs(min_delta) if self.monitor_op is np.greater else -abs(min_delta)
        self._reset()

    def on_train_begin(self, logs=None):
        self._reset()

    def on_epoch_end(self, epoch, logs=None):
        current = self.get_monitor_value(logs)
        if current is None or epoch < self.start_from_epoch:
            return
        if self.restore_best_weights and self.best_weights is None:  # never without weights, if nothing ever improves
            self._keep_weights(epoch)
        self.wait += 1
        if self._is_improvement(current, self.best):
            self.best, self.best_epoch = current, epoch
            if self.restore_best_weights:
                self._keep_weights(epoch)
            if self.baseline is None or self._is_improvement(current, self.baseline):
                self.wait = 0
        elif self.wait >= self.patience and epoch > 0:
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def on_train_end(self, logs=None):
        if self.stopped_epoch > 0 and self.verbose > 0:
            print_msg(f"Epoch {self.stopped_epoch + 1}: early stopping")
        if self.restore_best_weights and self.best_weights is not None:
            if self.verbose > 0:
                print_msg(f"Restoring model weights from the end of the best epoch: {self.best_epoch + 1}.")
            self.model.set_weights(self.best_weights)

    def get_monitor_value(self, logs):
        """The watched value, or None with a warning."""
        return watched(logs, self.monitor, "Early stopping conditioned on")

    def _is_improvement(self, value, reference):
        return self.monitor_op(value - self.min_delta, reference)

    def _keep_weights(self, epoch):
        self.best_weights, self.best_epoch = self.model.get_weights(), epoch

    def _reset(self):
        self.wait = self.stopped_epoch = self.best_epoch = 0
        self.best = worst(self.monitor_op)
        self.best_weights = None


def _grows(monitor):
    return monitor.endswith(("acc", "accuracy", "auc"))
