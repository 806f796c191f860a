"""Every layer: tf_keras's numbers, and what `check_layer` holds a layer to."""

import sys
from pathlib import Path

import numpy as np
import pytest

import tenfold as tf
from tenfold import keras
from tenfold.testing import check_layer

GOLDEN = Path(__file__).parent.parent / "golden"
sys.path.insert(0, str(GOLDEN))

from keras_layer_programs import LAYERS, run_layer  # noqa: E402

RECORDED = np.load(GOLDEN / "keras_layers.npz")
KEPT = ("Dense", "Activation", "Dropout", "BatchNormalization", "Add", "Concatenate")
BY_BATCH = ("Dense", "Conv2D", "BatchNormalization")


def recorded(name):
    """{what: value} that tf_keras gave for a case."""
    start = f"{name}: "
    return {key.removeprefix(start): RECORDED[key] for key in RECORDED.files if key.startswith(start)}


@pytest.fixture(autouse=True)
def fresh_names():
    keras.backend.clear_session()


@pytest.mark.parametrize("name", LAYERS)
def test_numbers_are_those_of_tf_keras(name):
    wanted, found = recorded(name), run_layer(keras, LAYERS[name])
    config = wanted.pop("config")
    assert list(found) == list(wanted)
    for what, value in wanted.items():
        assert np.shape(found[what]) == value.shape and np.asarray(found[what]).dtype == value.dtype, what
        np.testing.assert_allclose(found[what], value, rtol=1e-5, atol=2e-6, err_msg=what)
    assert set(LAYERS[name].make(keras).get_config()) == set(config)


@pytest.mark.parametrize("name", [name for name in LAYERS if "float64" not in name])
def test_layer_keeps_its_promises(name):
    case, kind = LAYERS[name], name.split()[0]
    unknown, mask = "batch" if kind in BY_BATCH else "all", "kept" if kind in KEPT else "dropped"
    check_layer(lambda: case.make(keras), case.inputs, trains=case.trains, unknown=unknown, mask=mask)
