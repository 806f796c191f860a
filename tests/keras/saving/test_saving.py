"""Models and weights in HDF5 files, to and from Keras 2."""

import json
import os
import subprocess
from pathlib import Path

import h5py
import numpy as np
import pytest
from programs import GOLDEN, keras, tf

from tenfold.core.base.thread import using

from keras_saving_programs import MODELS, OPS, doubled, numbers, observed, op_model, started  # isort: skip

pytestmark = pytest.mark.usefixtures("fresh_names")
FILES = GOLDEN / "keras_hdf5"
RECORDED = json.loads((FILES / "saving.json").read_text())
PEER = Path(os.environ.get("TENFOLD_PEER_TF", Path(__file__).parents[3] / ".peers" / "tf" / "bin" / "python"))
CUSTOM = {"doubled": doubled}


def assert_observed(found, wanted):
    for a, b in zip(found["outputs"], wanted["outputs"], strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(found["steps"], wanted["steps"], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", MODELS)
def test_a_model_that_tf_keras_saved_goes_on_here(name):
    model = keras.models.load_model(FILES / f"{name}.h5", custom_objects=CUSTOM)
    _, x, y = MODELS[name](keras)
    assert_observed(observed(model, x, y), RECORDED[name])


@pytest.mark.parametrize("name", MODELS)
def test_weights_that_tf_keras_saved(name):
    whole = keras.models.load_model(FILES / f"{name}.h5", custom_objects=CUSTOM, compile=False)
    for file in (f"{name}_weights.h5", f"{name}.h5"):
        model, _, _ = MODELS[name](keras)
        model.load_weights(FILES / file)
        for a, b in zip(model.get_weights(), whole.get_weights(), strict=True):
            np.testing.assert_array_equal(a, b)


def contents(path):
    """Names, attributes that give order, and shapes of what an HDF5 file holds."""
    found = {}

    def visit(name, node):
        lists = {k: np.asarray(v).tolist() for k, v in node.attrs.items() if k in ("layer_names", "weight_names")}
        found[name] = (lists, (node.shape, str(node.dtype)) if isinstance(node, h5py.Dataset) else sorted(node))

    with h5py.File(path) as file:
        file.visititems(visit)
        found["/"] = sorted(set(file.attrs) - {"tenfold_signature"})  # where code is held; Keras does not look at it
    return found


@pytest.mark.parametrize("name", MODELS)
def test_files_are_laid_out_as_tf_keras_does(name, tmp_path):
    model, _, _ = started(MODELS[name], keras)
    model.save(tmp_path / "m.h5")
    model.save_weights(tmp_path / "w.h5")
    assert contents(tmp_path / "m.h5") == contents(FILES / f"{name}.h5")
    assert contents(tmp_path / "w.h5") == contents(FILES / f"{name}_weights.h5")


@pytest.mark.skipif(not PEER.exists(), reason="no TensorFlow beside: `make peers`, or TENFOLD_PEER_TF=its python")
def test_tf_keras_goes_on_with_models_saved_here(tmp_path):
    wanted = {}
    for name, make in MODELS.items():
        keras.backend.clear_session()
        model, x, y = started(make, keras)
        model.save(tmp_path / f"{name}.h5")
        model.save_weights(tmp_path / f"{name}_weights.h5")
        wanted[name] = observed(model, x, y)
    run = subprocess.run([PEER, GOLDEN / "record_keras_saving.py", tmp_path], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr[-2000:]
    found = json.loads(run.stdout.strip().split("\n")[-1])
    for name in MODELS:
        assert_observed(found[name], wanted[name])


@pytest.mark.parametrize("gear", ["first", "second"])
@pytest.mark.parametrize("name", MODELS)
def test_resuming_equals_never_having_stopped(name, gear, tmp_path):
    with using(gear=gear):
        model, x, y = started(MODELS[name], keras)
        model.save(tmp_path / "m.h5")
        again = keras.models.load_model(tmp_path / "m.h5", custom_objects=CUSTOM)
        assert again.name == model.name and [layer.name for layer in again.layers] == [
            layer.name for layer in model.layers
        ]
        assert int(again.optimizer.iterations.numpy()) == 2
        assert observed(again, x, y) == observed(model, x, y)


def small(name="net"):
    return keras.Sequential(
        [keras.layers.Dense(3, input_shape=(2,), name="a"), keras.layers.Dense(1, name="b")], name=name
    )


def test_weights_go_by_order_from_functional_to_sequential(tmp_path):
    x = keras.Input((2,))
    model = keras.Model(x, keras.layers.Dense(1)(keras.layers.Dense(3)(x)))
    model.save_weights(tmp_path / "w.h5")
    other = small()
    other.load_weights(tmp_path / "w.h5")
    for a, b in zip(model.get_weights(), other.get_weights()):
        np.testing.assert_array_equal(a, b)


def test_weights_by_name_leave_the_others_alone(tmp_path):
    model = small()
    model.save_weights(tmp_path / "w.h5")
    other = keras.Sequential(
        [keras.layers.Dense(5, input_shape=(2,), name="new"), keras.layers.Dense(3, input_shape=(2,), name="c")]
    )
    other = keras.Sequential([keras.layers.Dense(3, input_shape=(2,), name="a"), keras.layers.Dense(4, name="head")])
    before = other.get_weights()
    other.load_weights(tmp_path / "w.h5", by_name=True)
    np.testing.assert_array_equal(other.get_weights()[0], model.get_weights()[0])
    np.testing.assert_array_equal(other.get_weights()[2], before[2])


def test_weights_of_a_model_without_any_are_saved_and_loaded(tmp_path):
    model = keras.Sequential([keras.layers.Flatten(input_shape=(2, 2))])
    model.save_weights(tmp_path / "w.h5")
    model.load_weights(tmp_path / "w.h5")
    assert model.get_weights() == []


def test_what_does_not_fit_changes_nothing(tmp_path):
    small().save_weights(tmp_path / "w.h5")
    model = keras.Sequential([keras.layers.Dense(3, input_shape=(2,), name="a"), keras.layers.Dense(2, name="b")])
    before = model.get_weights()
    with pytest.raises(ValueError, match=r"expects shape \(3, 2\). Received saved weight with shape \(3, 1\)"):
        model.load_weights(tmp_path / "w.h5")
    with pytest.raises(ValueError, match="Layer count mismatch.*expected 1 layers, found 2"):
        keras.Sequential([keras.layers.Dense(3, input_shape=(2,))]).load_weights(tmp_path / "w.h5")
    for a, b in zip(before, model.get_weights()):
        np.testing.assert_array_equal(a, b)
    model.load_weights(tmp_path / "w.h5", by_name=True, skip_mismatch=True)
    np.testing.assert_array_equal(model.get_weights()[2], before[2])
    assert not np.array_equal(model.get_weights()[0], before[0])


def test_a_failed_save_leaves_the_old_file(tmp_path, monkeypatch):
    model, path = small(), tmp_path / "m.h5"
    model.save(path)
    old = path.read_bytes()
    monkeypatch.setattr(keras.layers.Dense, "get_config", lambda self: {"bad": object()})
    with pytest.raises(TypeError, match="cannot be saved as JSON"):
        model.save(path)
    assert path.read_bytes() == old and os.listdir(tmp_path) == ["m.h5"]
    monkeypatch.undo()
    with pytest.raises(FileExistsError, match="overwrite"):
        model.save(path, overwrite=False)


def test_custom_classes_and_functions_are_found_by_name(tmp_path):
    class Half(keras.layers.Layer):
        def call(self, x):
            return x / 2.0

    def swish(x):
        return x * tf.sigmoid(x)

    def off(y_true, y_pred):
        return tf.reduce_mean(tf.abs(y_true - y_pred), axis=-1)

    model = keras.Sequential([Half(input_shape=(2,)), keras.layers.Dense(1, activation=swish)])
    model.compile("sgd", off, metrics=[off])
    model.fit(np.ones((2, 2)), np.ones((2, 1)), verbose=0)
    model.save(tmp_path / "m.h5")
    with pytest.raises(ValueError, match="Unknown layer: 'Half'.*custom_objects"):
        keras.models.load_model(tmp_path / "m.h5")
    again = keras.models.load_model(tmp_path / "m.h5", custom_objects={"Half": Half, "swish": swish, "off": off})
    x = np.ones((2, 2), "float32")
    np.testing.assert_array_equal(again(x), model(x))
    assert again.evaluate(x, np.ones((2, 1)), verbose=0) == model.evaluate(x, np.ones((2, 1)), verbose=0)


def test_a_subclassed_model_saves_its_weights(tmp_path):
    class Net(keras.Model):
        def __init__(self):
            super().__init__()
            self.a, self.b = keras.layers.Dense(3), keras.layers.Dense(1)

        def call(self, x):
            return self.b(self.a(x))

    model, other, x = Net(), Net(), np.ones((1, 2), "float32")
    model(x)
    model.save_weights(tmp_path / "w.h5")
    with pytest.raises(ValueError, match="Call the Model first"):
        other.load_weights(tmp_path / "w.h5")
    other(x)
    other.load_weights(tmp_path / "w.h5")
    np.testing.assert_array_equal(model(x), other(x))
    with pytest.raises(NotImplementedError, match="Functional model or a Sequential model.*save_weights"):
        model.save(tmp_path / "m.h5")


def test_what_is_not_there_is_said(tmp_path):
    with pytest.raises(OSError, match="No file or directory"):
        keras.models.load_model(tmp_path / "no.h5")
    with pytest.raises(OSError, match="no file"):
        small().load_weights(tmp_path / "no.h5")
    with pytest.raises(NotImplementedError, match=r"ends in .h5"):
        small().save(tmp_path / "saved_model")


def test_a_fresh_and_an_uncompiled_model(tmp_path):
    model = small()
    model.save(tmp_path / "m.h5")
    again = keras.models.load_model(tmp_path / "m.h5")
    assert again.optimizer is None
    model.compile("adam", "mse")
    model.save(tmp_path / "c.h5", include_optimizer=False)
    assert keras.models.load_model(tmp_path / "c.h5").optimizer is None
    model.save(tmp_path / "d.h5")
    again = keras.models.load_model(tmp_path / "d.h5")
    again.fit(np.ones((2, 2)), np.ones((2, 1)), verbose=0)


def test_callbacks_save_what_load_model_reads(tmp_path):
    model = small()
    model.compile("adam", "mse")
    callback = keras.callbacks.ModelCheckpoint(str(tmp_path / "best.h5"), monitor="val_loss", save_best_only=True)
    x, y = np.ones((8, 2)), np.ones((8, 1))
    model.fit(x, y, validation_split=0.5, epochs=2, verbose=0, callbacks=[callback])
    again = keras.models.load_model(tmp_path / "best.h5")
    np.testing.assert_array_equal(again.get_weights()[0], model.get_weights()[0])


@pytest.mark.parametrize("expression", OPS)
def test_bare_ops_are_kept(expression):
    """A model of an op that tf_keras described works here; described here it is the same model, in the same words."""
    described, wanted = RECORDED["ops"][expression]
    x = numbers(2, 3, 4)
    for model in (keras.models.model_from_json(described), op_model(expression, tf, keras)[0]):
        again = keras.models.model_from_json(model.to_json())
        for m in (model, again):
            np.testing.assert_allclose(m(x), wanted, rtol=1e-5, atol=1e-6)
    theirs, ours = (json.loads(text)["config"]["layers"] for text in (described, model.to_json()))
    assert [layer["class_name"] for layer in ours] == [layer["class_name"] for layer in theirs]
    assert [layer["config"].get("function") for layer in ours] == [layer["config"].get("function") for layer in theirs]


def test_models_as_json():
    model, _, _ = MODELS["functional"](keras)
    again = keras.models.model_from_json(model.to_json())
    assert json.loads(again.to_json()) == json.loads(model.to_json())
    config = model.get_config()
    assert keras.Model.from_config(config).name == "graph"


def test_save_model_and_load_model_are_functions_of_keras_models(tmp_path):
    model = keras.Sequential([keras.layers.Dense(2, input_shape=(3,), name="d")])
    keras.models.save_model(model, tmp_path / "m.h5")
    again = keras.models.load_model(tmp_path / "m.h5")
    x = np.ones((1, 3), "float32")
    np.testing.assert_array_equal(again(x), model(x))


def test_signatures_are_refused_where_they_cannot_be_kept(tmp_path):
    model = keras.Sequential([keras.layers.Dense(1, input_shape=(2,))])
    with pytest.raises(ValueError, match="signatures belong to SavedModels, .*received {'serve': 1}"):
        model.save(tmp_path / "m.h5", signatures={"serve": 1})
    assert not any(tmp_path.iterdir())
    model.save(tmp_path / "m.h5", options=None, save_traces=False)
