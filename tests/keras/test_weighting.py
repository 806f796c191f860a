"""Labels, predictions and weights of every rank, in every metric and loss, against tf_keras's numbers."""

import json

import numpy as np
from programs import GOLDEN

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
