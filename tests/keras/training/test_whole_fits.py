"""Whole small fits give the History, weights, evaluate and predict of tf_keras 2.21, and in its era of Keras 3."""

import importlib
import json
import os
import sys

import pytest
from programs import GOLDEN, compare, keras, tf

from tenfold.core.base.thread import using
from tenfold.runtime import xla

FITS = GOLDEN / "fits"
sys.path.insert(0, str(FITS))
MODULES = [importlib.import_module(name) for name in ("whole_fits", "generative_fits", "step_fits")]
PROGRAMS = {name: program for module in MODULES for name, program in module.PROGRAMS.items()}
RECORDED = json.loads((FITS / "fits.json").read_text())
pytestmark = pytest.mark.usefixtures("fresh_names")


def check(recorded, name, program, rtol=1e-5, atol=1e-5):
    compare(name, recorded[name], json.loads(json.dumps(program(tf, keras))), rtol, atol)


def test_all_that_was_recorded_is_run():
    assert list(PROGRAMS) == list(RECORDED)


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_fit_gives_what_tf_keras_gives(name):
    with using(gear="first"):
        check(RECORDED, name, PROGRAMS[name])


@pytest.mark.skipif(not xla.available() or os.environ.get("TENFOLD_TEST_XLA") == "0", reason="no second gear")
@pytest.mark.parametrize("name", ["one_hot_classes", "gan", "loop_over_batches"])
def test_a_fit_gives_the_same_in_second_gear(name):
    with using(gear="second"):
        check(RECORDED, name, PROGRAMS[name], rtol=1e-4, atol=1e-5)
