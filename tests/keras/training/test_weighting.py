"""Labels, predictions and weights of every rank, in every metric and loss, against tf_keras's numbers."""

import json

import numpy as np
import pytest
from programs import GOLDEN, keras

import tenfold as tf

import keras_weighting_programs  # isort: skip

# tf_keras squeezes labels and predictions of these and then no longer knows the rank that weights must have; here
# weights that fit the labels are taken.
FREER = (
    "AUC_0 FalseNegatives Precision Recall SensitivityAtSpecificity BinaryIoU IoU MeanIoU OneHotMeanIoU F1Score".split()
)


def test_weights_count_as_in_tf_keras_on_every_rank():
    recorded = json.loads((GOLDEN / "keras_weighting.json").read_text())
    programs = keras_weighting_programs.sweep, keras_weighting_programs.compiled
    found = {name: value for program in programs for name, value in program(tf, tf.keras)}
    assert list(found) == list(recorded)
    wrong = [f"{name}: {found[name]}, expected {want}" for name, want in recorded.items() if not _is(found[name], want)]
    wrong = [line for line in wrong if not ("expected error" in line and line.startswith(tuple(FREER)))]
    assert not wrong, "\n".join(wrong)


def _is(found, want):
    if "error" in (found, want):
        return found == want
    return np.shape(found) == np.shape(want) and np.allclose(found, want, 1e-4, 1e-5, equal_nan=True)


def test_weights_per_step_need_no_mode_and_take_the_one_that_keras_2_wants():
    for mode in (None, "temporal", ["temporal"], {"y": "temporal"}):
        ones = keras.initializers.Ones()
        model = keras.Sequential([keras.layers.Dense(1, kernel_initializer=ones, input_shape=(3, 4), name="y")])
        model.compile("sgd", "mse", sample_weight_mode=mode)
        weights = np.arange(6.0).reshape(2, 3)
        found = model.evaluate(np.ones((2, 3, 4)), np.zeros((2, 3, 1)), sample_weight=weights, verbose=0)
        assert found == 40.0  # tf_keras's
    with pytest.raises(ValueError, match="does not support sample_weight_mode='per step'"):
        model.compile("sgd", "mse", sample_weight_mode="per step")
