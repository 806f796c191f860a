"""Python control flow on tensors gives what TensorFlow 2.21 gave (tests/golden/function/record_autograph.py)."""

import importlib.util
import json
import pathlib

import numpy as np
import pytest

import tenfold as tf

GOLDEN = pathlib.Path(__file__).resolve().parents[1] / "golden" / "function"
spec = importlib.util.spec_from_file_location("autograph_programs", GOLDEN / "autograph_programs.py")
table = importlib.util.module_from_spec(spec)
spec.loader.exec_module(table)
RECORDED = json.loads((GOLDEN / "autograph.json").read_text())
PROGRAMS = dict(table.programs())


def bare(value):
    """What `plain` gives, without dtypes."""
    if isinstance(value, dict):
        return {k: bare(v) for k, v in value.items()}
    if isinstance(value, list):
        return bare(value[1]) if len(value) == 2 and isinstance(value[0], str) else [bare(v) for v in value]
    return value


def assert_same(mine, recorded):
    if isinstance(recorded, dict):
        assert mine.keys() == recorded.keys()
        for key in recorded:
            assert_same(mine[key], recorded[key])
    elif isinstance(recorded, list):
        assert isinstance(mine, list) and len(mine) == len(recorded), (mine, recorded)
        for a, b in zip(mine, recorded):
            assert_same(a, b)
    elif isinstance(recorded, float):
        np.testing.assert_allclose(mine, recorded, rtol=1e-5, atol=1e-6)
    else:
        assert mine == recorded and type(mine) is type(recorded)


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
