#!/usr/bin/env python3
"""Records what TensorFlow 2.21 computes for the cases in tests/ops/cases.

    python tests/golden/record_ops.py [--all] [FAMILY...]      (a Python that has TensorFlow)

Writes tests/golden/ops/<family>.npz: values, shapes, dtypes, or the class that was raised. Only cases that are new or
whose inputs changed are run, all of them with --all.
"""

import importlib.util
import json
import os
import sys
from pathlib import Path

import ml_dtypes  # noqa: F401  (names bfloat16 to NumPy)
import numpy as np

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def load(path, *names):
    """The module in `path`, also entered under `names`."""
    spec = importlib.util.spec_from_file_location(names[0] if names else path.stem, path)
    module = importlib.util.module_from_spec(spec)
    for name in names:
        sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def evaluated(tf, case):
    """The leaves of the case's value, or the exception that it raised."""
    try:
        tensors = {n: tf.constant(a) for n, a in case.tensors.items()}
        value = case.evaluate(tf.compat.v1 if case.v1 else tf, tensors)
        return [leaf(tf, t) for t in tf.nest.flatten(value, expand_composites=True)]
    except Exception as e:  # whatever TensorFlow raises is what is recorded
        return e


def leaf(tf, value):
    """A tensor as an array, a Python value as its text."""
    if hasattr(value, "numpy"):
        return np.asarray(value.numpy(), object if value.dtype == tf.string else None)
    return value if isinstance(value, (np.ndarray, np.generic)) else str(value)


class Store:
    """Arrays one after the other in one buffer, with an index of what lies where."""

    def __init__(self):
        self.index, self.data = {}, bytearray()

    def put(self, key, expression, found):
        if isinstance(found, Exception):
            self.index[key] = {"of": expression, "raises": type(found).__name__}
        else:
            self.index[key] = {"of": expression, "values": [self.entry(v) for v in found]}

    def entry(self, value):
        if isinstance(value, str):
            return {"text": value}
        array = np.asarray(value)
        if array.dtype == object:
            strings = [v.decode("latin1") for v in array.reshape(-1).tolist()]
            return {"strings": strings, "shape": array.shape}
        start = len(self.data)
        self.data += array.tobytes()
        return {"dtype": array.dtype.name, "shape": array.shape, "at": [start, len(self.data)]}

    def copy(self, key, old):
        """Take over an entry of another file."""
        entry = json.loads(json.dumps(old["index"][key]))
        for value in entry.get("values", ()):
            if "at" in value:
                start, stop = value["at"]
                value["at"] = [len(self.data), len(self.data) + stop - start]
                self.data += old["data"][start:stop]
        self.index[key] = entry

    def save(self, path):
        text = np.frombuffer(json.dumps(self.index).encode(), np.uint8)
        np.savez_compressed(path, index=text, data=np.frombuffer(bytes(self.data), np.uint8))


def read(path):
    if not path.exists():
        return {"index": {}, "data": b""}
    with np.load(path) as f:
        return {"index": json.loads(f["index"].tobytes()), "data": f["data"].tobytes()}


def record(tf, family, everything):
    cases = load(ROOT / "tests" / "ops" / "cases" / f"{family}.py").CASES
    path = HERE / "ops" / f"{family}.npz"
    old, store, new = read(path), Store(), 0
    for case in cases:
        if case.key in old["index"] and not everything:
            store.copy(case.key, old)
            continue
        found, new = evaluated(tf, case), new + 1
        if isinstance(found, Exception):
            print(f"  {family}: {case.expression} raises {type(found).__name__}: {str(found)[:120]!r}")
        store.put(case.key, case.expression, found)
    store.save(path)
    print(f"{family}: {len(cases)} cases, {new} recorded, {path.stat().st_size / 1024:.0f} kB")


def main(arguments):
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import tensorflow as tf

    load(ROOT / "src/tenfold/testing/cases.py", "tenfold.testing.cases", "tenfold.testing", "tenfold")
    folder = ROOT / "tests" / "ops" / "cases"
    families = [a for a in arguments if a != "--all"] or sorted(p.stem for p in folder.glob("[a-z]*.py"))
    for family in families:
        record(tf, family, "--all" in arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
