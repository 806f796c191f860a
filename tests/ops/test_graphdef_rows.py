"""What TensorFlow calls the inputs and attributes of ops, against nodes of its own graphs, and back.

Recorded by tests/golden/record_op_types.py.
"""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.calls.op import OPS
from tenfold.ops.graphdef import COMPOSED, Row, constant
from tenfold.testing.evaluate import TF

GOLDEN = Path(__file__).resolve().parents[1] / "golden"


def load():
    spec = importlib.util.spec_from_file_location("op_type_programs", GOLDEN / "op_type_programs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.ROWS


def written(case):
    with tf.Graph().as_default():
        tensors = {n: tf.compat.v1.placeholder(a.dtype, a.shape, n) for n, a in case.tensors.items()}
        return case.evaluate(TF, tensors).op


def row_of(op):
    return op.graphdef or Row(*op.inputs, **{name: name for name in op.attrs})


RECORDED = json.loads((GOLDEN / "op_nodes.json").read_text())
DEFAULTS = {"use_cudnn_on_gpu": True, "grad_a": False, "grad_b": False, "Truncate": False}  # kept by no op here


@pytest.mark.parametrize("case", load(), ids=lambda case: case.expression)
def test_a_row_says_what_stands_in_tensorflows_graph(case):
    node, wanted = written(case), RECORDED[case.key]
    inputs, attrs = row_of(node.operation).write(node)
    values = [t if isinstance(t, np.ndarray) else constant(t) for t in inputs]
    assert node.type == wanted["type"]
    assert [None if v is None else v.tolist() for v in values] == wanted["inputs"]
    plain = {name: list(v) if type(v) is tuple else v for name, v in attrs.items() if not hasattr(v, "numpy")}
    assert plain | DEFAULTS == wanted["attrs"] | DEFAULTS


@pytest.mark.parametrize("case", load(), ids=lambda case: case.expression)
def test_what_a_row_wrote_it_reads(case):
    node = written(case)
    op = node.operation
    inputs, attrs = row_of(op).read(op, node.type, *row_of(op).write(node))
    assert inputs == list(node.inputs)
    default = {name for name in attrs if node.attrs[name] is None}  # all axes, say, which a graph spells out
    assert {k: v for k, v in attrs.items() if k not in default} == {
        k: v for k, v in node.attrs.items() if k not in default
    }


def test_what_tensorflow_makes_of_several_ops_says_so():
    """A result that is called after a scope and an op in it was made by more than this op."""
    assert tf.sort and tf.repeat and tf.nn.moments and tf.linalg.expm  # which loads their files
    for name in ("sort", "repeat", "moments", "expm"):
        assert OPS[name].graphdef is COMPOSED


def test_a_row_names_what_its_op_has():
    for op in OPS.values():
        if isinstance(op.graphdef, Row):
            parts = [*op.graphdef.inputs, *op.graphdef.attrs.values()]
            ours = {getattr(part, "attr", part) for part in parts}
            assert ours >= {p for p in op.inputs if p not in op.optional}, op
            told = {name for attrs in op.graphdef.told.values() for name in attrs}
            assert {p.attr for p in parts if hasattr(p, "attr")} | told == set(op.attrs), op
