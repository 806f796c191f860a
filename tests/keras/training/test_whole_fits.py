"""Whole small fits give the History, weights, evaluate and predict of tf_keras 2.21, and in its era of Keras 3."""

import importlib
import json
import os
import sys

import pytest
from programs import GOLDEN, compare, keras, tf

from tenfold.api import era
from tenfold.core.base.thread import using
from tenfold.runtime import xla

FITS = GOLDEN / "fits"
sys.path.insert(0, str(FITS))
NAMES = "whole_fits generative_fits step_fits compiled_forms reported_fits composite_fits keras3_steps".split()
MODULES = [importlib.import_module(name) for name in NAMES]


def programs(table):
    return {name: program for module in MODULES for name, program in getattr(module, table, {}).items()}


PROGRAMS, KERAS3_PROGRAMS = programs("PROGRAMS"), programs("KERAS3_PROGRAMS")
RECORDED = json.loads((FITS / "fits.json").read_text())
KERAS3_RECORDED = json.loads((FITS / "keras3_fits.json").read_text())
pytestmark = pytest.mark.usefixtures("fresh_names")


def check(recorded, name, program, rtol=1e-5, atol=1e-5):
    compare(name, recorded[name], json.loads(json.dumps(program(tf, keras))), rtol, atol)


def test_all_that_was_recorded_is_run():
    assert [*PROGRAMS, "mistakes"] == list(RECORDED) and list(KERAS3_PROGRAMS) == list(KERAS3_RECORDED)


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_fit_gives_what_tf_keras_gives(name):
    with using(gear="first"):
        check(RECORDED, name, PROGRAMS[name])


@pytest.fixture
def keras3():
    era.set_era("3")
    yield
    era.set_era(None)


@pytest.mark.parametrize("name", KERAS3_PROGRAMS)
def test_a_fit_gives_what_keras_3_gives(name, keras3):
    with using(gear="first"):
        check(KERAS3_RECORDED, name, KERAS3_PROGRAMS[name])


@pytest.mark.skipif(not xla.available() or os.environ.get("TENFOLD_TEST_XLA") == "0", reason="no second gear")
@pytest.mark.parametrize("name", ["loop_over_batches"])
def test_a_fit_gives_the_same_in_second_gear(name):
    with using(gear="second"):
        check(RECORDED, name, PROGRAMS[name], rtol=1e-4, atol=1e-5)
