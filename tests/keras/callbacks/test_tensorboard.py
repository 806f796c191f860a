"""TensorBoard's event files: the tags, steps and numbers that tf_keras 2.21 writes."""

import gzip
import json

import numpy as np
import pytest

import tenfold as tf
from tenfold import keras
from tenfold.core.base.recording import recorder
from tenfold.io.events.reader import events
from tenfold.io.tensor_proto import to_array

L = keras.layers
X = np.linspace(-1, 1, 36, dtype="float32").reshape(12, 3)
Y = X.sum(axis=1, keepdims=True)


def model(optimizer="sgd"):
    made = keras.Sequential([keras.Input((3,)), L.Dense(2, name="d"), L.Dense(1, name="e")])
    made.compile(optimizer, "mse", metrics=["mae"])
    return made


def written(folder):
    """{folder below: [(step, tag, plugin, value)]} of all event files."""
    found = {}
    for path in sorted(folder.rglob("*tfevents*"), key=lambda p: (p.parent, p.stat().st_mtime_ns)):
        rows = [
            (e.step, v.tag, v.metadata.plugin_data.plugin_name, v.tensor) for e in events(path) for v in e.summary.value
        ]
        found.setdefault(path.parent.name, []).extend(rows)
    return found


def run(folder, optimizer="sgd", **options):
    made, callback = model(optimizer), keras.callbacks.TensorBoard(folder, **options)
    history = made.fit(X, Y, 4, 2, 0, [callback], validation_data=(X, Y)).history
    made.evaluate(X, Y, verbose=0, callbacks=[callback])
    return written(folder), history


def test_scalars_of_epochs_and_evaluations(tmp_path):
    found, history = run(tmp_path)
    assert [row[:3] for row in found["train"]] == [
        (0, "keras", "graph_keras_model"),
        *((epoch, f"epoch_{name}", "scalars") for epoch in (0, 1) for name in ("loss", "mae")),
        (0, "keras", "graph_keras_model"),
    ]
    names = ("loss", "mae")
    assert [row[:3] for row in found["validation"]] == [
        *((3, f"evaluation_{name}_vs_iterations", "scalars") for name in names),
        *((0, f"epoch_{name}", "scalars") for name in names),
        *((6, f"evaluation_{name}_vs_iterations", "scalars") for name in names),
        *((1, f"epoch_{name}", "scalars") for name in names),
        *((6, f"evaluation_{name}_vs_iterations", "scalars") for name in names),
    ]
    losses = [to_array(proto) for _, tag, _, proto in found["train"] if tag == "epoch_loss"]
    np.testing.assert_array_equal(losses, np.float32(history["loss"]))
    assert losses[0].shape == () and losses[0].dtype == np.float32


def test_scalars_of_batches_rates_and_schedules(tmp_path):
    decay = keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(0.1, 1, 0.5))
    found, _ = run(tmp_path, decay, update_freq="batch", write_graph=False, write_steps_per_second=True)
    rows = [row[:2] for row in found["train"]]
    assert rows[:4] == [
        (1, "batch_steps_per_second"),
        (1, "batch_loss"),
        (1, "batch_mae"),
        (2, "batch_steps_per_second"),
    ]
    assert rows[9:13] == [(0, f"epoch_{name}") for name in ("loss", "mae", "learning_rate", "steps_per_second")]
    rates = [to_array(proto) for _, tag, _, proto in found["train"] if tag == "epoch_learning_rate"]
    np.testing.assert_allclose(rates, [0.1 / 2**3, 0.1 / 2**6], rtol=1e-6)


def test_every_other_batch_weights_and_images(tmp_path):
    found, _ = run(tmp_path, update_freq=2, write_graph=False, histogram_freq=2, write_images=True)
    assert [row[0] for row in found["train"] if row[1] == "batch_loss"] == [2, 4, 6]
    assert [
        (step, tag, to_array(proto).shape) for step, tag, plugin, proto in found["train"] if plugin != "scalars"
    ] == [
        (0, "d/kernel_0/histogram", (30, 3)),
        (0, "d/kernel_0/image", (3,)),
        (0, "d/bias_0/histogram", (30, 3)),
        (0, "d/bias_0/image", (3,)),
        (0, "e/kernel_0/histogram", (30, 3)),
        (0, "e/kernel_0/image", (3,)),
        (0, "e/bias_0/histogram", (30, 3)),
    ]


def test_a_subclass_has_no_graph(tmp_path, caplog):
    class Own(keras.Model):
        def __init__(self, layer):
            super().__init__()
            self.inner = layer

        def call(self, x):
            return self.inner(x)

        def get_config(self):
            raise NotImplementedError("no configuration")

    made = Own(L.Dense(1))
    made.compile("sgd", "mse")
    made.fit(X, Y, verbose=0, callbacks=[keras.callbacks.TensorBoard(tmp_path)])
    assert [row[1] for row in written(tmp_path)["train"]] == ["epoch_loss"]
    assert "failed to serialize as JSON" in caplog.text


def test_arguments(caplog):
    for wrong, error, message in (
        ({"bogus": 1}, ValueError, "Unrecognized arguments in `TensorBoard` Callback: {'bogus'}"),
        ({"update_freq": "step"}, ValueError, "`update_freq` must be"),
        *[
            ({"profile_batch": wrong}, ValueError, "profile_batch must be")
            for wrong in (-1, (4, 2), "1,2,3", 1.5, None)
        ],
        ({"profile_batch": "two"}, ValueError, "text where a number is expected"),
        ({"embeddings_freq": 1}, NotImplementedError, "embeddings are not written"),
    ):
        with pytest.raises(error, match=message):
            keras.callbacks.TensorBoard("logs", **wrong)
    keras.callbacks.TensorBoard("logs", batch_size=32, write_grads=True)
    assert "`batch_size` of TensorFlow 1" in caplog.text


@pytest.mark.parametrize("wanted, steps", [(2, [2]), ((2, 3), [2, 3]), ("3,9", [3, 4]), (5, [])])
def test_profiles_of_batches(wanted, steps, tmp_path):
    """In `log_dir/plugins/profile`, as tf_keras has it; a range that training ends within is written then."""
    callback = keras.callbacks.TensorBoard(tmp_path, profile_batch=wanted)
    model().fit(X[:8], Y[:8], batch_size=2, verbose=0, callbacks=[callback])
    traces = [json.loads(gzip.decompress(p.read_bytes())) for p in tmp_path.glob("plugins/profile/*/*.trace.json.gz")]
    events = [e for trace in traces for e in trace["traceEvents"] if e["ph"] == "X"]
    assert [e["args"]["step_num"] for e in events if e["name"] == "train"] == steps
    assert len([e for e in events if e["cat"] in ("graph", "program")]) == len(steps)
    assert recorder.on is None


def test_a_profile_beside_another_is_not_begun(tmp_path, caplog):
    with tf.profiler.experimental.Profile(tmp_path / "mine"):
        callback = keras.callbacks.TensorBoard(tmp_path, profile_batch=1)
        model().fit(X, Y, verbose=0, callbacks=[callback])
    assert "Failed to start profiler: Another profiler is running." in caplog.text
    assert not (tmp_path / "plugins").exists()
