"""What parsing says of examples that are not as wanted, and what graphs know of the shapes, against TensorFlow.

Recorded by tests/golden/io/record_parsing.py; values are compared by the harness of tests/ops.
"""

import importlib.util
import json
from pathlib import Path

import pytest

import tenfold as tf
from tenfold.core.base import nest
from tenfold.io.examples import native
from tenfold.testing.evaluate import TF, TF_V1

TESTS = Path(__file__).resolve().parents[2]


def cases():
    spec = importlib.util.spec_from_file_location("parsing_cases", TESTS / "ops" / "cases" / "parsing.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    recorded = json.loads((TESTS / "golden" / "io" / "parsing.json").read_text())
    return [(case, recorded[case.key]) for case in module.CASES]


ALL = cases()
SAID = [(case, words) for case, words in ALL if isinstance(words, str)]
SHAPES = [(case, shapes) for case, shapes in ALL if isinstance(shapes, dict)]
OTHERS = {  # TensorFlow's words -> ours, where they say more
    "Some int64_list slice was not parsed": "Number of int64 values",
    "Can't parse serialized Example": "Could not parse example input",
    "Could not parse example input": "Could not parse example input",
    "Invalid protocol message input": "Could not parse example input",
    "Value for attr": "examples hold float32, int64 and string",
    "unknown rank or unknown inner dimensions": "need to be known",
    "Inconsistent max number of elements": "is required but could not be found",
}


def evaluated(case, tensors):
    return case.evaluate(TF_V1 if case.v1 else TF, tensors)


@pytest.mark.parametrize("fast", [True, False], ids=["native", "messages"])
@pytest.mark.parametrize("case, words", SAID, ids=[case.expression for case, _ in SAID])
def test_errors_are_tensorflows(case, words, fast, monkeypatch):
    if not fast:
        monkeypatch.setattr(native, "here", lambda: False)
    with pytest.raises(tf.errors.InvalidArgumentError) as raised:
        evaluated(case, {n: tf.constant(a) for n, a in case.tensors.items()})
    said = str(raised.value)
    other = next((ours for theirs, ours in OTHERS.items() if theirs in words), None)
    wanted = other or words.split("  Did you mean")[0]
    assert wanted in said, f"TensorFlow says {words!r}, here it is {said!r}"


@pytest.mark.parametrize("case, shapes", SHAPES, ids=[case.expression for case, _ in SHAPES])
def test_graphs_know_the_shapes_that_tensorflows_know(case, shapes):
    known = {"whole": list, "open": lambda shape: [None] * len(shape), "unknown": lambda _: None}
    for kind, wanted in shapes.items():
        if wanted is None:
            continue
        with tf.Graph().as_default():
            tensors = {n: tf.compat.v1.placeholder(tf.string, known[kind](a.shape)) for n, a in case.tensors.items()}
            found = nest.flatten(evaluated(case, tensors))
            assert [None if t.shape.rank is None else t.shape.as_list() for t in found] == wanted, kind
