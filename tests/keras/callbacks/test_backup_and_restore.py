"""BackupAndRestore: a run that was interrupted and started again ends where one that never stopped ends."""

import json
import os

import h5py
import numpy as np
import pytest

from tenfold import keras
from tenfold.keras.callbacks.backup_and_restore import BackupAndRestore

L = keras.layers
X = np.random.RandomState(0).normal(size=(20, 3)).astype("float32")
Y = X @ np.array([[1.0], [-2.0], [0.5]], "float32")


class Interrupt(keras.callbacks.Callback):
    """Raises at one hook of one epoch, as Ctrl-C would."""

    def __init__(self, hook, epoch, batch=None):
        super().__init__()
        self.at, self.epoch = (epoch, batch), None
        setattr(self, hook, self._raise if batch is None else self._raise_in_batch)

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch

    def _raise(self, epoch, logs=None):
        self.epoch = epoch
        self._raise_in_batch(None)

    def _raise_in_batch(self, batch, logs=None):
        if self.at == (self.epoch, batch):
            raise KeyboardInterrupt


def built(optimizer="adam", declared=True, eagerly=False):
    keras.utils.set_random_seed(7)
    first = [keras.Input((3,))] if declared else []
    model = keras.Sequential([*first, L.Dense(4, activation="tanh"), L.Dropout(0.3), L.Dense(1)])
    model.compile(optimizer, "mse", metrics=["mae"], jit_compile=False, run_eagerly=eagerly)
    return model


def run(callbacks=(), epochs=4, data=None, steps=None, make=built):
    model = make()
    data = (X, Y) if data is None else (data(),)
    given = {} if len(data) == 1 else {"batch_size": 6}
    history = model.fit(*data, epochs=epochs, verbose=0, callbacks=[*callbacks], steps_per_epoch=steps, **given)
    return model, history


def resumed(folder, interrupt, save_freq, **options):
    with pytest.raises(KeyboardInterrupt):
        run([BackupAndRestore(folder, save_freq), interrupt], **options)
    np.random.uniform(size=3)  # the new process has drawn other numbers before it trains
    return run([BackupAndRestore(folder, save_freq)], **options)


def assert_same(first, second, epochs):
    for a, b in zip(first[0].get_weights(), second[0].get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    assert second[1].epoch == list(range(4 - epochs, 4))
    for name, values in first[1].history.items():
        assert second[1].history[name] == values[-epochs:], name


@pytest.mark.parametrize(
    "save_freq, hook, epoch, batch, epochs",
    [
        ("epoch", "on_epoch_begin", 2, None, 2),
        ("epoch", "on_epoch_end", 2, None, 1),
        ("epoch", "on_train_batch_end", 1, 2, 3),
        (3, "on_train_batch_begin", 2, 3, 2),
        (1, "on_train_batch_end", 3, 1, 1),
        (4, "on_epoch_begin", 1, None, 3),
    ],
)
def test_resumed_run_equals_one_that_never_stopped(save_freq, hook, epoch, batch, epochs, tmp_path):
    again = resumed(tmp_path / "b", Interrupt(hook, epoch, batch), save_freq)
    assert_same(run(), again, epochs)
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize(
    "options",
    [
        {"steps": 3},  # of the four that a pass has: epochs go on where the last one ended
        {"make": lambda: built(keras.optimizers.legacy.Nadam(0.01), declared=False)},
        {"make": lambda: built(keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(0.1, 2, 0.9)))},
        {"make": lambda: built(eagerly=True)},
    ],
    ids=["steps", "no shape", "schedule", "eagerly"],
)
def test_sources_and_models(options, tmp_path):
    again = resumed(tmp_path / "b", Interrupt("on_train_batch_end", 2, 1), 1, **options)
    assert_same(run(**options), again, 2)


def test_rates_that_callbacks_have_set_go_on(tmp_path):
    def callbacks():
        return [keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate * 0.5 if epoch == 1 else rate)]

    with pytest.raises(KeyboardInterrupt):
        run([BackupAndRestore(tmp_path / "b"), *callbacks(), Interrupt("on_epoch_begin", 3)])
    again = run([BackupAndRestore(tmp_path / "b"), *callbacks()])
    assert_same(run(callbacks()), again, 1)
    assert again[1].history["lr"] == [np.float32(0.0005)]


def test_a_subclass_that_has_no_weights_before_its_first_step(tmp_path):
    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.inner = built()

        def call(self, x, training=None):
            return self.inner(x, training=training)

    def make():
        model = Own()
        model.compile("adam", "mse", metrics=["mae"], jit_compile=False)
        return model

    again = resumed(tmp_path / "b", Interrupt("on_train_batch_end", 2, 1), 1, make=make)
    assert_same(run(make=make), again, 2)


def test_the_backup_is_kept_where_it_is_wanted_and_a_finished_run_trains_no_more(tmp_path):
    for _ in range(2):
        _, history = run([BackupAndRestore(tmp_path, delete_checkpoint=False)], epochs=2)
    assert history.epoch == [] and history.history == {}
    _, history = run([BackupAndRestore(tmp_path, delete_checkpoint=True)], epochs=3)
    assert history.epoch == [2] and not tmp_path.exists()


def test_a_damaged_backup_gives_way_to_the_one_before(tmp_path, caplog):
    with pytest.raises(KeyboardInterrupt):
        run([BackupAndRestore(tmp_path, double_checkpoint=True), Interrupt("on_epoch_begin", 3)])
    newest = tmp_path / "training_state.h5"
    newest.write_bytes(newest.read_bytes()[:-100])
    again = run([BackupAndRestore(tmp_path)])
    assert "training_state.h5 is damaged" in caplog.text
    assert_same(run(), again, 2)
    tmp_path.mkdir()
    newest.write_bytes(b"no HDF5")
    with pytest.raises(ValueError, match="is damaged; remove it"):
        run([BackupAndRestore(tmp_path)])


def test_a_backup_of_another_model_changes_nothing(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        run([BackupAndRestore(tmp_path), Interrupt("on_epoch_begin", 3)])
    model = keras.Sequential([keras.Input((3,)), L.Dense(2), L.Dense(1)])
    model.compile("sgd", "mse")
    before = model.get_weights()
    with pytest.raises(ValueError, match=r"training_state.h5 is of another model: its weights are \['float32\[3, 4\]'"):
        model.fit(X, Y, verbose=0, callbacks=[BackupAndRestore(tmp_path)])
    for a, b in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    assert model.fit(X, Y, verbose=0).epoch == [0]


def says(**changed):
    """What makes the backup say something else of the run."""

    def change(file):
        run = json.loads(bytes(file.attrs["run"]))
        file.attrs["run"] = np.bytes_(json.dumps({**run, **changed}).encode())

    return change


def holds(*entry, **created):
    """What puts something else in an entry's place."""

    def change(file):
        del file[entry[0]]
        if created:
            file.create_dataset(entry[0], **created)
        else:
            file[entry[0]] = entry[1]

    return change


NUMPY = np.random.RandomState(0).get_state()
FOREIGN = {
    "json": (lambda file: file.attrs.__setitem__("run", np.bytes_(b"{")), "is damaged"),
    "no dict": (lambda file: file.attrs.__setitem__("run", np.bytes_(b"[1]")), "is damaged"),
    "no bytes": (lambda file: file.attrs.__setitem__("run", 5), "is damaged"),
    "empty": (lambda file: file.attrs.__setitem__("run", np.bytes_(b"{}")), "is damaged"),
    "epoch below 0": (says(epoch=-1), "must be counts"),
    "epoch is text": (says(epoch="2"), "must be counts"),
    "epoch is a fraction": (says(epoch=1.5), "must be counts"),
    "batch below 0": (says(batch=-1), "must be counts"),
    "batch beyond the epoch": (says(batch=1000), "epochs have 4 now"),
    "streams": (says(streams={"a": [-1]}), "must be counts"),
    "no streams": (says(streams=None), "is damaged"),
    "no position": (says(at_epoch={}), "must be positions"),
    "a position beyond the keys": (
        says(at_start={"numpy": ["MT19937", NUMPY[1].tolist(), 10**6, 0, 0.0]}),
        "must be positions",
    ),
    "numbers of another type": (holds("weights/0", np.ones((3, 4))), r"'float64\[3, 4\]'"),
    "text in the last optimizer's variable": (holds("optimizers/9", np.bytes_(b"abc")), "array of numbers is expected"),
    "another file": (holds("weights/0", shape=(3, 4), dtype="f", external=[("/etc/hosts", 0, 48)]), "external storage"),
    "a link": (holds("weights/0", h5py.SoftLink("/weights/1")), "a soft link"),
    "a terabyte": (holds("weights/0", shape=(2**20, 2**20), dtype="f", chunks=(9, 9)), "claims"),
}


@pytest.fixture(scope="module")
def backup(tmp_path_factory):
    folder = tmp_path_factory.mktemp("backup")
    with pytest.raises(KeyboardInterrupt):
        run([BackupAndRestore(folder), Interrupt("on_epoch_begin", 1)])
    return (folder / "training_state.h5").read_bytes()


@pytest.mark.parametrize("change, message", FOREIGN.values(), ids=FOREIGN.keys())
def test_a_backup_that_somebody_has_changed_is_refused_whole(change, message, backup, tmp_path):
    path = tmp_path / "training_state.h5"
    path.write_bytes(backup)
    with h5py.File(path, "r+") as file:
        change(file)
    model, fresh = built(), built()
    with pytest.raises(ValueError, match=message):
        model.fit(X, Y, batch_size=6, epochs=4, verbose=0, callbacks=[BackupAndRestore(tmp_path)])
    assert all(map(np.array_equal, model.get_weights(), fresh.get_weights()))
    assert int(model.optimizer.iterations.numpy()) == 0 and model._resumption is None


@pytest.mark.parametrize(
    "make", [os.mkdir, os.mkfifo, lambda path: os.symlink(path, path)], ids=["folder", "pipe", "loop"]
)
def test_what_is_no_file_is_no_backup(make, tmp_path):
    make(tmp_path / "training_state.h5")
    with pytest.raises(ValueError, match="is no file"):
        run([BackupAndRestore(tmp_path)])


def test_a_backup_of_16_bits(tmp_path):
    def half():
        model = built()
        model.add(L.Dense(1, dtype="bfloat16"))
        model.compile("sgd", "mse", jit_compile=False)
        return model

    again = resumed(tmp_path, Interrupt("on_epoch_begin", 2), "epoch", make=half)
    assert_same(run(make=half), again, 2)


def test_arguments():
    for wrong, message in (
        ({"backup_dir": ""}, "Empty `backup_dir` argument passed"),
        ({"save_freq": "x"}, "Invalid value for argument `save_freq`. Received: save_freq=x"),
        ({"save_freq": False}, "Either `save_freq` or `save_before_preemption` must be set"),
        ({"save_before_preemption": True}, "notices of Google's clouds"),
    ):
        with pytest.raises(ValueError, match=message):
            BackupAndRestore(**{"backup_dir": "b", **wrong})
    assert isinstance(keras.callbacks.experimental.BackupAndRestore("b"), keras.callbacks.BackupAndRestore)
