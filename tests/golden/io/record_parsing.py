"""Records what TensorFlow 2.21 says of the cases in tests/ops/cases/parsing.py, into parsing.json beside this file.

Run it with a Python that has TensorFlow: python tests/golden/io/record_parsing.py

Per case the words of its error where one of the parsing ops raises it, else the static shapes of what it gives in a
graph, where its strings are placeholders of their own shape, of (None,), and of no shape. Values are recorded by
tests/golden/record_ops.py.
"""

import json
import os
import pathlib
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from record_ops import ROOT, load  # noqa: E402


def words(tf, case):
    """What the op says, None where all is well or something else complains."""
    try:
        case.evaluate(tf.compat.v1 if case.v1 else tf, {n: tf.constant(a) for n, a in case.tensors.items()})
    except tf.errors.OpError as e:
        end = next((i for i in map(e.message.find, (" [Op:Parse", "[Op:Parse")) if i >= 0), None)
        return None if end is None else e.message[:end].split("}} ", 1)[-1].strip()
    except (TypeError, ValueError):
        return None


def shapes(tf, case, kind):
    """Static shapes of what the case gives in a graph."""
    known = {"whole": list, "open": lambda shape: [None] * len(shape), "unknown": lambda _: None}[kind]
    with tf.Graph().as_default():
        tensors = {n: tf.compat.v1.placeholder(tf.string, known(a.shape)) for n, a in case.tensors.items()}
        try:
            found = case.evaluate(tf.compat.v1 if case.v1 else tf, tensors)
        except (TypeError, ValueError, tf.errors.OpError):
            return None
        return [None if t.shape.rank is None else t.shape.as_list() for t in tf.nest.flatten(found)]


def record(tf, case):
    said = words(tf, case)
    if said is not None or not case.tensors:
        return said
    return {kind: shapes(tf, case, kind) for kind in ("whole", "open", "unknown")}


def main():
    import tensorflow as tf

    load(ROOT / "src/tenfold/testing/cases.py", "tenfold.testing.cases", "tenfold.testing", "tenfold")
    cases = load(ROOT / "tests" / "ops" / "cases" / "parsing.py").CASES
    lines = [f"{json.dumps(case.key)}: {json.dumps(record(tf, case))}" for case in cases]
    (HERE / "parsing.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
