"""Configurations of Keras's parts, its settings and small helpers against what was recorded from tf_keras 2.21."""

import importlib.util
import json
import pathlib

import pytest

import tenfold as tf

FOLDER = pathlib.Path(__file__).parents[2] / "golden" / "keras"
GOLDEN = json.loads((FOLDER / "part_configs.json").read_text(encoding="utf-8"))


def _programs():
    spec = importlib.util.spec_from_file_location("part_config_programs", FOLDER / "part_config_programs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.PROGRAMS


@pytest.mark.parametrize("program", _programs(), ids=lambda p: p.__name__)
def test_what_a_part_says_is_what_keras_says(program):
    assert json.loads(json.dumps(program(tf, tf.keras))) == GOLDEN[program.__name__]
