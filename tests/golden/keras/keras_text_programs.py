"""Programs that print: progress bars and callbacks. The recorder runs them on tf_keras, the tests run them here."""

import contextlib
import io
import os
from collections import namedtuple
from pathlib import Path
from unittest import mock

Metric = namedtuple("Metric", "name")

# (target, verbose, width, stateful metrics, unit, [(seconds since the last call, current, values, finalize)])
_STEPS = [(0.02 * (1 + i % 3), i, [("loss", 2.0 / i), ("accuracy", 0.1 * i)], None) for i in range(1, 12)]
_LOSS = [("loss", 0.25)]
PROGBARS = {
    "bar": (11, 1, 30, ["loss", "accuracy"], "step", _STEPS),
    "averaged": (11, 1, 30, [], "step", _STEPS),
    "line": (11, 2, 30, ["accuracy"], "step", _STEPS),
    "silent": (11, 0, 30, [], "step", _STEPS),
    "unknown": (None, 1, 30, ["loss"], "step", [(0.3, i, _LOSS, None) for i in range(1, 5)] + [(0.1, 5, _LOSS, True)]),
    "hours": (100000, 1, 10, [], "step", [(1.5, 1, _LOSS, None), (1.5, 2, _LOSS, None), (0.06, 90000, _LOSS, None)]),
    "minutes": (1875, 1, 30, ["loss"], "step", [(0.1, i, _LOSS, None) for i in (1, 2, 700, 1874)]),
    "microseconds": (
        1000,
        1,
        30,
        [],
        "sample",
        [(1e-5, 1, _LOSS, None), (0.06, 999, _LOSS, None), (0.001, 1000, _LOSS, None)],
    ),
    "tiny": (2, 1, 30, ["loss", "g"], "step", [(0.5, i, [("loss", 1e-5 * i), ("g", -0.5 * i)], None) for i in (1, 2)]),
    "tiny line": (
        2,
        2,
        30,
        ["loss", "g"],
        "step",
        [(0.5, i, [("loss", 1e-5 * i), ("g", -0.5 * i)], None) for i in (1, 2)],
    ),
    "shrinking": (20, 1, 5, ["a"], "step", [(0.1, 1, [("a", 12345.678)], None), (0.1, 10, [("a", 1.0)], None)]),
    "zero": (5, 1, 30, [], "step", [(0.1, 0, [], None), (0.1, 0, [], None), (0.1, 3, [], None)]),
    "one": (1, 1, 30, ["loss"], "step", [(0.2, 1, _LOSS, False), (0.01, 1, _LOSS, True)]),
}


class FakeTime:
    """A clock that advances only when told."""

    def __init__(self):
        self.now = 1_700_000_000.0

    def __call__(self):
        return self.now


def run_progbar(Progbar, case):
    """What the bar `case` prints."""
    target, verbose, width, stateful, unit, calls = case
    clock, out = FakeTime(), io.StringIO()
    with mock.patch("time.time", clock), contextlib.redirect_stdout(out):
        bar = Progbar(target, width=width, verbose=verbose, stateful_metrics=stateful, unit_name=unit)
        for seconds, current, values, finalize in calls:
            clock.now += seconds
            bar.update(current, values, finalize=finalize)
    return out.getvalue()


class FakeModel:
    """As much of a model as callbacks use; it notes what is asked of it."""

    def __init__(self, rate):
        self.metrics = [Metric("loss"), Metric("accuracy")]
        self.metrics_names = ["loss", "accuracy"]
        self.optimizer = type("Optimizer", (), {"lr": rate, "learning_rate": rate})()
        self.stop_training = False
        self.distribute_strategy = None
        self.calls = []
        self.epoch = 0

    def get_weights(self):
        return [self.epoch]

    def set_weights(self, weights):
        self.calls.append(["set_weights", weights])

    def save(self, path, **arguments):
        self.calls.append(["save", path])

    def save_weights(self, path, **arguments):
        self.calls.append(["save_weights", path])


LOSSES = [1.0, 0.5, 0.6, 0.7, 0.4999, 0.8, 0.9, 1.0]
RUNS = {
    "plain": ({}, lambda callbacks: []),
    "two lines": ({"verbose": 2}, lambda callbacks: []),
    "one epoch": ({"epochs": 1}, lambda callbacks: []),
    "early": ({}, lambda c: [c.EarlyStopping("loss", patience=2, verbose=1)]),
    "early restore": ({}, lambda c: [c.EarlyStopping(patience=2, verbose=1, restore_best_weights=True, min_delta=0.2)]),
    "early baseline": ({}, lambda c: [c.EarlyStopping("loss", patience=2, baseline=0.1, start_from_epoch=1)]),
    "early accuracy": ({}, lambda c: [c.EarlyStopping("accuracy", patience=1)]),
    "plateau": (
        {},
        lambda c: [c.ReduceLROnPlateau("loss", factor=0.5, patience=1, verbose=1, cooldown=1, min_lr=0.03)],
    ),
    "plateau accuracy": ({}, lambda c: [c.ReduceLROnPlateau("accuracy", patience=2, verbose=1, min_delta=0.01)]),
    "schedule": ({}, lambda c: [c.LearningRateScheduler(lambda epoch, rate: rate * 0.5, verbose=1)]),
    "old schedule": ({}, lambda c: [c.LearningRateScheduler(lambda epoch: 0.1 / (epoch + 1))]),
    "checkpoint": ({}, lambda c: [c.ModelCheckpoint("c_{epoch:02d}_{val_loss:.2f}.h5", verbose=1)]),
    "best": ({}, lambda c: [c.ModelCheckpoint("best.h5", verbose=1, save_best_only=True, save_weights_only=True)]),
    "best accuracy": ({}, lambda c: [c.ModelCheckpoint("b.h5", "accuracy", verbose=1, save_best_only=True)]),
    "threshold": ({}, lambda c: [c.ModelCheckpoint("t.h5", save_best_only=True, initial_value_threshold=1.2)]),
    "every 3 batches": ({}, lambda c: [c.ModelCheckpoint("s_{epoch}_{batch}.h5", save_freq=3, verbose=1)]),
    "csv": ({}, lambda c: [c.CSVLogger("log.csv", separator=";")]),
    "nan": ({"losses": [1.0, float("nan"), 1.0]}, lambda c: [c.TerminateOnNaN()]),
    "lambda": (
        {},
        lambda c: [
            c.LambdaCallback(on_batch_end=lambda b, logs: print("b", b), on_train_end=lambda logs: print("end"))
        ],
    ),
}


def run_fit(callbacks, progbar_list, rate, case):
    """What a training run with the callbacks of `case` prints, asks of the model and leaves in the history.

    Args:
        callbacks: namespace with the callback classes.
        progbar_list: the class CallbackList.
        rate: a settable learning rate of 0.1.
        case: an entry of `RUNS`.
    """
    options, make = case
    losses = options.get("losses", LOSSES)
    epochs, verbose, steps = options.get("epochs", len(losses)), options.get("verbose", 1), 2
    clock, out, model = FakeTime(), io.StringIO(), FakeModel(rate)
    with mock.patch("time.time", clock), contextlib.redirect_stdout(out):
        run = progbar_list(
            make(callbacks),
            add_history=True,
            add_progbar=True,
            model=model,
            verbose=verbose,
            epochs=epochs,
            steps=steps,
        )
        run.on_train_begin()
        for epoch in range(epochs):
            model.epoch = epoch
            run.on_epoch_begin(epoch)
            for batch in range(steps):
                clock.now += 0.2
                run.on_train_batch_begin(batch)
                logs = {"loss": losses[epoch] + 1 - batch, "accuracy": 1 - losses[epoch] / 2}
                run.on_train_batch_end(batch, logs)
            logs = {**logs, "val_loss": losses[epoch] + 0.25, "val_accuracy": 0.125}
            run.on_epoch_end(epoch, logs)
            if model.stop_training:
                break
        run.on_train_end(logs)
    files = {name: Path(name).read_bytes().decode() for name in sorted(os.listdir(".")) if name.endswith(".csv")}
    history = {name: [float(value) for value in values] for name, values in model.history.history.items()}
    return {
        "out": out.getvalue(),
        "calls": model.calls,
        "history": history,
        "epochs": model.history.epoch,
        "files": files,
    }
