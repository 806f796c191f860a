"""Python control flow on tensors gives what TensorFlow 2.21 gave (tests/golden/function/record_autograph.py)."""

import json
import sys
from pathlib import Path

import pytest

import tenfold as tf

FOLDER = Path(__file__).parents[1] / "golden" / "function"
sys.path.insert(0, str(FOLDER))
import autograph_programs as table  # noqa: E402
from comparing import assert_same, bare  # noqa: E402

RECORDED = json.loads((FOLDER / "autograph.json").read_text())
PROGRAMS = dict(table.programs())


def test_the_table_is_the_recorded_one():
    assert PROGRAMS.keys() == RECORDED.keys()


@pytest.mark.parametrize("name", PROGRAMS)
def test_gives_what_tensorflow_gave(name):
    program, recorded = PROGRAMS[name], RECORDED[name]
    found = table.outcome(tf, program)
    expected = table.ERRORS.get(program)
    if expected is not None:
        assert expected[0] in found.get("error", ()), found
        assert all(words in found["text"] for words in expected[1]), found["text"]
    elif program in table.BEYOND:
        assert_same(bare(json.loads(json.dumps(found))), bare(recorded))
    else:
        assert_same(json.loads(json.dumps(found)), recorded)
