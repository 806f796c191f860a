"""`BaseLogger`: the averages of what batches report, for training loops of one's own."""

from tenfold.keras.callbacks.callback import Callback


class BaseLogger(Callback):
    """Averages the logs of batches over each epoch, weighted by the batches' sizes, and adds them to the epoch's logs.

    A batch's size is `logs["size"]`, as Keras up to 2.3 reports it; batches that do not say it count alike.

    Args:
        stateful_metrics: names of logs that are no averages: the last batch's value is the epoch's.
    """

    def __init__(self, stateful_metrics=None):
        super().__init__()
        self.stateful_metrics = set(stateful_metrics or ())
        self.seen, self.totals = 0, {}

    def on_epoch_begin(self, epoch, logs=None):
        self.seen, self.totals = 0, {}

    def on_batch_end(self, batch, logs=None):
        logs = logs or {}
        weight = logs.get("size", 1) * logs.get("num_steps", 1)
        self.seen += weight
        for name, value in logs.items():
            is_last = name in self.stateful_metrics
            self.totals[name] = value if is_last else self.totals.get(name, 0) + value * weight

    def on_epoch_end(self, epoch, logs=None):
        if logs is None:
            return
        averaged = (self.params or {}).get("metrics", [name for name in self.totals if name not in NO_METRICS])
        for name in averaged:
            if name in self.totals:
                value = self.totals[name]
                logs[name] = value if name in self.stateful_metrics else value / self.seen


NO_METRICS = ("batch", "size", "num_steps")
