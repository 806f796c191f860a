"""Small runs of `fit`, `evaluate` and `predict` with callbacks. The recorder runs them on tf_keras, the tests run them
here. Each gives what JSON can hold: the hooks that were called, what was printed, histories, weights."""

import contextlib
import io
import math
import os
from pathlib import Path
from unittest import mock

import numpy as np

HOOKS = (
    "on_train_begin on_train_end on_epoch_begin on_epoch_end on_train_batch_begin on_train_batch_end on_test_begin "
    "on_test_end on_test_batch_begin on_test_batch_end on_predict_begin on_predict_end on_predict_batch_begin "
    "on_predict_batch_end"
).split()
X = np.linspace(-1, 1, 36, dtype="float32").reshape(12, 3)
Y = (X @ np.array([[1.0], [-2.0], [0.5]], "float32") + 0.5 * np.sin(7.0 * np.arange(12))[:, None]).astype("float32")
CLASSES = (np.arange(12) % 3).astype("int32")


def regression(keras, optimizer=None, **options):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2), keras.layers.Dense(1)])
    first, second = np.array([[0.5, -0.25], [0.125, 0.75], [-0.5, 0.25]]), np.array([[1.0], [-0.5]])
    model.set_weights([first, np.zeros(2), second, np.zeros(1)])
    model.compile(optimizer or keras.optimizers.SGD(0.1), "mse", **options)
    return model


def classifier(keras, **options):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(3, activation="softmax")])
    model.set_weights([np.array([[0.5, -0.25, 0.0], [0.125, 0.75, 1.0], [-0.5, 0.25, -1.0]]), np.zeros(3)])
    model.compile(keras.optimizers.SGD(0.1), "sparse_categorical_crossentropy", metrics=["accuracy"], **options)
    return model


def recorder(keras, calls, **more):
    """A callback that notes each hook, its number and the names of its logs; `more`: functions of (self, hook)."""

    def noting(hook):
        def call(self, *given, logs=None):
            if given and not isinstance(given[-1], int):
                *given, logs = given
            calls.append([hook, *given, list(logs or {})])
            if hook in more:
                more[hook](self, *given)

        return call

    return type("Recorder", (keras.callbacks.Callback,), {hook: noting(hook) for hook in HOOKS})()


def finite(values):
    return [v if math.isfinite(v) else str(v) for v in map(float, values)]


def history_of(history):
    return {key: finite(values) for key, values in history.history.items()}


def weights_of(model):
    return [w.tolist() for w in model.get_weights()]


class Clock:
    """In place of `time.time`: moves on when told."""

    def __init__(self):
        self.now = 1_700_000_000.0

    def __call__(self):
        return self.now


@contextlib.contextmanager
def printing():
    """(what is printed in the block, the clock of the block)."""
    clock, out = Clock(), io.StringIO()
    with mock.patch("time.time", clock), contextlib.redirect_stdout(out):
        yield out, clock


def ticking(keras, clock, seconds=0.2):
    """A callback by which each batch takes so long."""

    class Ticking(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            clock.now += seconds

        on_test_batch_end = on_predict_batch_end = on_train_batch_end

    return Ticking()


# the order of hooks


def hooks_of_fit(tf, keras):
    calls, seen = [], {}
    model = regression(keras, metrics=["mae"])
    told = recorder(keras, calls, on_train_begin=lambda self: seen.update(self.params))
    history = model.fit(X, Y, 4, 2, verbose=0, validation_data=(X[:6], Y[:6]), shuffle=False, callbacks=[told])
    return {"calls": calls, "params": seen, "history": history_of(history), "epochs": history.epoch}


def hooks_of_fit_with_weights(tf, keras):
    calls = []
    model = classifier(keras)
    weights = {0: 1.0, 1: 2.0, 2: 0.5}
    told = recorder(keras, calls)
    history = model.fit(
        X, CLASSES, 5, 2, verbose=0, class_weight=weights, shuffle=False, initial_epoch=1, callbacks=[told]
    )
    return {"calls": calls, "history": history_of(history), "epochs": history.epoch}


def hooks_of_fit_stopped(tf, keras):
    """Stopped in a batch, in an epoch's beginning, at its end."""
    found = {}
    for hook in ("on_train_batch_end", "on_train_batch_begin", "on_epoch_begin", "on_epoch_end", "on_test_end"):
        calls = []

        def stop(self, number=1):
            self.model.stop_training = number == 1

        model = regression(keras)
        told = recorder(keras, calls, **{hook: stop})
        history = model.fit(X, Y, 4, 3, verbose=0, validation_split=0.25, shuffle=False, callbacks=[told])
        found[hook] = {"calls": calls, "history": history_of(history), "weights": weights_of(model)}
    return found


def hooks_of_fit_by_steps(tf, keras):
    """Of unknown length: Keras announces one more batch before it learns that there is none. That is left out."""
    calls, seen = [], {}
    told = recorder(keras, calls, on_train_begin=lambda self: seen.update(self.params))
    batches = lambda: ((X[i : i + 4], Y[i : i + 4]) for i in (0, 4, 8, 0, 4, 8))  # noqa: E731
    model = regression(keras)
    model.fit(batches(), steps_per_epoch=2, epochs=3, verbose=0, callbacks=[told], validation_data=(X, Y))
    model.fit(batches(), verbose=0, callbacks=[told])
    if calls[-3] == ["on_train_batch_begin", 6, []]:
        del calls[-3]
    return {"calls": calls, "params": seen}


def hooks_of_validation_freq(tf, keras):
    calls = []
    model = regression(keras)
    history = model.fit(
        X, Y, 12, 4, 0, [recorder(keras, calls)], validation_data=(X, Y), validation_freq=[2, 3], shuffle=False
    )
    return {"calls": calls, "history": history_of(history)}


def hooks_of_evaluate_and_predict(tf, keras):
    calls, params = [], []
    model = regression(keras, metrics=["mae"])
    note = lambda self: params.append(dict(self.params))  # noqa: E731
    told = recorder(keras, calls, on_test_begin=note, on_predict_begin=note)
    model.evaluate(X, Y, batch_size=5, verbose=0, callbacks=[told])
    model.predict(X, batch_size=5, verbose=0, callbacks=[told])
    model.predict(X, batch_size=5, steps=1, verbose=0, callbacks=told)
    model.train_on_batch(X, Y)
    model.test_on_batch(X, Y)
    model.predict_on_batch(X)
    return {"calls": calls, "params": params}


def hooks_inside_hooks(tf, keras):
    """A callback that evaluates, predicts and saves in its hooks."""
    calls, found = [], {}
    inner = recorder(keras, calls)

    class Inside(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            found.setdefault("evaluate", []).append(self.model.evaluate(X, Y, verbose=0, callbacks=[inner]))
            found.setdefault("predict", []).append(self.model.predict(X[:2], verbose=0).tolist())
            self.model.save_weights(f"w{epoch}.h5")
            logs["mine"] = found["evaluate"][-1] * 2

        def on_train_batch_end(self, batch, logs=None):
            found.setdefault("batch", []).append(self.model.predict_on_batch(X[:1]).tolist())

    model = regression(keras)
    outer = recorder(keras, calls)
    history = model.fit(X, Y, 6, 2, verbose=0, shuffle=False, callbacks=[Inside(), outer], validation_data=(X, Y))
    files = sorted(f for f in os.listdir(".") if f.endswith(".h5"))
    return {"calls": calls, **found, "history": history_of(history), "files": files}


def hooks_of_own_loops(tf, keras):
    """A training loop of the user's own, which drives a CallbackList."""
    calls = []
    model = regression(keras)
    stopping = keras.callbacks.EarlyStopping("loss", patience=1, min_delta=0.5)
    callbacks = keras.callbacks.CallbackList(
        [recorder(keras, calls), [stopping]], add_history=True, model=model, epochs=5, steps=3, verbose=0
    )
    model.stop_training = False
    callbacks.on_train_begin()
    for epoch in range(5):
        callbacks.on_epoch_begin(epoch)
        for step in range(3):
            callbacks.on_train_batch_begin(step)
            loss = model.train_on_batch(X[4 * step : 4 * step + 4], Y[4 * step : 4 * step + 4])
            callbacks.on_train_batch_end(step, {"loss": loss})
        callbacks.on_epoch_end(epoch, {"loss": loss})
        if model.stop_training:
            break
    callbacks.on_train_end()
    return {"calls": calls, "history": history_of(model.history), "params": callbacks.params}


def old_hooks(tf, keras):
    """`on_batch_begin` and `on_batch_end`, of a class and of a LambdaCallback."""
    calls = []

    class Old(keras.callbacks.Callback):
        def on_batch_begin(self, batch, logs=None):
            calls.append(["begin", batch, list(logs or {})])

        def on_batch_end(self, batch, logs={}):  # noqa: B006  (as programs had it)
            calls.append(["end", batch, list(logs)])

    lambdas = keras.callbacks.LambdaCallback(
        on_batch_begin=lambda batch, logs: calls.append(["lambda begin", batch]),
        on_batch_end=lambda batch, logs: calls.append(["lambda end", batch, list(logs)]),
        on_epoch_begin=lambda epoch, logs: calls.append(["epoch begin", epoch]),
        on_train_begin=lambda logs: calls.append(["train begin"]),
    )
    model = regression(keras)
    model.fit(X, Y, 6, 1, verbose=0, callbacks=[Old(), lambdas], shuffle=False)
    model.evaluate(X, Y, verbose=0, callbacks=[Old(), lambdas])
    return calls


# what hooks change


def hooks_that_change_the_run(tf, keras):
    """Weights, the learning rate and `trainable` set in hooks."""

    class Changes(keras.callbacks.Callback):
        def on_train_batch_begin(self, batch, logs=None):
            self.model.optimizer.learning_rate.assign(0.1 / (batch + 1))

        def on_epoch_end(self, epoch, logs=None):
            self.model.layers[1].set_weights([np.full((2, 1), 0.5), np.zeros(1)])

        def on_epoch_begin(self, epoch, logs=None):
            self.model.layers[0].trainable = epoch == 0  # which `compile` has decided

    model = regression(keras)
    history = model.fit(X, Y, 4, 3, verbose=0, callbacks=[Changes()], shuffle=False)
    return {"history": history_of(history), "weights": weights_of(model)}


def rates_set_through_the_backend(tf, keras):
    class Sets(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            K = keras.backend
            K.set_value(self.model.optimizer.lr, 0.1 * 0.5**epoch)

        def on_epoch_end(self, epoch, logs=None):
            logs["rate"] = keras.backend.get_value(self.model.optimizer.lr)

    model = regression(keras)
    return history_of(model.fit(X, Y, 4, 3, verbose=0, callbacks=[Sets()], shuffle=False))


# each callback on whole runs


def stopping(**options):
    def program(tf, keras):
        options_here = dict(options)
        epochs, rate = options_here.pop("epochs", 8), options_here.pop("rate", 0.1)
        with printing() as (out, clock):
            model = regression(keras, keras.optimizers.SGD(rate), metrics=["mae"])
            callback = keras.callbacks.EarlyStopping(**options_here)
            history = model.fit(
                X[:9], Y[:9], 4, epochs, verbose=2, callbacks=[callback], validation_data=(X[9:], Y[9:]), shuffle=False
            )
        state = [callback.wait, callback.stopped_epoch, callback.best_epoch, float(callback.best)]
        return {
            "out": out.getvalue(),
            "history": history_of(history),
            "weights": weights_of(model),
            "wait, stopped, best epoch, best": state,
        }

    return program


def printed_fit(make, verbose=1, metrics=("mae",), batches=None, epochs=4, rate=0.1, **options):
    """What `fit` prints with the callbacks that `make(keras)` gives, and what it does."""

    def program(tf, keras):
        with printing() as (out, clock):
            model = regression(keras, keras.optimizers.SGD(rate), metrics=list(metrics))
            data = (X, Y, 4) if batches is None else (batches(tf),)
            validation = {"validation_data": (X[9:], Y[9:])} | options
            history = model.fit(
                *data,
                epochs=epochs,
                verbose=verbose,
                callbacks=[ticking(keras, clock), *make(keras)],
                shuffle=False,
                **validation,
            )
        files = {f: Path(f).read_text() for f in sorted(os.listdir(".")) if f.endswith(".csv")}
        saved = sorted(f for f in os.listdir(".") if f.endswith((".h5", ".keras")))
        rate_now = float(keras.backend.get_value(model.optimizer.learning_rate))
        return {
            "out": out.getvalue(),
            "history": history_of(history),
            "weights": weights_of(model),
            "files": files,
            "saved": saved,
            "rate": rate_now,
        }

    return program


def printed_evaluate_and_predict(tf, keras):
    found = {}
    for verbose in (0, 1, 2, "auto"):
        with printing() as (out, clock):
            model = regression(keras, metrics=["mae"])
            tick = ticking(keras, clock)
            model.evaluate(X, Y, 5, verbose, callbacks=[tick])
            model.predict(X, 5, verbose, callbacks=[tick])
            model.evaluate(X, Y, 5, verbose, steps=2, callbacks=[tick])
            model.evaluate(((X[i : i + 4], Y[i : i + 4]) for i in (0, 4)), verbose=verbose, callbacks=[tick])
        found[str(verbose)] = out.getvalue()
    return found


def three_batches(tf):
    return [(X[i : i + 4], Y[i : i + 4]) for i in (0, 4, 8)]


def endless(tf):
    while True:
        yield from three_batches(tf)


def nan_run(tf, keras):
    with printing() as (out, clock):
        model = regression(keras, keras.optimizers.SGD(3e38))
        calls = []
        callbacks = [keras.callbacks.TerminateOnNaN(), recorder(keras, calls)]
        history = model.fit(X, 1000 * Y, 4, 3, 2, callbacks, shuffle=False)  # the very weights become infinite
    return {"out": out.getvalue(), "history": history_of(history), "calls": calls}


def base_logger(tf, keras):
    """BaseLogger averages what batches report, weighted by their size; the user's own loop calls it."""
    base = keras.callbacks.BaseLogger(stateful_metrics=["acc"])
    base.set_params({"metrics": ["loss", "acc", "mine"], "epochs": 1, "steps": 3})
    found = []
    for epoch in range(2):
        base.on_epoch_begin(epoch)
        for batch, size in enumerate((4, 4, 2)):
            logs = {"loss": 1.0 + batch + epoch, "acc": 0.1 * batch, "mine": 2.0 * batch}
            base.on_batch_end(batch, {"batch": batch, "size": size, **logs})
        logs = {}
        base.on_epoch_end(epoch, logs)
        found.append(logs)
    return found


def progress_in_samples(tf, keras):
    """`count_mode="samples"`, where the logs of batches say their sizes."""
    with printing() as (out, clock):
        bar = keras.callbacks.ProgbarLogger("samples", stateful_metrics=["acc"])
        bar.set_model(regression(keras))
        bar.set_params({"verbose": 1, "epochs": 2, "samples": 10})
        bar.on_train_begin()
        for epoch in range(2):
            bar.on_epoch_begin(epoch)
            for batch, size in enumerate((4, 4, 2)):
                clock.now += 0.25
                bar.on_train_batch_end(batch, {"size": size, "loss": 1.0 + batch, "acc": 0.5 * batch})
            bar.on_epoch_end(epoch, {"loss": 2.0, "acc": 1.0})
    return out.getvalue()


def csv_twice(tf, keras):
    """A file that a second run goes on with, and one that it begins anew; tabs; logs of its own kinds."""

    class Adds(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            logs["list"] = [1, 2.5]
            logs["array"] = np.arange(3)
            logs["text"] = "a,b"
            logs["number"] = np.float32(0.1)
            logs["whole"] = np.int64(3)

    for append in (True, False):
        for _ in range(2):
            log = keras.callbacks.CSVLogger(f"log_{append}.tsv", separator="\t", append=append)
            regression(keras).fit(X, Y, 12, 2, verbose=0, callbacks=[Adds(), log], shuffle=False)
    no_epoch = keras.callbacks.CSVLogger("validated.csv")
    regression(keras).fit(X, Y, 12, 3, 0, [no_epoch], validation_data=(X, Y), validation_freq=2, shuffle=False)
    return {f: Path(f).read_bytes().decode() for f in sorted(os.listdir(".")) if f.endswith("sv")}


FORMATTED = "c-{epoch:02d}-{val_loss:.2f}-{mae:.3f}.h5"
PROGRAMS = {
    f.__name__: f
    for f in (
        hooks_of_fit,
        hooks_of_fit_with_weights,
        hooks_of_fit_stopped,
        hooks_of_fit_by_steps,
        hooks_of_validation_freq,
        hooks_of_evaluate_and_predict,
        hooks_inside_hooks,
        hooks_of_own_loops,
        old_hooks,
        hooks_that_change_the_run,
        rates_set_through_the_backend,
        printed_evaluate_and_predict,
        nan_run,
        base_logger,
        progress_in_samples,
        csv_twice,
    )
} | {
    "stop early": stopping(monitor="val_loss", patience=1, rate=0.4, verbose=1),
    "stop and restore": stopping(patience=2, rate=0.4, restore_best_weights=True, verbose=1),
    "restore without stopping": stopping(patience=20, rate=0.4, epochs=5, restore_best_weights=True, verbose=1),
    "start from an epoch": stopping(patience=0, rate=0.4, start_from_epoch=3, restore_best_weights=True, verbose=1),
    "start after the end": stopping(start_from_epoch=30, restore_best_weights=True, epochs=3, verbose=1),
    "baseline never met": stopping(baseline=1e-9, patience=2, rate=0.05, restore_best_weights=True, verbose=1),
    "baseline met": stopping(baseline=5.0, patience=2, rate=0.05, min_delta=0.05, verbose=1),
    "stop on a maximum": stopping(monitor="val_mae", mode="max", patience=1, rate=0.05, verbose=1),
    "stop on what is not there": stopping(monitor="val_acc", patience=1, epochs=2),
    "negative min_delta": stopping(monitor="loss", min_delta=-0.1, patience=1, verbose=1, rate=0.05),
    "bar": printed_fit(lambda keras: []),
    "lines": printed_fit(lambda keras: [], verbose=2),
    "nothing": printed_fit(lambda keras: [], verbose=0),
    "auto": printed_fit(lambda keras: [], verbose="auto", epochs=1),
    "bar of one epoch": printed_fit(lambda keras: [], epochs=1, validation_data=None, metrics=["mae", "mse", "mape"]),
    "bar of unknown length": printed_fit(lambda keras: [], batches=lambda tf: iter(three_batches(tf)), epochs=1),
    "line of unknown length": printed_fit(
        lambda keras: [], verbose=2, batches=lambda tf: iter(three_batches(tf)), epochs=1
    ),
    "bar of a generator": printed_fit(lambda keras: [], batches=endless, steps_per_epoch=5, epochs=2),
    "bar with validation now and then": printed_fit(lambda keras: [], validation_freq=2),
    "plateau": printed_fit(
        lambda keras: [keras.callbacks.ReduceLROnPlateau("loss", 0.5, 1, 1, min_delta=1.0, min_lr=0.02)]
    ),
    "plateau by lines": printed_fit(
        lambda keras: [keras.callbacks.ReduceLROnPlateau("val_mae", 0.1, 0, 1, "max", cooldown=1)], verbose=2, rate=0.2
    ),
    "schedule": printed_fit(lambda keras: [keras.callbacks.LearningRateScheduler(lambda epoch: 0.1 / (1 + epoch), 1)]),
    "schedule by lines": printed_fit(
        lambda keras: [keras.callbacks.LearningRateScheduler(lambda epoch, lr: lr * 0.01, verbose=1)], verbose=2
    ),
    "checkpoint": printed_fit(lambda keras: [keras.callbacks.ModelCheckpoint(FORMATTED, verbose=1)]),
    "best checkpoint": printed_fit(
        lambda keras: [keras.callbacks.ModelCheckpoint("b.h5", "val_mae", 1, save_best_only=True)], verbose=2, rate=0.2
    ),
    "best by a maximum": printed_fit(
        lambda keras: [keras.callbacks.ModelCheckpoint("b.h5", "val_mae", 1, True, True, "max")], verbose=2, rate=0.3
    ),
    "checkpoint by batches": printed_fit(
        lambda keras: [keras.callbacks.ModelCheckpoint("s-{epoch}-{batch}.h5", verbose=1, save_freq=4)], verbose=2
    ),
    "best by batches": printed_fit(
        lambda keras: [keras.callbacks.ModelCheckpoint("s.h5", "loss", 1, True, save_freq=2)], verbose=2, epochs=2
    ),
    "checkpoint by period": printed_fit(
        lambda keras: [keras.callbacks.ModelCheckpoint("p-{epoch}.h5", verbose=1, period=2)], verbose=2
    ),
    "checkpoint on what is not there": printed_fit(
        lambda keras: [keras.callbacks.ModelCheckpoint("n.h5", "val_acc", 1, save_best_only=True)], verbose=2
    ),
    "checkpoint from a threshold": printed_fit(
        lambda keras: [
            keras.callbacks.ModelCheckpoint("t.h5", "loss", 1, save_best_only=True, initial_value_threshold=0.5)
        ],
        verbose=2,
    ),
    "several": printed_fit(
        lambda keras: [
            keras.callbacks.LearningRateScheduler(lambda epoch: 0.1 if epoch < 2 else 0.01),
            keras.callbacks.ReduceLROnPlateau(patience=1, min_delta=10.0),
            keras.callbacks.EarlyStopping("loss", patience=3, min_delta=10.0),
            keras.callbacks.CSVLogger("l.csv"),
            keras.callbacks.TerminateOnNaN(),
        ],
        epochs=8,
    ),
}
