"""Layers that preprocess, as programs use them: what they adapt to, strings, models, files, errors."""

import json
import sys
from pathlib import Path

import pytest

import tenfold as tf
from tenfold import keras

GOLDEN = Path(__file__).parents[2] / "golden" / "keras"
sys.path.insert(0, str(GOLDEN))

from preprocessing_programs import PROGRAMS, run  # noqa: E402

RECORDED = json.loads((GOLDEN / "preprocessing.json").read_text(encoding="utf-8"))


def close(wanted, value):
    """Whether two structures are equal, floats to three digits."""
    if isinstance(wanted, list):
        return isinstance(value, list) and len(wanted) == len(value) and all(map(close, wanted, value))
    if isinstance(wanted, float):
        return isinstance(value, float) and abs(wanted - value) <= 2e-3 * abs(wanted) + 1e-6
    return type(wanted) is type(value) and wanted == value


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs_give_what_they_gave_elsewhere(name):
    value = run(name, tf, keras)
    assert close(RECORDED[name], value), f"{RECORDED[name]}\nagainst\n{value}"
