"""`CallbackList`: many callbacks behind one; knows which of them want to be told of every batch."""

from tenfold.keras.callbacks.callback import Callback, overrides
from tenfold.keras.callbacks.history import History
from tenfold.keras.callbacks.progbar_logger import ProgbarLogger

_MODES, _EDGES = ("train", "test", "predict"), ("begin", "end")


class CallbackList:
    """Calls a hook on each of its callbacks in turn.

    Args:
        callbacks: a callback or a nested list of them.
        add_history: whether to append a History unless there is one.
        add_progbar: whether to append a ProgbarLogger unless there is one.
        model: given to each callback.
        **params: the run's parameters ("verbose", "epochs", "steps"), given to each callback.

    The `logs` of a batch hook may be a function that returns the dict: it is called only when a callback wants the
    numbers, so that a training step need not wait for them. `wants_batches(mode)`: whether any hook would be called.
    """

    def __init__(self, callbacks=None, add_history=False, add_progbar=False, model=None, **params):
        nothing = callbacks is None or callbacks is False  # as in `callbacks=wanted and [...]`
        self.callbacks = [] if nothing else list(_flatten(callbacks))
        self.model, self.params = None, {}
        self._batch_hooks = None  # found when they are first wanted, anew after each change
        self._history, self._progbar = map(self._first, (History, ProgbarLogger)) if self.callbacks else (None, None)
        if add_history and self._history is None:
            self._history = History()
            self.callbacks.append(self._history)
        if add_progbar and self._progbar is None:
            self._progbar = ProgbarLogger(count_mode="steps")
            self.callbacks.append(self._progbar)
        if model is not None:
            self.set_model(model)
        if params:
            self.set_params(params)

    def append(self, callback):
        """Add one more callback."""
        self.callbacks += _flatten(callback)
        self._batch_hooks = None

    def set_params(self, params):
        self.params = params
        for callback in self.callbacks:
            callback.set_params(params)
        self._batch_hooks = None

    def set_model(self, model):
        self.model = model
        if self._history is not None:
            model.history = self._history
        for callback in self.callbacks:
            callback.set_model(model)
        self._batch_hooks = None

    def on_failure(self):
        """An `evaluate` or `predict` that had begun has failed: callbacks may undo what they did then."""
        for callback in self.callbacks:
            callback._on_failure()

    def wants_batches(self, mode: str) -> bool:
        """Whether any callback wants to be told of each batch; `mode` is "train", "test" or "predict"."""
        if not self.callbacks:
            return False
        hooks = self._batch_hooks or self._find_batch_hooks()
        return bool(hooks[mode, "begin"] or hooks[mode, "end"])

    def wants_batches_in_time(self, mode: str) -> bool:
        """Whether any callback wants to be told of a batch before the next one is run; see `_may_be_told_later`."""
        return self.wants_batches(mode) and not all(
            vars(type(callback)).get("_may_be_told_later")
            for edge in _EDGES
            for callback, _ in self._batch_hooks[mode, edge]
        )

    def __iter__(self):
        return iter(self.callbacks)

    def on_train_begin(self, logs=None):
        self._call("on_train_begin", logs)

    def on_train_end(self, logs=None):
        self._call("on_train_end", logs)

    def on_epoch_begin(self, epoch, logs=None):
        self._call("on_epoch_begin", logs, epoch)

    def on_epoch_end(self, epoch, logs=None):
        self._call("on_epoch_end", logs, epoch)

    def on_test_begin(self, logs=None):
        self._call("on_test_begin", logs)

    def on_test_end(self, logs=None):
        self._call("on_test_end", logs)

    def on_predict_begin(self, logs=None):
        self._call("on_predict_begin", logs)

    def on_predict_end(self, logs=None):
        self._call("on_predict_end", logs)

    def on_train_batch_begin(self, batch, logs=None):
        self._call_batch("train", "begin", batch, logs)

    def on_train_batch_end(self, batch, logs=None):
        self._call_batch("train", "end", batch, logs)

    on_batch_begin, on_batch_end = on_train_batch_begin, on_train_batch_end

    def on_test_batch_begin(self, batch, logs=None):
        self._call_batch("test", "begin", batch, logs)

    def on_test_batch_end(self, batch, logs=None):
        self._call_batch("test", "end", batch, logs)

    def on_predict_batch_begin(self, batch, logs=None):
        self._call_batch("predict", "begin", batch, logs)

    def on_predict_batch_end(self, batch, logs=None):
        self._call_batch("predict", "end", batch, logs)

    def _call(self, hook, logs, *epoch):
        logs = dict(logs or ())  # one for all: what a callback adds, the next ones see, and nobody after the hook
        for callback in self.callbacks:
            getattr(callback, hook)(*epoch, logs)

    def _call_batch(self, mode, edge, batch, logs):
        for callback, hook in (self._batch_hooks or self._find_batch_hooks())[mode, edge]:
            if callable(logs) and not callback._takes_lazy_logs:
                logs = logs()
            hook(batch, {} if logs is None else logs)

    def _find_batch_hooks(self):
        """{(mode, edge): [(callback, hook)]} of what wants to be told of batches, as the callbacks are now."""
        found = self._batch_hooks = {(mode, edge): [] for mode in _MODES for edge in _EDGES}
        for callback in self.callbacks:
            for mode in _MODES:
                if getattr(callback, f"_implements_{mode}_batch_hooks")():
                    for edge in _EDGES:
                        name = f"on_{mode}_batch_{edge}"
                        if overrides(callback, name) or mode == "train" and overrides(callback, f"on_batch_{edge}"):
                            found[mode, edge].append((callback, getattr(callback, name)))
        return found

    def _first(self, kind):
        for callback in self.callbacks:
            if isinstance(callback, kind):
                return callback
        return None


def _flatten(callbacks):
    if callbacks is None:
        return
    if isinstance(callbacks, (list, tuple)):
        for callback in callbacks:
            yield from _flatten(callback)
    elif isinstance(callbacks, Callback):
        yield callbacks
    else:
        cure = f"write {callbacks.__name__}(...)" if isinstance(callbacks, type) else "derive it from Callback"
        raise TypeError(f"callbacks must be instances of tf.keras.callbacks.Callback. Received: {callbacks!r}; {cure}.")
