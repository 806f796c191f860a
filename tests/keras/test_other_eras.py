"""Files and configurations that another era of Keras wrote: what is not read yet is said, with what can be had."""

import json
import zipfile

import h5py
import numpy as np
import pytest
from programs import keras

pytestmark = pytest.mark.usefixtures("fresh_names")
L = keras.layers

POLICY = {"module": "keras", "class_name": "DTypePolicy", "config": {"name": "float32"}, "registered_name": None}
KERAS_3 = {  # what Keras 3.15 writes for Sequential([Input((3,)), Dense(2)]), shortened
    "class_name": "Sequential",
    "config": {
        "name": "s",
        "trainable": True,
        "dtype": POLICY,
        "layers": [
            {"class_name": "InputLayer", "config": {"batch_shape": [None, 3], "dtype": "float32", "name": "i"}},
            {"class_name": "Dense", "config": {"name": "d", "trainable": True, "dtype": POLICY, "units": 2}},
        ],
    },
}


def model():
    return keras.Sequential([L.Dense(2, input_shape=(3,), name="d")])


def test_a_model_that_keras_3_describes_is_refused_by_name_and_its_weights_are_read(tmp_path):
    written = model()
    written.save(tmp_path / "m.h5")
    with h5py.File(tmp_path / "m.h5", "a") as file:
        file.attrs["model_config"], file.attrs["keras_version"] = json.dumps(KERAS_3), "3.15.1"
    with pytest.raises(ValueError, match=r"m\.h5 is described in Keras 3's way.*load_weights"):
        keras.models.load_model(tmp_path / "m.h5")
    with pytest.raises(ValueError, match="The model is described in Keras 3's way"):
        keras.models.model_from_json(json.dumps(KERAS_3))
    read = model()
    read.load_weights(tmp_path / "m.h5")
    np.testing.assert_array_equal(read.get_weights()[0], written.get_weights()[0])


@pytest.mark.parametrize("group", ["layers/dense/vars", "_layer_checkpoint_dependencies/dense/vars"])
def test_weights_in_keras_3_s_layout_are_refused_by_name(group, tmp_path):
    with h5py.File(tmp_path / "m.weights.h5", "w") as file:
        file[f"{group}/0"], file[f"{group}/1"] = np.ones((3, 2), "f4"), np.ones(2, "f4")
    with pytest.raises(NotImplementedError, match=r"m\.weights\.h5 holds weights in Keras 3's layout"):
        model().load_weights(tmp_path / "m.weights.h5")


def test_a_keras_archive_is_refused_by_name(tmp_path):
    with zipfile.ZipFile(tmp_path / "m.keras", "w") as archive:
        archive.writestr("config.json", json.dumps(KERAS_3))
    for read in (keras.models.load_model, model().load_weights):
        with pytest.raises(NotImplementedError, match=r"m\.keras is a \.keras archive"):
            read(tmp_path / "m.keras")


def test_a_list_of_layers_is_keras_1_s_sequential():
    config = {"class_name": "Sequential", "config": model().get_config()["layers"]}
    assert keras.models.model_from_json(json.dumps(config)).output_shape == (None, 2)
