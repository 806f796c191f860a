"""Ctrl-C, and errors, in any hook: the model is where its last whole step left it, and training goes on from there."""

import numpy as np
import pytest

from tenfold import keras
from tenfold.api import era

X = np.linspace(-1, 1, 36, dtype="float32").reshape(12, 3)
Y = X.sum(axis=1, keepdims=True)
HOOKS = {  # hook: batches that were made before it is called the second time, of three in an epoch
    "on_train_begin": None,
    "on_epoch_begin": 3,
    "on_train_batch_begin": 1,
    "on_train_batch_end": 2,
    "on_test_begin": 6,
    "on_test_batch_end": 6,
    "on_test_end": 6,
    "on_epoch_end": 6,
}


def built():
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2), keras.layers.Dense(1)])
    model.set_weights([np.full((3, 2), 0.5), np.zeros(2), np.array([[1.0], [-0.5]]), np.zeros(1)])
    model.compile("adam", "mse", jit_compile=False)
    return model


def fit(model, callbacks=(), epochs=3):
    data = (X[:4], Y[:4])
    return model.fit(X, Y, 4, epochs, 0, [*callbacks], shuffle=False, validation_data=data)


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
@pytest.mark.parametrize("hook", HOOKS)
def test_an_interruption_in_a_hook(hook, error):
    calls = []

    def interrupt(*given, logs=None):
        calls.append(hook)
        if len(calls) == 2 or hook == "on_train_begin":
            raise error("in a hook")

    callback = keras.callbacks.Callback()
    setattr(callback, hook, interrupt)
    callback.on_train_end = lambda logs=None: calls.append("on_train_end")
    model, other = built(), built()
    with pytest.raises(error):
        fit(model, [callback])
    made = HOOKS[hook] or 0
    assert "on_train_end" not in calls
    assert model.optimizer.iterations.numpy() == made
    for i in range(made):
        rows = slice(4 * (i % 3), 4 * (i % 3) + 4)
        other.train_on_batch(X[rows], Y[rows])
    fit(model), fit(other)
    for found, wanted in zip(model.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(found, wanted)


def test_an_interrupted_save_leaves_the_file_before(tmp_path, monkeypatch):
    path = tmp_path / "m.h5"
    model = built()
    fit(model, [keras.callbacks.ModelCheckpoint(path)], epochs=1)
    before = path.read_bytes()

    class Interrupts(keras.layers.Dense):
        def get_config(self):
            raise KeyboardInterrupt

    model.layers[1].__class__ = Interrupts
    with pytest.raises(KeyboardInterrupt):
        fit(model, [keras.callbacks.ModelCheckpoint(path)], epochs=1)
    assert path.read_bytes() == before and [p.name for p in tmp_path.iterdir()] == ["m.h5"]


def test_the_same_seed_is_the_same_run_with_callbacks(tmp_path):
    def run(callbacks):
        keras.utils.set_random_seed(3)
        model = keras.Sequential([keras.Input((3,)), keras.layers.Dropout(0.5), keras.layers.Dense(1)])
        model.compile("sgd", "mse", jit_compile=False)
        return model.fit(X, Y, 4, 3, 0, callbacks, validation_split=0.25).history

    class Watches(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            self.model.predict(X, verbose=0)

        def on_epoch_end(self, epoch, logs=None):
            self.model.evaluate(X, Y, verbose=0)

    callbacks = [
        Watches(),
        keras.callbacks.ModelCheckpoint(tmp_path / "m.h5"),
        keras.callbacks.EarlyStopping(patience=5),
        keras.callbacks.TensorBoard(tmp_path / "logs", update_freq=1, histogram_freq=1),
        keras.callbacks.BackupAndRestore(tmp_path / "backup", 1),
    ]
    assert run(callbacks) == run([])


@pytest.mark.parametrize(
    "chosen, told, has_data",
    [
        ("2.15", {"verbose", "epochs", "steps"}, False),
        ("2.1", {"verbose", "epochs", "steps", "samples", "batch_size", "metrics", "do_validation"}, False),
        ("keras-2.3", {"verbose", "epochs", "steps", "samples", "batch_size", "metrics", "do_validation"}, False),
        ("keras-2.2", {"verbose", "epochs", "steps", "samples", "batch_size", "metrics", "do_validation"}, True),
    ],
)
def test_what_older_eras_tell_callbacks(chosen, told, has_data):
    seen = {}

    class Notes(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            seen.update(self.params, data=self.validation_data)

    era.set_era(chosen)
    try:
        fit(built(), [Notes()])
    finally:
        era.set_era(None)
    data = seen.pop("data")
    assert seen.keys() == told and (seen["epochs"], seen["steps"]) == (3, 3)
    if "samples" in told:
        assert (seen["samples"], seen["batch_size"], seen["do_validation"]) == (12, 4, True)
        assert seen["metrics"][0] == "loss" and "val_loss" in seen["metrics"]
    assert (data is not None) is has_data
    if has_data:
        for found, wanted in zip(data, [X[:4], Y[:4], np.ones(4)], strict=True):
            np.testing.assert_array_equal(found, wanted)
