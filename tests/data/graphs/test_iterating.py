"""Programs that go through datasets by iterators, in functions and in graphs, show what TensorFlow showed.

tests/golden/data/iterating_programs.py has them, record_iterating.py recorded what they show.
"""

import json
import sys
from pathlib import Path

import pytest

import tenfold as tf

FOLDER = Path(__file__).parents[2] / "golden" / "data"
sys.path.insert(0, str(FOLDER))
sys.path.insert(0, str(FOLDER.parent / "function"))
import iterating_programs as programs  # noqa: E402
from comparing import assert_same  # noqa: E402

PROGRAMS = programs.every_program()
RECORDED = json.loads((FOLDER / "iterating.json").read_text())


@pytest.mark.parametrize("name", PROGRAMS)
def test_shows_what_tensorflow_showed(name):
    assert_same(json.loads(json.dumps(programs.outcome(tf, *PROGRAMS[name]))), RECORDED[name])
