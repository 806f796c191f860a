"""`History`: the record of `fit`, which `fit` returns."""

from tenfold.keras.callbacks.callback import SET_BY_INIT, Callback


class History(Callback):
    """Collects the logs of each epoch.

    Attributes:
        history: dict from a metric's name to the list of its values, one per epoch.
        epoch: the epochs' numbers, counted from 0.
    """

    history = SET_BY_INIT

    def __init__(self):
        super().__init__()
        self.history = {}
        self.epoch = []

    def on_train_begin(self, logs=None):
        self.epoch = []

    def on_epoch_end(self, epoch, logs=None):
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)
        self.model.history = self
