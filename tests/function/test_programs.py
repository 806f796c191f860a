"""Small programs of control flow give what TensorFlow 2.21 gave: eagerly, traced, compiled; and so do their gradients.

tests/golden/function/programs_*.py have the programs, record_programs.py recorded them.
"""

import json
import sys
from pathlib import Path

import pytest

import tenfold as tf
from tenfold.core.base.thread import using
from tenfold.runtime import xla

FOLDER = Path(__file__).parents[1] / "golden" / "function"
sys.path.insert(0, str(FOLDER))
import small_programs as small  # noqa: E402
from comparing import assert_same, bare  # noqa: E402

PROGRAMS = small.every_program()
RECORDED = json.loads((FOLDER / "programs.json").read_text())
SMOOTH = [name for name, program in PROGRAMS.items() if program.smooth]
# Branches, breaks, gradients and variables in one loop; `make test-long` compiles all.
COMPILED = ["early_stopping"]
NEAR = {"rtol": 3e-4, "atol": 1e-4}


def assert_as_recorded(name, found, traced):
    """Values, dtypes, numbers of traces; what only we can trace gives the values that TensorFlow gives eagerly."""
    says, recorded = PROGRAMS[name].says, RECORDED[name].get("traced" if traced else "eager", {"raises": ["nothing"]})
    found = json.loads(json.dumps(found))
    if traced and says:
        assert says[0] in found.get("raises", ()), found
        assert all(words in found["says"] for words in says[1]), found["says"]
    elif "raises" not in recorded:
        assert_same(found, recorded, **NEAR)
    elif traced:
        assert "raises" not in found, found
        assert_same(bare(found["value"]), bare(RECORDED[name]["eager"]["value"]), **NEAR)
    else:
        assert "raises" in found and found["raises"][0] in recorded["raises"], found


def test_the_table_is_the_recorded_one():
    assert PROGRAMS.keys() == RECORDED.keys()


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("traced", [False, True], ids=["eager", "traced"])
def test_gives_what_tensorflow_gave(name, traced):
    assert_as_recorded(name, small.outcome(tf, PROGRAMS[name], traced), traced)


@pytest.mark.parametrize("name", SMOOTH)
def test_gradients_are_tensorflows(name):
    recorded = RECORDED[name]["slopes"]
    assert_same(small.gradients(tf, PROGRAMS[name], traced=True, order=len(recorded)), recorded, **NEAR)


def _in_second_gear(name):
    with using(gear="second"):
        assert_as_recorded(name, small.outcome(tf, PROGRAMS[name], traced=True), traced=True)
        if PROGRAMS[name].smooth:
            test_gradients_are_tensorflows(name)


@pytest.mark.parametrize("name", COMPILED)
@pytest.mark.skipif(not xla.available(), reason="JAX is not installed")
def test_the_same_compiled(name):
    _in_second_gear(name)


@pytest.mark.long
@pytest.mark.parametrize("name", [n for n in PROGRAMS if n not in COMPILED])
@pytest.mark.skipif(not xla.available(), reason="JAX is not installed")
def test_all_of_them_compiled(name):
    _in_second_gear(name)
