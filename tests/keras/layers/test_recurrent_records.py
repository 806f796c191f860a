"""Recurrent layers against what tf_keras gave: the numbers that dropout draws, and HDF5 files both ways."""

import sys
from pathlib import Path

import h5py
import numpy as np
import pytest

import tenfold as tf
from tenfold import keras

GOLDEN = Path(__file__).parents[2] / "golden" / "keras"
sys.path.insert(0, str(GOLDEN))

from recurrent_programs import DROPS, X, cudnn_model, dropped, model, plain_model  # noqa: E402

RECORDED = dict(np.load(GOLDEN / "recurrent.npz"))
FILES = GOLDEN / "keras_hdf5"


@pytest.mark.parametrize("name", DROPS)
def test_dropout_draws_the_numbers_of_tf_keras(name):
    eagerly, traced = dropped(tf, keras, name)
    np.testing.assert_allclose(eagerly, RECORDED[f"dropped {name}"][0], atol=1e-6)
    if name in ("LSTM", "GRU"):  # a loop that tf_keras traces loses the others' masks, and draws some at every step
        np.testing.assert_allclose(traced, RECORDED[f"dropped {name}"][1], atol=1e-6)


def test_dropout_chooses_once_for_a_sequence():
    layer = keras.layers.SimpleRNN(6, activation="linear", dropout=0.5, return_sequences=True)
    layer.build((None, None, 6))
    layer.set_weights([np.eye(6), np.zeros((6, 6)), np.zeros(6)])
    for run in (layer, tf.function(layer)):
        first, *others = run(np.ones((2, 4, 6), "float32"), training=True).numpy().swapaxes(0, 1)
        assert set(np.unique(first)) == {0.0, 2.0} and all(np.array_equal(first, other) for other in others)


def test_a_model_of_tf_keras_is_read():
    read = keras.models.load_model(FILES / "recurrent_model.h5")
    words = np.array([[1, 2, 0, 3], [0, 4, 2, 0]])
    np.testing.assert_allclose(read.predict(words, verbose=0), RECORDED["predicted"], atol=1e-6)


def test_a_file_holds_what_tf_keras_writes(tmp_path):
    keras.backend.clear_session()
    model(keras).save(tmp_path / "model.h5")
    with h5py.File(tmp_path / "model.h5") as ours, h5py.File(FILES / "recurrent_model.h5") as theirs:
        assert contents(ours["model_weights"]) == contents(theirs["model_weights"])


def contents(group):
    """{path: values, or names of weights} of everything in a group."""
    found = {}

    def visit(path, item):
        names = [str(n) for n in item.attrs.get("weight_names", ())]
        found[path] = np.asarray(item).tolist() if isinstance(item, h5py.Dataset) else names

    group.visititems(visit)
    return found


def test_weights_of_cudnn_layers_are_converted(tmp_path):
    plain, cudnn = plain_model(keras), cudnn_model(keras, keras.layers)
    plain.save_weights(tmp_path / "plain.h5")
    expected = cudnn.predict(X, verbose=0)
    np.testing.assert_allclose(expected, RECORDED["predicted from cudnn"], atol=1e-6)
    plain.load_weights(FILES / "recurrent_cudnn.h5")
    np.testing.assert_allclose(plain.predict(X, verbose=0), expected, atol=1e-6)
    cudnn.load_weights(tmp_path / "plain.h5")
    for i, weight in enumerate(cudnn.get_weights()):
        np.testing.assert_allclose(weight, RECORDED[f"to cudnn {i}"], atol=1e-6)


def test_a_gru_that_resets_before_the_product_is_none_of_cudnns(tmp_path):
    keras.Sequential([keras.layers.CuDNNGRU(2, input_shape=(4, 3))]).save_weights(tmp_path / "gru.h5")
    other = keras.Sequential([keras.layers.GRU(2, reset_after=False, input_shape=(4, 3))])
    with pytest.raises(ValueError, match=r"CuDNNGRU is not compatible with GRU\(reset_after=False\)"):
        other.load_weights(tmp_path / "gru.h5")
