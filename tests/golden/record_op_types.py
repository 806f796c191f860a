#!/usr/bin/env python3
"""Records the types and names that TensorFlow 2.21 gives to the results of the cases in tests/ops/cases.

    python tests/golden/record_op_types.py      (a Python that has TensorFlow)

Each case is written into a tf.Graph of its own, its inputs being placeholders; once with the behaviour of TensorFlow 2,
once after `tf.compat.v1.disable_v2_behavior()`. Writes tests/golden/op_types.json: per case "type name" of the op that
makes each result ("-" for what is no tensor), or the class that was raised; where TensorFlow 1's differ, both. And
tests/golden/op_nodes.json: the nodes of the results of ROWS as they stand in a GraphDef; with --rows, this alone.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from record_ops import HERE, ROOT, load  # noqa: E402


def all_cases():
    """Every file's cases, and the programs that no case can hold."""
    for path in sorted((ROOT / "tests" / "ops" / "cases").glob("[a-z]*.py")):
        yield from load(path).CASES
    yield from load(HERE / "op_type_programs.py").PROGRAMS


def written(tf, case):
    """The leaves of the case's value in a graph of its own, or the exception that it raised."""
    with tf.Graph().as_default():
        try:
            tensors = {n: tf.compat.v1.placeholder(a.dtype, a.shape, n) for n, a in case.tensors.items()}
            value = case.evaluate(tf.compat.v1 if case.v1 else tf, tensors)
            return [said(tf, v) for v in tf.nest.flatten(value) if v is not None]
        except Exception as e:  # whatever TensorFlow raises is what is recorded
            return type(e).__name__


def said(tf, value):
    """ "type name" of the op of a tensor, or of a sparse or ragged tensor's values."""
    if hasattr(value, "flat_values"):
        value = value.flat_values
    elif hasattr(value, "indices"):
        value = value.values
    op = value if isinstance(value, tf.Operation) else getattr(value, "op", None)
    return f"{op.type} {op.name}" if isinstance(op, tf.Operation) else "-"


def record(old):
    """Key of each case -> what was written."""
    import tensorflow as tf

    if old:
        tf.compat.v1.disable_v2_behavior()
    return {case.key: written(tf, case) for case in all_cases()}


def node_of(tf, case):
    """The op of a case's result: type, constant inputs (None for others), attributes that hold no dtype."""
    with tf.Graph().as_default():
        tensors = {n: tf.compat.v1.placeholder(a.dtype, a.shape, n) for n, a in case.tensors.items()}
        op = case.evaluate(tf, tensors).op
        inputs = [tf.get_static_value(t) if t.op.type == "Const" else None for t in op.inputs]
        attrs = {a.name: op.get_attr(a.name) for a in op.op_def.attr if a.type != "type" and a.name != "N"}
        return {
            "type": op.type,
            "inputs": [None if v is None else v.tolist() for v in inputs],
            "attrs": {k: v.decode() if isinstance(v, bytes) else v for k, v in attrs.items()},
            "types": {a.name: op.get_attr(a.name).name for a in op.op_def.attr if a.type == "type"},
        }


def record_nodes():
    import tensorflow as tf

    lines = [
        f"{json.dumps(case.key)}: {json.dumps(node_of(tf, case))}" for case in load(HERE / "op_type_programs.py").ROWS
    ]
    (HERE / "op_nodes.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


def main(arguments):
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    load(ROOT / "src/tenfold/testing/cases.py", "tenfold.testing.cases", "tenfold.testing", "tenfold")
    if "--old" in arguments:
        return print(json.dumps(record(old=True)))
    record_nodes()
    if "--rows" in arguments:
        return None
    new = record(old=False)
    child = subprocess.run([sys.executable, __file__, "--old"], capture_output=True, text=True, check=True)
    old = json.loads(child.stdout.splitlines()[-1])
    found = {key: value if old[key] == value else {"v2": value, "v1": old[key]} for key, value in new.items()}
    lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in sorted(found.items())]
    (HERE / "op_types.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"{len(found)} cases")


if __name__ == "__main__":
    main(sys.argv[1:])
