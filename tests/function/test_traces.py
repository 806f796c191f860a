"""Programs about tf.function, specs and extension types give what TensorFlow gave, trace for trace."""

import importlib
import inspect
import json
import pathlib
import sys

import pytest

import tenfold as tf
from tenfold.runtime import xla

GOLDEN = pathlib.Path(__file__).parent.parent / "golden" / "function"
RECORDED = json.loads((GOLDEN / "traces.json").read_text())
MODULES = "trace_programs concrete_programs state_programs spec_programs extension_programs".split()


def programs():
    sys.path.insert(0, str(GOLDEN))
    try:
        modules = [importlib.import_module(name) for name in MODULES]
        notes = importlib.import_module("traced_notes")
    finally:
        sys.path.remove(str(GOLDEN))
    return {f.__name__: f for m in modules for f in vars(m).values() if inspect.isgeneratorfunction(f)}, notes


PROGRAMS, NOTES = programs()


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_sees_what_it_saw_under_tensorflow(name):
    if name == "first_gear_and_compiled" and not xla.available():
        pytest.skip("JAX is not installed: what asks for XLA runs in first gear")
    tf.random.set_seed(0)
    assert NOTES.as_json(list(PROGRAMS[name](tf))) == RECORDED[name]


def test_every_recording_has_its_program():
    assert sorted(PROGRAMS) == sorted(RECORDED)
