"""Datasets have the same elements inside of tf.function: handed to it, looped over there, and made there.

The programs are those of test_datasets.py; here one or two for each method, all of them where tests may take long.
"""

import json
import sys
import tempfile
from pathlib import Path

import pytest

import tenfold as tf

FOLDER = Path(__file__).parents[1] / "golden" / "data"
sys.path.insert(0, str(FOLDER))
sys.path.insert(0, str(FOLDER.parent / "function"))
import dataset_programs as programs  # noqa: E402
import function_programs as inside  # noqa: E402
from comparing import assert_same  # noqa: E402

PROGRAMS = programs.every_program()
RECORDED = json.loads((FOLDER / "inside.json").read_text())
SOME = {*inside.of_each_method(tf, PROGRAMS), *inside.OTHER_NUMBERS}
CASES = [pytest.param(n, marks=[] if n in SOME else pytest.mark.long) for n in PROGRAMS]


@pytest.mark.parametrize("name", CASES)
def test_elements_are_the_eager_ones(name):
    lines = PROGRAMS[name]
    with tempfile.TemporaryDirectory() as folder:
        try:
            programs.run(tf, lines, folder)
        except Exception:  # noqa: BLE001  test_datasets.py says what it is to raise
            return
    expected = looked_at(lines, programs.elements)
    assert_same(looked_at(lines, inside.by_iterator), expected)
    assert_same(looked_at(lines, inside.by_loop), looked_at(lines, inside.eagerly))
    if not inside.needs_values(name):
        assert_same(inside.made_inside(tf, lines), RECORDED.get(name, expected))


def looked_at(lines, by):
    with tempfile.TemporaryDirectory() as folder:
        return by(tf, programs.run(tf, lines, folder))
