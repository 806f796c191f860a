"""Progress bars and callbacks: what they print, save and change is what Keras's do; hooks cost nothing unless used."""

import contextlib
import io
import json
import sys
from pathlib import Path
from unittest import mock

import numpy as np
import pytest

from tenfold import keras
from tenfold.keras.callbacks import monitor
from tenfold.keras.callbacks.callback import Callback
from tenfold.keras.callbacks.callback_list import CallbackList
from tenfold.keras.callbacks.csv_logger import CSVLogger
from tenfold.keras.callbacks.early_stopping import EarlyStopping
from tenfold.keras.callbacks.history import History
from tenfold.keras.callbacks.lambda_callback import LambdaCallback
from tenfold.keras.callbacks.learning_rate import LearningRateScheduler, ReduceLROnPlateau
from tenfold.keras.callbacks.model_checkpoint import ModelCheckpoint
from tenfold.keras.callbacks.progbar_logger import ProgbarLogger
from tenfold.keras.callbacks.terminate_on_nan import TerminateOnNaN
from tenfold.keras.utils import io_utils
from tenfold.keras.utils.progbar import Progbar

GOLDEN_FOLDER = Path(__file__).parents[2] / "golden" / "keras"
sys.path.insert(0, str(GOLDEN_FOLDER))

from keras_text_programs import PROGBARS, RUNS, FakeModel, FakeTime, run_fit, run_progbar  # noqa: E402

GOLDEN = json.loads((GOLDEN_FOLDER / "keras_text.json").read_text())


class Callbacks:
    CSVLogger = CSVLogger
    EarlyStopping = EarlyStopping
    LambdaCallback = LambdaCallback
    LearningRateScheduler = LearningRateScheduler
    ModelCheckpoint = ModelCheckpoint
    ReduceLROnPlateau = ReduceLROnPlateau
    TerminateOnNaN = TerminateOnNaN


class Rate:
    """A learning rate as a variable is one."""

    def __init__(self, value):
        self.assign(value)

    def assign(self, value):
        self.value = np.float32(value)

    def numpy(self):
        return self.value


@pytest.mark.parametrize("name", PROGBARS)
def test_progress_bar_prints_what_keras_prints(name):
    assert run_progbar(Progbar, PROGBARS[name]) == GOLDEN["progbars"][name]


@pytest.mark.parametrize("name", RUNS)
def test_fit_prints_and_does_what_keras_does(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run, expected = run_fit(Callbacks, CallbackList, Rate(0.1), RUNS[name]), GOLDEN["fits"][name]
    assert run["out"] == expected["out"]
    assert run["calls"] == expected["calls"]
    assert run["files"] == expected["files"]
    assert run["epochs"] == expected["epochs"]
    assert list(run["history"]) == list(expected["history"])
    for key, values in expected["history"].items():
        np.testing.assert_array_equal(run["history"][key], values)


def test_bar_without_terminal_redraws_on_new_lines():
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        bar = Progbar(2, width=2)
        bar._dynamic_display = False
        bar.update(1)
        bar.update(2)
    first, second = out.getvalue().strip("\n").split("\n")
    assert first.startswith("1/2 [>.] - ETA: ") and second.startswith("2/2 [==] - ")
    assert "\b" not in out.getvalue()


def test_messages_can_go_to_logging(capsys, caplog):
    io_utils.disable_interactive_logging()
    try:
        with caplog.at_level("INFO", logger="tenfold"):
            io_utils.print_msg("a message")
    finally:
        io_utils.enable_interactive_logging()
    assert capsys.readouterr().out == ""
    assert caplog.messages == ["a message"]


class OnlyEpochs(Callback):
    def on_epoch_end(self, epoch, logs=None):
        logs["extra"] = epoch


class OldHook(Callback):
    def __init__(self):
        super().__init__()
        self.seen = []

    def on_batch_end(self, batch, logs=None):
        self.seen.append((batch, logs))


def test_batches_are_reported_only_to_those_who_listen():
    old = OldHook()
    assert not CallbackList([OnlyEpochs(), History(), EarlyStopping(), ModelCheckpoint("x")]).wants_batches("train")
    assert CallbackList(ModelCheckpoint("x", save_freq=10)).wants_batches("train")
    assert CallbackList(LambdaCallback(on_batch_begin=lambda batch, logs: None)).wants_batches("train")
    run = CallbackList([[OnlyEpochs()], old])
    assert run.wants_batches("train") and not run.wants_batches("test") and not run.wants_batches("predict")
    run.on_train_batch_end(3, {"loss": 1.0})
    run.on_batch_end(4)
    assert old.seen == [(3, {"loss": 1.0}), (4, {})]
    silent = CallbackList(add_progbar=True, verbose=2, epochs=1, steps=5)
    assert not silent.wants_batches("train")
    silent.set_params({"verbose": 1, "epochs": 1, "steps": 5})
    assert silent.wants_batches("train")
    assert CallbackList(add_progbar=True, verbose=2, epochs=1, steps=None).wants_batches("train")
    silent.append(old)
    assert list(silent)[-1] is old


def test_logs_are_computed_only_when_needed():
    computed = []

    def logs():
        computed.append(1)
        return {"loss": 0.5}

    clock = FakeTime()
    with mock.patch("time.time", clock), contextlib.redirect_stdout(io.StringIO()) as out:
        run = CallbackList(add_progbar=True, model=FakeModel(0.1), verbose=1, epochs=1, steps=1000)
        run.on_train_begin()
        run.on_epoch_begin(0)
        for batch in range(1000):
            clock.now += 0.0011
            run.on_train_batch_end(batch, logs)
        run.on_epoch_end(0, logs())
    assert 15 <= len(computed) <= 30  # a second of training, a redraw every 0.05 s
    assert out.getvalue().endswith("1000/1000 [==============================] - 1s 1ms/step - loss: 0.5000\n")
    listener, before = OldHook(), len(computed)
    run = CallbackList(listener)
    run.on_train_batch_end(0, logs)
    assert listener.seen == [(0, {"loss": 0.5})] and len(computed) == before + 1


def test_values_that_are_no_metrics_are_averaged_even_if_lazy():
    with contextlib.redirect_stdout(io.StringIO()) as out:
        run = CallbackList(add_progbar=True, model=FakeModel(0.1), verbose=1, epochs=1, steps=4)
        run.on_epoch_begin(0)
        for batch in range(4):
            run.on_train_batch_end(batch, lambda batch=batch: {"mine": float(batch)})
        run.on_epoch_end(0, {})
    assert out.getvalue().endswith(" - mine: 1.5000\n")


def test_a_dataset_of_unknown_length_is_counted_in_the_first_epoch():
    with contextlib.redirect_stdout(io.StringIO()) as out:
        run = CallbackList(add_progbar=True, model=FakeModel(0.1), verbose=1, epochs=2, steps=None)
        run.on_train_begin()
        for epoch in range(2):
            run.on_epoch_begin(epoch)
            for batch in range(3):
                run.on_train_batch_end(batch, {"loss": 1.0})
            run.on_epoch_end(epoch, {"loss": 1.0})
    first, second = out.getvalue().split("Epoch 2/2\n")
    assert "1/Unknown - " in first and "3/3 [====" in first
    assert "Unknown" not in second and "1/3 [" in second


def test_evaluation_and_prediction_have_bars_of_their_own():
    with contextlib.redirect_stdout(io.StringIO()) as out:
        run = CallbackList(add_progbar=True, model=FakeModel(0.1), verbose=1, epochs=1, steps=2)
        run.on_test_begin()
        run.on_test_batch_end(0, {"loss": 2.0})
        run.on_test_end({"loss": 3.0})
        run.on_predict_begin()
        run.on_predict_batch_end(0, {"outputs": np.ones(3)})
        run.on_predict_end()
        run.on_train_begin()
        run.on_epoch_begin(0)
        before = out.tell()
        run.on_test_begin()
        run.on_test_batch_end(0, {"loss": 9.0})
        run.on_test_end({"loss": 9.0})
        assert out.tell() == before  # validation inside fit is silent
    evaluated, predicted = out.getvalue().strip("\n").split("\n")
    assert evaluated.endswith(" - loss: 3.0000") and "outputs" not in predicted


def test_hooks_share_one_dict_of_logs():
    history = History()
    run = CallbackList([OnlyEpochs(), history], model=FakeModel(0.1))
    run.on_train_begin()
    run.on_epoch_end(0, {"loss": 1.0})
    assert history.history == {"loss": [1.0], "extra": [0]}
    assert run.model.history is history


def test_a_class_in_place_of_a_callback():
    with pytest.raises(TypeError, match=r"instances of tf.keras.callbacks.Callback.*write EarlyStopping\(...\)"):
        CallbackList([EarlyStopping])
    with pytest.raises(TypeError, match="derive it from Callback"):
        CallbackList([3])


def test_plain_number_as_learning_rate_and_schedules_that_cannot_be_set():
    model = FakeModel(0.1)
    callback = LearningRateScheduler(lambda epoch, rate: 0.01)
    callback.set_model(model)
    callback.on_epoch_begin(0)
    assert model.optimizer.learning_rate == 0.01
    callback.schedule = lambda epoch: 1
    with pytest.raises(ValueError, match='output of the "schedule" function should be float. Got: 1'):
        callback.on_epoch_begin(0)
    model.optimizer.learning_rate = lambda step: 0.1
    with pytest.raises(ValueError, match="a callback cannot set"):
        callback.on_epoch_begin(0)
    model.optimizer.learning_rate = model.optimizer.lr = None
    with pytest.raises(ValueError, match='"lr" attribute'):
        callback.on_epoch_begin(0)


def test_arguments_that_make_no_sense():
    with pytest.raises(ValueError, match="factor >= 1.0. Got 2"):
        ReduceLROnPlateau(factor=2)
    with pytest.raises(ValueError, match="Unrecognized save_freq: 0.5"):
        ModelCheckpoint("x", save_freq=0.5)
    with pytest.raises(ValueError, match="Unknown `count_mode`: epochs"):
        ProgbarLogger("epochs")
    with pytest.raises(TypeError, match="perod"):
        ModelCheckpoint("x", perod=2)


def test_missing_metrics_are_warned_about(caplog):
    for callback in (EarlyStopping("auc"), ReduceLROnPlateau("auc"), ModelCheckpoint("x", "auc", save_best_only=True)):
        callback.set_model(FakeModel(0.1))
        callback.on_epoch_end(0, {"loss": 1.0})
    assert len(caplog.messages) == 3
    assert "Available metrics are: loss" in caplog.messages[0]
    monitor.comparison("sideways", "loss", lambda name: False, "EarlyStopping")
    assert "mode sideways is unknown" in caplog.messages[-1]


def test_checkpoint_paths(tmp_path):
    model = FakeModel(0.1)
    callback = ModelCheckpoint(tmp_path / "new" / "c_{epoch}_{accuracy:.1f}", save_weights_only=True, period=2)
    callback.set_model(model)
    for epoch in range(3):
        callback.on_epoch_end(epoch, {"accuracy": 0.25})
    assert model.calls == [["save_weights", str(tmp_path / "new" / "c_2_0.2")]]
    assert (tmp_path / "new").is_dir()
    callback.filepath = str(tmp_path / "{f1}.h5")
    with pytest.raises(KeyError, match="Failed to format.*f1.*there are: epoch, accuracy"):
        callback.on_epoch_end(3, {"accuracy": 0.25})
    (tmp_path / "folder.h5").mkdir()
    callback.filepath = str(tmp_path / "folder.h5")
    callback.period = 1
    with pytest.raises(OSError, match="non-directory filepath"):
        callback.on_epoch_end(4, {})


def test_restart_loads_the_newest_checkpoint(tmp_path):
    import os

    for age, name in enumerate(["c_3.h5", "c_1.h5", "other.h5", "c_2.txt"]):
        (tmp_path / name).write_text("")
        os.utime(tmp_path / name, (1000 - age, 1000 - age))
    loaded = []
    model = FakeModel(0.1)
    model.load_weights = loaded.append
    callback = ModelCheckpoint(tmp_path / "c_{epoch}.h5", load_weights_on_restart=True)
    callback.set_model(model)
    callback.on_train_begin()
    assert loaded == [str(tmp_path / "c_3.h5")]


def test_csv_is_appended_to(tmp_path):
    for append in (False, True):
        callback = CSVLogger(tmp_path / "log.csv", append=append)
        callback.on_train_begin()
        callback.on_epoch_end(0, {"loss": 1.5, "list": np.array([1, 2])})
        callback.on_train_end()
    lines = (tmp_path / "log.csv").read_text().split("\n")
    assert lines[0] == "epoch,list,loss,val_list,val_loss"
    assert lines[1] == lines[2] == '0,"""[1, 2]""",1.5,NA,NA'


def test_csv_logger_goes_on_after_a_line_that_a_kill_tore(tmp_path):
    (tmp_path / "log.csv").write_bytes(b"epoch,loss,val_loss\r\n0,1.5,NA\r\n1,1.")
    callback = CSVLogger(tmp_path / "log.csv", append=True)
    callback.on_train_begin()
    callback.on_epoch_end(1, {"loss": 1.25})
    assert (tmp_path / "log.csv").read_bytes().splitlines()[1:] == [b"0,1.5,NA", b"1,1.", b"1,1.25,NA"]
    callback.on_train_end()


def test_what_a_callback_adds_to_the_logs_is_gone_after_the_hook():
    class Adds(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            logs["mine"] = epoch

        def on_test_end(self, logs=None):
            logs["tested"] = 1.0

        def on_train_end(self, logs=None):
            self.last = sorted(logs)

    model, adds = keras.Sequential([keras.Input([1]), keras.layers.Dense(1)]), Adds()
    model.compile("sgd", "mse")
    x = np.ones([2, 1])
    history = model.fit(x, x, epochs=2, validation_data=(x, x), callbacks=[adds], verbose=0).history
    assert sorted(history) == ["loss", "mine", "val_loss"] and adds.last == ["loss", "val_loss"]
    assert list(model.evaluate(x, x, callbacks=[adds], return_dict=True, verbose=0)) == ["loss"]


def small(optimizer="sgd", loss="mse"):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, name="only")])
    model.set_weights([np.array([[0.5], [-0.5]]), np.zeros(1)])
    model.compile(optimizer, loss)
    return model


ROWS = np.linspace(-1, 1, 12, dtype="float32").reshape(6, 2)
TARGETS = ROWS.sum(1, keepdims=True) + 1


@pytest.mark.parametrize("as_json", [False, True])
def test_remote_monitor_posts_the_logs(as_json):
    import http.server
    import threading
    import urllib.parse

    got = []

    class Server(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            got.append((self.path, self.headers["Content-Type"], self.headers["X-Mine"], body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *words):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Server) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        root = f"http://127.0.0.1:{server.server_port}"
        callback = keras.callbacks.RemoteMonitor(root, headers={"X-Mine": "yes"}, send_as_json=as_json)
        callback.on_epoch_end(3, {"loss": np.float32(0.5), "a": np.arange(2), "text": "a&b"})
        server.shutdown()
        thread.join()
    path, kind, mine, body = got[0]
    text = body if as_json else urllib.parse.parse_qs(body)["data"][0]
    assert (path, mine) == ("/publish/epoch/end/", "yes")
    assert kind == ("application/json" if as_json else "application/x-www-form-urlencoded")
    assert json.loads(text) == {"epoch": 3, "loss": 0.5, "a": [0, 1], "text": "a&b"}


@pytest.mark.parametrize("root", ["http://127.0.0.1:9", "localhost:9000", "file:///etc", "no address"])
def test_remote_monitor_goes_on_without_a_server(root, caplog):
    keras.callbacks.RemoteMonitor(root).on_epoch_end(0, {"loss": 1.0})
    assert f"Could not reach RemoteMonitor root server at {root}" in caplog.text


def test_nan_is_blamed_on_a_layer(caplog):
    model = small(keras.optimizers.SGD(1e20))
    model.fit(ROWS, TARGETS, 2, 3, verbose=0, callbacks=[TerminateOnNaN()])
    assert "Training diverges: before that batch the weight only/" in caplog.text
    model = small()
    model.layers[0].set_weights([np.array([[np.nan], [1.0]]), np.zeros(1)])
    with pytest.raises(
        RuntimeError, match=r"NaN or Inf loss encountered at batch 0. Loss value: nan. .*only/kernel:0 of"
    ):
        model.fit(ROWS, TARGETS, 2, 3, verbose=0, callbacks=[TerminateOnNaN(raise_error=True)])
    with pytest.raises(RuntimeError, match="all weights were finite: look for NaN in the data"):
        small().fit(ROWS * np.nan, TARGETS, 2, 3, verbose=0, callbacks=[TerminateOnNaN(raise_error=True)])


class Weights(Callback):
    """Notes the first weight where Keras 3.15's run noted it."""

    def __init__(self):
        super().__init__()
        self.seen = []
        for hook in ("on_epoch_begin", "on_test_begin", "on_test_end", "on_epoch_end", "on_train_end"):
            setattr(self, hook, lambda *given, logs=None: self.seen.append(self.model.get_weights()[0][0, 0]))


@pytest.mark.parametrize("swap_on_epoch", [False, True])
@pytest.mark.parametrize("stops", [False, True])
def test_averages_take_the_weights_place(swap_on_epoch, stops):
    model, seen = small(keras.optimizers.SGD(0.1, use_ema=True, ema_momentum=0.5)), Weights()
    swap = keras.callbacks.SwapEMAWeights(swap_on_epoch)
    stop = LambdaCallback(on_epoch_end=lambda epoch, logs: setattr(model, "stop_training", epoch == 1))
    callbacks = [swap, seen, *([stop] if stops else [])]
    model.fit(ROWS, TARGETS, 3, 3 if stops else 2, 0, callbacks, validation_data=(ROWS, TARGETS), shuffle=False)
    start, test_1, tested_1, end_1, again, test_2, tested_2, end_2, last = seen.seen
    trained = small(keras.optimizers.SGD(0.1))
    trained.fit(ROWS, TARGETS, 3, 2, 0, shuffle=False)
    assert (start, again) == (0.5, tested_1) and tested_2 != test_2
    assert end_1 == (test_1 if swap_on_epoch else tested_1) and end_2 == (test_2 if swap_on_epoch else tested_2)
    assert last == test_2 == model.get_weights()[0][0, 0]  # averages are what training leaves
    assert tested_2 == trained.get_weights()[0][0, 0]  # and they do not touch what is trained


def test_averages_that_nobody_keeps():
    for call in (small().fit, small().evaluate):
        with pytest.raises(
            ValueError, match="must be used when `use_ema=True` is set on the optimizer. Received: use_ema"
        ):
            call(ROWS, TARGETS, verbose=0, callbacks=[keras.callbacks.SwapEMAWeights()])
