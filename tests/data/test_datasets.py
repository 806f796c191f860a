"""Datasets are TensorFlow's: elements and their order, specs, cardinality, what is raised, pass after pass.

tests/golden/data/*_datasets.py have the programs, record_datasets.py recorded them.
"""

import json
import sys
from pathlib import Path

import pytest

import tenfold as tf

FOLDER = Path(__file__).parents[1] / "golden" / "data"
sys.path.insert(0, str(FOLDER))
sys.path.insert(0, str(FOLDER.parent / "function"))
import dataset_programs as programs  # noqa: E402
from comparing import assert_same  # noqa: E402

PROGRAMS = programs.every_program()
RECORDED = {
    name: found
    for family in programs.families()
    for name, found in json.loads((FOLDER / f"{family.stem.removesuffix('_datasets')}.json").read_text()).items()
}


def test_the_programs_are_the_recorded_ones():
    assert PROGRAMS.keys() == RECORDED.keys()


@pytest.mark.parametrize("name", PROGRAMS)
def test_is_tensorflows(name):
    found, recorded = programs.outcome(tf, PROGRAMS[name]), RECORDED[name]
    if "raises" in recorded:
        assert "raises" in found and found["raises"][0] in recorded["raises"], found
        return
    assert_same(found, recorded)


def test_a_function_that_must_make_datasets_is_told():
    with pytest.raises(TypeError, match="the function no must return a tf.data.Dataset; it returns TensorSpec"):

        def no(x):
            return x

        tf.data.Dataset.range(4).flat_map(no)
