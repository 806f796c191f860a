"""Branches, loops, maps, TensorArrays: what TensorFlow gives, eagerly, in a traced function, in a Session, compiled."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

import tenfold as tf
from tenfold.runtime import xla
from tenfold.testing.gears import same_in_gears

FOLDER = Path(__file__).parents[2] / "golden" / "function"
sys.path.insert(0, str(FOLDER))
import control_programs  # noqa: E402
import tensor_array_programs  # noqa: E402
from control_records import result, session, smooth  # noqa: E402

MODULES = {"control.json": control_programs, "tensor_arrays.json": tensor_array_programs}
RECORDED = {file: json.loads((FOLDER / file).read_text()) for file in MODULES}


def each(*kinds):
    """A test for each program of these kinds: the file that holds what TensorFlow gave, and the name."""
    return pytest.mark.parametrize(
        ("file", "kind", "name"),
        [(f, k, n) for f, m in MODULES.items() for k in kinds for n in getattr(m, k)],
        ids=lambda v: None if v in MODULES or v in kinds else v.replace(" ", "_"),
    )


def recorded(file, key, traced):
    found = RECORDED[file]
    return found.get(f"{key} (traced)", found[key]) if traced else found[key]


def same(a, b):
    """Whether records agree: structures and dtypes exactly, numbers to the digits that were kept."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, float) and isinstance(b, float):
        return bool(np.isclose(a, b, rtol=2e-3, atol=1e-5))
    return a == b


@each("SMOOTH", "VALUES")
@pytest.mark.parametrize("traced", [False, True], ids=["eager", "traced"])
def test_a_program_gives_what_tensorflow_gives(file, kind, name, traced):
    program = getattr(MODULES[file], kind)[name]
    key, call = (f"smooth/{name}", smooth(tf, program)) if kind == "SMOOTH" else (f"value/{name}", _of(program))
    wanted, found = recorded(file, key, traced), result(tf, call, traced)
    if _failed(wanted):  # TensorFlow can do this the other way only, as both do here
        wanted = recorded(file, key, not traced)
    assert not _failed(wanted)
    assert same(wanted, found), f"TensorFlow: {wanted}\nhere: {found}"


def _failed(found):
    return isinstance(found, dict) and "raises" in found


def _of(program):
    return lambda x: program(tf, x)


@each("FAILING", "FAILING_TRACED")
def test_a_failing_program_raises_what_tensorflow_raises(file, kind, name):
    program, words = getattr(MODULES[file], kind)[name]
    records = [recorded(file, f"fails/{name}", t) for t in (False, True)]
    classes = [r["raises"] for r in records if _failed(r)]  # what fails early there may fail late here
    for traced in (True,) if kind == "FAILING_TRACED" else (False, True):
        found = result(tf, _of(program), traced)
        if _failed(records[traced]):
            assert _failed(found), found
            assert found["raises"] in classes, found
            assert words in found["says"]
        else:
            assert same(records[traced], found)


@each("GRAPHS")
def test_a_graph_gives_what_tensorflows_session_gives(file, kind, name):
    assert same(RECORDED[file][f"graph/{name}"], session(tf, control_programs.GRAPHS[name]))


STAY = ["grows"]  # in first gear: the length of an array depends on data


@pytest.mark.long
@each("SMOOTH")
@pytest.mark.skipif(not xla.available(), reason="JAX is not installed")
def test_smooth_programs_in_second_gear(file, kind, name):
    call = smooth(tf, MODULES[file].SMOOTH[name])
    same_in_gears(call, tf.constant(control_programs.X), rtol=1e-4, atol=1e-4, compiles=name not in STAY)
