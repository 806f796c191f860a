"""Keras 2's HDF5 layout: files that tf_keras wrote read here, and what is written here reads back the same."""

import json
import os
from collections import namedtuple
from pathlib import Path

import h5py
import ml_dtypes
import numpy as np
import pytest

from tenfold.keras.saving.hdf5 import layout as hdf5_format
from tenfold.keras.saving.hdf5.layout import SavedModel, SavedWeights
from tenfold.keras.saving.hdf5.weight_matching import match_by_name, match_by_order

GOLDEN = Path(__file__).parents[2] / "golden" / "keras" / "keras_hdf5"
EXPECTED = json.loads((GOLDEN / "expected.json").read_text())
Variable = namedtuple("Variable", "name shape")


def assert_same(saved, expected):
    assert [name for name, _ in saved] == [name for name, _ in expected]
    for (_, value), (_, wanted) in zip(saved, expected):
        np.testing.assert_array_equal(value, np.asarray(wanted, value.dtype))


def variables(arrays):
    return [Variable(name, value.shape) for name, value in arrays]


def small_weights():
    dense = [("dense/kernel:0", np.ones((2, 3), "float32")), ("dense/bias:0", np.zeros(3, "float32"))]
    return SavedWeights([("x", []), ("dense", dense), ("a/b", [("a/b/w:0", np.float32(4))])])


def test_reads_a_whole_model_of_keras():
    model = hdf5_format.load_model(GOLDEN / "mlp_model.h5")
    assert [name for name, _ in model.weights.layers] == ["dense", "batch_normalization", "dropout", "dense_1"]
    for (_, arrays), (_, expected) in zip(model.weights.layers, EXPECTED["mlp"]):
        assert_same(arrays, expected)
    assert_same(model.optimizer_weights, EXPECTED["optimizer"])
    assert model.weights.keras_version == EXPECTED["keras_version"]
    assert model.weights.backend == "tensorflow"
    assert model.model_config["class_name"] == "Sequential"
    assert model.training_config["optimizer_config"]["class_name"].endswith("Adam")


def test_reads_the_weights_of_a_nested_model_and_the_weights_in_a_whole_model():
    nested = hdf5_format.load_weights(GOLDEN / "nested_weights.h5")
    assert [name for name, _ in nested.layers] == ["x", "inner", "head"]
    for (_, arrays), (_, expected) in zip(nested.layers, EXPECTED["nested"]):
        assert_same(arrays, expected)
    whole = hdf5_format.load_weights(GOLDEN / "mlp_model.h5")
    assert_same(whole.layers[0][1], EXPECTED["mlp"][0][1])


def test_a_weights_file_is_not_a_model():
    with pytest.raises(ValueError, match="No model config found.*load_weights"):
        hdf5_format.load_model(GOLDEN / "nested_weights.h5")


def test_written_model_reads_back(tmp_path):
    config = {"class_name": "Sequential", "config": {"name": "m", "note": "x" * 200_000, "size": np.int64(3)}}
    optimizer = [("iteration:0", np.int64(7)), ("Adam/m/dense/kernel:0", np.ones((2, 3), "float32"))]
    model = SavedModel(small_weights(), config, {"loss": "mse"}, optimizer)
    hdf5_format.save_model(tmp_path / "deep" / "m.h5", model)
    back = hdf5_format.load_model(tmp_path / "deep" / "m.h5")
    assert back.model_config["config"] == {"name": "m", "note": "x" * 200_000, "size": 3}
    assert back.training_config == {"loss": "mse"}
    assert_same(back.optimizer_weights, optimizer)
    for (name, arrays), (expected_name, expected) in zip(back.weights.layers, model.weights.layers):
        assert name == expected_name
        assert_same(arrays, expected)
        assert [a.dtype for _, a in arrays] == [a.dtype for _, a in expected]
    assert os.listdir(tmp_path / "deep") == ["m.h5"]


def test_layout_is_keras_s(tmp_path):
    hdf5_format.save_weights(tmp_path / "w.h5", small_weights())
    with h5py.File(tmp_path / "w.h5") as ours, h5py.File(GOLDEN / "nested_weights.h5") as theirs:
        assert set(ours.attrs) == set(theirs.attrs)
        assert ours["dense"].attrs["weight_names"].dtype == theirs["head"].attrs["weight_names"].dtype
        assert ours["x"].attrs["weight_names"].dtype == theirs["x"].attrs["weight_names"].dtype
        assert set(ours) == {"x", "dense", "a", "top_level_model_weights"}
        assert ours["dense"]["dense/kernel:0"].shape == (2, 3)


def test_many_names_are_split_over_attributes(tmp_path):
    arrays = [(f"layer_with_a_long_name_{i:06d}/kernel:0", np.float32(i)) for i in range(3000)]
    hdf5_format.save_weights(tmp_path / "w.h5", SavedWeights([("big", arrays)]))
    with h5py.File(tmp_path / "w.h5") as file:
        assert {"weight_names0", "weight_names1"} <= set(file["big"].attrs)
        assert "weight_names" not in file["big"].attrs
    assert hdf5_format.load_weights(tmp_path / "w.h5").layers[0][1] == arrays


def test_a_name_too_large_for_hdf5(tmp_path):
    with h5py.File(tmp_path / "w.h5", "w") as file, pytest.raises(RuntimeError, match="larger than 64512 bytes"):
        hdf5_format.save_attributes(file, "names", [b"x" * 70_000])


def test_bfloat16_keeps_its_type(tmp_path):
    value = np.array([1.5, -2, 3e30], ml_dtypes.bfloat16)
    hdf5_format.save_weights(tmp_path / "w.h5", SavedWeights([("d", [("d/w:0", value)])]))
    back = hdf5_format.load_weights(tmp_path / "w.h5").layers[0][1][0][1]
    assert back.dtype == ml_dtypes.bfloat16
    np.testing.assert_array_equal(back, value)


def test_a_failed_save_leaves_the_old_file(tmp_path):
    path = tmp_path / "w.h5"
    hdf5_format.save_weights(path, small_weights())
    before = path.read_bytes()
    twice = [("dense/kernel:0", np.ones(1)), ("dense/kernel:0", np.ones(1))]
    with pytest.raises(ValueError, match="Two weights of /dense are called 'dense/kernel:0'"):
        hdf5_format.save_weights(path, SavedWeights([("dense", twice)]))
    with pytest.raises(ValueError, match="different names.*'d'"):
        hdf5_format.save_weights(path, SavedWeights([("d", []), ("d", [])]))
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["w.h5"]


def test_open_files_are_written_and_read_in_place(tmp_path):
    with h5py.File(tmp_path / "w.h5", "w") as file:
        hdf5_format.save_weights(file.create_group("inside"), small_weights())
        assert len(hdf5_format.load_weights(file["inside"]).layers) == 3


def test_missing_file(tmp_path):
    with pytest.raises(FileNotFoundError, match="no file .*nothing.h5"):
        hdf5_format.load_weights(tmp_path / "nothing.h5")


def test_tuples_and_shapes_in_configurations(tmp_path):
    marked = {"a": {"class_name": "__tuple__", "items": [1, 2]}, "b": {"class_name": "TensorShape", "items": [None, 3]}}
    hdf5_format.save_model(tmp_path / "m.h5", SavedModel(small_weights(), marked))
    assert hdf5_format.load_model(tmp_path / "m.h5").model_config == {"a": (1, 2), "b": (None, 3)}
    with pytest.raises(TypeError, match="cannot be saved as JSON"):
        hdf5_format.save_model(tmp_path / "n.h5", SavedModel(small_weights(), {"a": object()}))


def test_match_by_order_ignores_names_and_layers_without_weights():
    saved = small_weights()
    kernel, bias, scalar = Variable("k", (2, 3)), Variable("b", (3,)), Variable("s", ())
    layers = [("other", [kernel, bias]), ("flatten", []), ("last", [scalar])]
    pairs = match_by_order(saved, layers)
    assert [variable for variable, _ in pairs] == [kernel, bias, scalar]
    assert pairs[0][1] is saved.layers[1][1][0][1]


@pytest.mark.parametrize(
    "layers, message",
    [
        ([("d", [Variable("k", (2, 3)), Variable("b", (3,))])], "Model expected 1 layers, found 2 saved layers"),
        ([("d", [Variable("k", (2, 3))]), ("e", [Variable("s", ())])], r"expects 1 weight\(s\). Received 2 saved"),
        ([("d", [Variable("k", (9, 3)), Variable("b", (3,))]), ("e", [Variable("s", ())])], r"shape \(9, 3\)"),
    ],
)
def test_match_by_order_says_what_differs(layers, message):
    with pytest.raises(ValueError, match=message):
        match_by_order(small_weights(), layers)


def test_match_by_name(caplog):
    saved = small_weights()
    dense = dict(saved.layers)["dense"]
    layers = [("new", [Variable("n", (5,))]), ("dense", variables(dense))]
    assert [v.name for v, _ in match_by_name(saved, layers)] == ["dense/kernel:0", "dense/bias:0"]
    layers = [("dense", [Variable("dense/kernel:0", (7, 3)), Variable("dense/bias:0", (3,))])]
    with pytest.raises(ValueError, match=r"Shape mismatch in layer #1 \(named dense\) for weight dense/kernel:0"):
        match_by_name(saved, layers)
    assert [v.name for v, _ in match_by_name(saved, layers, skip_mismatch=True)] == ["dense/bias:0"]
    assert "Skipping" in caplog.text


def test_top_level_weights_match_too():
    own = [("scale:0", np.float32(2))]
    saved = SavedWeights([], own)
    scale = Variable("scale:0", ())
    assert match_by_order(saved, [], [scale]) == [(scale, own[0][1])]
    with pytest.raises(ValueError, match="top-level"):
        match_by_order(saved, [], [])
    assert match_by_order(SavedWeights([], None), [], [scale]) == []  # files from before top-level weights
