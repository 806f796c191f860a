"""`Callback`: what user code and Keras's own helpers override to take part in `fit`, `evaluate` and `predict`."""

from tenfold.keras.utils.forgotten import set_by_init

SET_BY_INIT = set_by_init("You must call `super().__init__()` in the constructor of a callback.")


class Callback:
    """Base of all callbacks: every hook does nothing until a subclass overrides it.

    Attributes:
        params: dict of the run: "verbose", "epochs", "steps".
        model: the model that is being trained, evaluated or asked to predict.

    `logs` is a dict of floats: the metrics so far of this epoch in batch hooks, the epoch's metrics and its validation
    metrics (prefixed `val_`) in `on_epoch_end`. A hook may add entries; later callbacks, History too, see them.
    """

    _takes_lazy_logs = False  # whether batch hooks accept, in place of logs, a function that returns them
    _may_be_told_later = False  # whether batch hooks may be called when more batches have run; not for subclasses

    def __init__(self):
        self.params = None
        self.model = None
        self.validation_data = None

    def set_params(self, params):
        """Told the run's parameters before it begins."""
        self.params = params

    def set_model(self, model):
        """Told the model before the run begins."""
        self.model = model

    def _on_failure(self):
        """Told where an `evaluate` or `predict` that had begun fails, to leave the model as it was."""

    def on_train_begin(self, logs=None):
        """Called at the start of `fit`."""

    def on_train_end(self, logs=None):
        """Called at the end of `fit`; `logs` are those of the last epoch."""

    def on_epoch_begin(self, epoch, logs=None):
        """Called at the start of epoch `epoch`, counted from 0."""

    def on_epoch_end(self, epoch, logs=None):
        """Called at the end of epoch `epoch`, after validation."""

    def on_batch_begin(self, batch, logs=None):
        """The older name of `on_train_batch_begin`."""

    def on_batch_end(self, batch, logs=None):
        """The older name of `on_train_batch_end`."""

    def on_train_batch_begin(self, batch, logs=None):
        """Called before training on batch `batch`, counted from 0 in each epoch."""
        self.on_batch_begin(batch, logs=logs)

    def on_train_batch_end(self, batch, logs=None):
        """Called after training on batch `batch`."""
        self.on_batch_end(batch, logs=logs)

    def on_test_begin(self, logs=None):
        """Called at the start of `evaluate` and of each validation."""

    def on_test_end(self, logs=None):
        """Called at the end of `evaluate` and of each validation."""

    def on_test_batch_begin(self, batch, logs=None):
        """Called before evaluating batch `batch`."""

    def on_test_batch_end(self, batch, logs=None):
        """Called after evaluating batch `batch`."""

    def on_predict_begin(self, logs=None):
        """Called at the start of `predict`."""

    def on_predict_end(self, logs=None):
        """Called at the end of `predict`."""

    def on_predict_batch_begin(self, batch, logs=None):
        """Called before predicting batch `batch`."""

    def on_predict_batch_end(self, batch, logs=None):
        """Called after predicting batch `batch`; `logs["outputs"]` are the outputs."""

    def _implements_train_batch_hooks(self):
        """Whether `fit` must call this callback for each batch."""
        names = ("on_batch_begin", "on_batch_end", "on_train_batch_begin", "on_train_batch_end")
        return any(overrides(self, name) for name in names)

    def _implements_test_batch_hooks(self):
        """Whether `evaluate` must call this callback for each batch."""
        return overrides(self, "on_test_batch_begin") or overrides(self, "on_test_batch_end")

    def _implements_predict_batch_hooks(self):
        """Whether `predict` must call this callback for each batch."""
        return overrides(self, "on_predict_batch_begin") or overrides(self, "on_predict_batch_end")


def overrides(callback, name: str) -> bool:
    """Whether `callback` has a hook `name` of its own, from its class or set on the instance."""
    return getattr(getattr(callback, name), "__func__", None) is not getattr(Callback, name)
