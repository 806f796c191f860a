"""`ProgbarLogger`: the progress bar of `fit`, `evaluate` and `predict`."""

import numpy as np

from tenfold.keras.callbacks.base_logger import NO_METRICS
from tenfold.keras.callbacks.callback import Callback
from tenfold.keras.utils.io_utils import print_msg
from tenfold.keras.utils.progbar import Progbar


class ProgbarLogger(Callback):
    """Prints "Epoch 1/10", the progress and the metrics.

    Args:
        count_mode: what the bar counts, "steps" (batches) or "samples".
        stateful_metrics: names of logs to show as they are; the model's metrics always are, others are averaged.

    Raises:
        ValueError: another `count_mode`.
    """

    _takes_lazy_logs = _may_be_told_later = True

    def __init__(self, count_mode="samples", stateful_metrics=None):
        super().__init__()
        if count_mode not in ("steps", "samples"):
            raise ValueError(f'Unknown `count_mode`: {count_mode}. Expected values are ["samples", "steps"]')
        self.use_steps = count_mode == "steps"
        self.stateful_metrics = set(stateful_metrics or ())
        self.progbar = None
        self.target = None
        self.verbose = 1
        self.epochs = 1
        self.seen = 0
        self._steps = 0
        self._called_in_fit = False

    def set_params(self, params):
        super().set_params(params)
        self.verbose = params["verbose"]
        self.epochs = params.get("epochs", 1)
        self.target = params.get("steps" if self.use_steps else "samples")

    def on_train_begin(self, logs=None):
        self._called_in_fit = True  # validation inside `fit` is silent

    def on_epoch_begin(self, epoch, logs=None):
        self._start()
        if self.verbose and self.epochs > 1:
            print_msg(f"Epoch {epoch + 1}/{self.epochs}")

    def on_train_batch_end(self, batch, logs=None):
        self._update(batch, logs)

    def on_epoch_end(self, epoch, logs=None):
        self._finish(logs)

    def on_test_begin(self, logs=None):
        if not self._called_in_fit:
            self._start()

    def on_test_batch_end(self, batch, logs=None):
        if not self._called_in_fit:
            self._update(batch, logs)

    def on_test_end(self, logs=None):
        if not self._called_in_fit:
            self._finish(logs)

    def on_predict_begin(self, logs=None):
        self._start()

    def on_predict_batch_end(self, batch, logs=None):
        self._update(batch, {})  # the predictions are not shown

    def on_predict_end(self, logs=None):
        self._finish({})

    def _wants_batches(self):
        return self.verbose == 1 or self.target is None  # without a target the batches are counted

    _implements_train_batch_hooks = _wants_batches
    _implements_test_batch_hooks = _wants_batches
    _implements_predict_batch_hooks = _wants_batches

    def _start(self):
        self.seen = self._steps = 0
        self.progbar = Progbar(
            self.target,
            verbose=self.verbose,
            stateful_metrics=self._metric_names(),
            unit_name="step" if self.use_steps else "sample",
        )
        self._shows_last_values = False  # whether every log is shown as it is, so that skipped ones do not matter

    def _metric_names(self):
        return self.stateful_metrics | {metric.name for metric in getattr(self.model, "metrics", None) or ()}

    def _update(self, batch, logs):
        self._steps = batch + 1
        if self.use_steps:
            self.seen = self._steps
            if callable(logs) and (self.verbose != 1 or self._shows_last_values and not self.progbar.is_due()):
                return
        logs = dict(logs() if callable(logs) else logs or {})
        if not self.use_steps:
            self.seen += logs.get("size", 0) * logs.get("num_steps", 1)
        logs = {name: value for name, value in logs.items() if name not in NO_METRICS}
        if self.verbose == 1:
            if not self.progbar.stateful_metrics.issuperset(logs):  # the first step may have made the metrics
                self.progbar.stateful_metrics |= self._metric_names()
            self.progbar.update(self.seen, _plain(logs), finalize=False)
            self._shows_last_values = self.progbar.stateful_metrics.issuperset(logs)

    def _finish(self, logs):
        if self.target is None:
            self.target = self.progbar.target = self.seen or self._steps
        self.progbar.stateful_metrics |= self._metric_names()
        self.progbar.update(self.target, _plain(logs or {}), finalize=True)


def _plain(logs):
    """NumPy scalars as Python numbers: a float32 rate of 1e-3 is shown by its value in double precision."""
    return [(name, v.item() if isinstance(v, np.generic) else v) for name, v in logs.items()]
