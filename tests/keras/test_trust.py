"""Nothing in a model file runs: what it names, what it holds, and when the user's own files are trusted."""

import json
import os

import h5py
import numpy as np
import pytest
from programs import keras, tf

pytestmark = pytest.mark.usefixtures("fresh_names")


def functional(layer, inbound):
    """The configuration of a model of one input and one layer, as a file may hold it."""
    start = {"batch_input_shape": [None, 2], "dtype": "float32", "sparse": False, "ragged": False, "name": "in0"}
    layers = [
        {"class_name": "InputLayer", "config": start, "name": "in0", "inbound_nodes": []},
        {**layer, "name": layer["config"]["name"], "inbound_nodes": [inbound]},
    ]
    ends = {"input_layers": [["in0", 0, 0]], "output_layers": [[layer["config"]["name"], 0, 0]]}
    return {"class_name": "Functional", "config": {"name": "model", "trainable": True, "layers": layers, **ends}}


def written(path, config):
    """A model file of `config` that has no weights."""
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = json.dumps(config).encode()
        file.attrs["keras_version"], file.attrs["backend"] = b"2.15.0", b"tensorflow"
        file.create_group("model_weights").attrs["layer_names"] = []
    return path


# what a file names


@pytest.mark.parametrize("safe_mode", [True, False])
@pytest.mark.parametrize(
    "symbol", ["runtime.xla.os.system", "core.nest.sys.modules.get", "io.gfile.remove", "io.write_file", "write_file"]
)
def test_a_name_in_a_file_never_reaches_outside_the_program(symbol, safe_mode, tmp_path):
    target = tmp_path / "target"
    target.write_text("mine")
    first = str(target) if "file" in symbol else f"echo theirs > {target}"
    config = {"name": "x", "trainable": True, "dtype": "float32", "function": symbol}
    evil = functional({"class_name": "TFOpLambda", "config": config}, ["_CONSTANT_VALUE", -1, first, {}])
    with pytest.raises(ValueError, match=f"calls the op `{symbol}`"):
        keras.models.load_model(written(tmp_path / "evil.h5", evil), safe_mode=safe_mode)
    with pytest.raises(ValueError, match=f"calls the op `{symbol}`"):
        keras.models.model_from_json(json.dumps(evil))
    assert target.read_text() == "mine" and sorted(os.listdir(tmp_path)) == ["evil.h5", "target"]


def test_what_the_program_itself_calls_may_be_cloned():
    """A Python function in a functional model is the program's own; only a file may not name one."""
    x = keras.Input((2,))
    model = keras.Model(x, tf.numpy_function(lambda v: v * 2, [x], tf.float32)[:, :1])
    again = keras.models.clone_model(model)
    assert again(np.ones((1, 2), "float32")).numpy().tolist() == [[2.0]]
