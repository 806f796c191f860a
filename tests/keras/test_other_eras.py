"""Files and configurations that another era of Keras wrote: what is not read yet is said, with what can be had."""

import json
import shutil
import zipfile

import h5py
import numpy as np
import pytest
from programs import keras

pytestmark = pytest.mark.usefixtures("fresh_names")
L = keras.layers
X, Y = np.ones((4, 3), "float32"), np.ones((4, 1), "float32")

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


def layers(change):
    """A change of a model's configuration: of that of each layer."""

    def changed(config):
        for layer in config["config"]["layers"]:
            change(layer["class_name"], layer["config"])
        return config

    return changed


POLICY_2 = {"module": "keras.mixed_precision", "class_name": "Policy", "config": {"name": "float32"}}
SCALING = {"scale": 1.0, "mode": "fan_avg", "distribution": "uniform", "seed": None, "dtype": "float32"}
MODELS = {  # how earlier versions of Keras 1 and 2 wrote the same model
    "no dtypes": layers(lambda name, c: c.pop("dtype", None)),
    "a policy": layers(lambda name, c: c.update(dtype="float32" if name == "InputLayer" else POLICY_2)),
    "an axis in a list": layers(lambda name, c: name == "BatchNormalization" and c.update(axis=[1])),
    "an initializer with a dtype": layers(
        lambda name, c: (
            name == "Dense" and c.update(kernel_initializer={"class_name": "VarianceScaling", "config": SCALING})
        )
    ),
    "a list of layers": lambda config: {"class_name": "Sequential", "config": config["config"]["layers"]},
    "the input's shape in the first layer": lambda config: {
        "class_name": "Sequential",
        "config": [
            {**layer, "config": {**layer["config"], **({"batch_input_shape": [None, 3]} if i == 0 else {})}}
            for i, layer in enumerate(config["config"]["layers"][1:])
        ],
    },
}
ADAM = {"beta_1": 0.9, "beta_2": 0.999, "decay": 0.0, "epsilon": 1e-7, "amsgrad": False}
LOSS = {"reduction": "auto", "name": "binary_crossentropy", "from_logits": False, "label_smoothing": 0}
WRAPPED = {"class_name": "MeanMetricWrapper", "config": {"name": "acc", "dtype": "float32", "fn": "binary_accuracy"}}
TRAININGS = {
    "lr": {"optimizer_config": {"class_name": "Adam", "config": {"lr": 0.001, **ADAM}}},
    "learning_rate": {"optimizer_config": {"class_name": "Adam", "config": {"learning_rate": 0.001, **ADAM}}},
    "sample_weight_mode": {"sample_weight_mode": None},
    "a loss object": {"loss": {"class_name": "BinaryCrossentropy", "config": LOSS}},
    "a wrapped metric": {"metrics": [[WRAPPED]]},
    "a plain list of metrics": {"metrics": ["acc"]},
    "no weighted metrics": {"weighted_metrics": None},
}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """(path of a trained model, what it predicts, what it evaluates to)."""
    model = keras.Sequential(
        [L.Dense(2, input_shape=(3,)), L.BatchNormalization(), L.Dense(1, activation="sigmoid")], name="s"
    )
    model.compile(keras.optimizers.legacy.Adam(), "binary_crossentropy", metrics=["acc"])
    model.fit(X, Y, verbose=0)
    path = tmp_path_factory.mktemp("written") / "m.h5"
    model.save(path)
    return path, model.predict(X, verbose=0), model.evaluate(X, Y, verbose=0)


@pytest.mark.parametrize("how", [*MODELS, *TRAININGS])
def test_files_of_earlier_versions_are_read_as_tf_keras_reads_them(how, written, tmp_path):
    path, predicted, evaluated = written
    shutil.copy(path, tmp_path / "m.h5")
    with h5py.File(tmp_path / "m.h5", "a") as file:
        if how in MODELS:
            file.attrs["model_config"] = json.dumps(MODELS[how](json.loads(file.attrs["model_config"])))
        else:
            file.attrs["training_config"] = json.dumps({**json.loads(file.attrs["training_config"]), **TRAININGS[how]})
    read = keras.models.load_model(tmp_path / "m.h5")
    np.testing.assert_array_equal(read.predict(X, verbose=0), predicted)
    assert read.metrics_names == ["loss", "acc"] and read.test_on_batch(X, Y) == evaluated
    assert float(read.optimizer.learning_rate) == pytest.approx(0.001) and int(read.optimizer.iterations) == 1
