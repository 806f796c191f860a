"""What optimizers are beside their steps, against what tf_keras 2.21 recorded; see `optimizer_programs`."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

import tenfold as tf
from tenfold import keras

FOLDER = Path(__file__).parents[2] / "golden" / "keras" / "optimizers"
sys.path.insert(0, str(FOLDER))

import optimizer_programs as programs  # noqa: E402

RECORDED = json.loads((FOLDER / "optimizers.json").read_text())


@pytest.mark.parametrize("program", programs.PROGRAMS[:3], ids=lambda p: p.__name__)
def test_values_are_those_of_keras(program):
    recorded = RECORDED[program.__name__]
    found = dict(program(tf, keras))
    assert found.keys() == recorded.keys()
    for name, value in found.items():
        same(value, recorded[name], name)


def same(found, wanted, name):
    if isinstance(wanted, list) and not all(isinstance(x, (int, float)) for x in wanted):
        assert len(found) == len(wanted), name
        for one, other in zip(found, wanted):
            same(one, other, name)
    elif isinstance(wanted, str):
        assert found == wanted, name
    else:
        np.testing.assert_allclose(found, wanted, 1e-5, 1e-7, err_msg=name)


def test_failures_are_those_of_keras():
    for name, (error, text) in programs.failures(tf, keras):
        assert [error, text] == RECORDED["failures"][name], name


def test_descriptions_are_those_of_keras():
    found, recorded = dict(programs.descriptions(tf, keras)), RECORDED["descriptions"]
    for described in (found["adam"], recorded["adam"]):
        described["config"]["learning_rate"]["config"] = dict(described["config"]["learning_rate"]["config"])
    assert found == recorded


def test_rates_are_those_of_keras_to_the_last_places():
    recorded = RECORDED["schedules"]
    for name, value in programs.schedules(tf, keras):
        if name in ("own", "own_steps", "function"):
            same(value, recorded[name], name)
        else:  # a cosine's last place becomes up to four where it is added to 1
            np.testing.assert_array_max_ulp(np.float32(value), np.float32(recorded[name]), 4 if "Cosine" in name else 1)
