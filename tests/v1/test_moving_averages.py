"""`tf.train.ExponentialMovingAverage` against what TensorFlow gave."""

import importlib.util
import json
import pathlib

import pytest

import tenfold as tf
from tenfold.v1.moving_averages import assign_moving_average

GOLDEN = pathlib.Path(__file__).parents[1] / "golden" / "v1"
RECORDED = json.loads((GOLDEN / "moving_averages.json").read_text())
spec = importlib.util.spec_from_file_location("moving_average_programs", GOLDEN / "moving_average_programs.py")
programs = importlib.util.module_from_spec(spec)
spec.loader.exec_module(programs)


def same(found, wanted):
    if isinstance(wanted, list):
        assert len(found) == len(wanted)
        [same(f, w) for f, w in zip(found, wanted)]
    else:
        assert found == (pytest.approx(wanted, rel=1e-6) if isinstance(wanted, float) else wanted)


def test_averages_are_tensorflows():
    parts = (programs.eager, programs.dtypes, programs.functions, programs.refused, programs.graphs)
    found = {name: value for program in parts for name, value in program(tf)}
    assert list(found) == list(RECORDED)
    for name, value in found.items():
        same(value, RECORDED[name])


def test_an_average_that_begins_at_zero_is_made_up_for():
    average = tf.Variable(0.0)
    for value in (1.0, 1.0, 4.0):
        assign_moving_average(average, value, 0.9)
    weights = [0.1 * 0.9**k for k in (2, 1, 0)]
    wanted = sum(w * x for w, x in zip(weights, (1.0, 1.0, 4.0))) / sum(weights)
    assert float(average) == pytest.approx(wanted, rel=1e-6)


def test_averages_restore_what_a_checkpoint_of_the_averages_holds():
    v, average = tf.Variable(1.0, name="v"), tf.train.ExponentialMovingAverage(0.5)
    average.apply([v])
    assert average.variables_to_restore() == {"v/ExponentialMovingAverage": v}
