#!/usr/bin/env python3
"""Records what the small programs of programs_*.py give under TensorFlow 2.21 and tf_keras 2.21.

    python tests/golden/function/record_programs.py      (a Python that has both)

Writes programs.json beside this file: {name: {"eager": outcome, "traced": outcome, "slopes": [first, second]}}, of
errors the classes alone. It says which programs raise something that is not expected of them.
"""

import json
import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["TF_USE_LEGACY_KERAS"] = "1"

import small_programs as small
import tensorflow as tf
from programs_language import FORGOTTEN


def main():
    tf.get_logger().setLevel("FATAL")
    tf.autograph.set_verbosity(0)
    recorded = {}
    for name, program in small.every_program().items():
        eager, traced = (kept(name, program, small.outcome(tf, program, t), t) for t in (False, True))
        one = recorded[name] = {"eager": eager, "traced": traced}
        if name in FORGOTTEN:
            del one["traced"]
        if program.smooth:
            beyond = "raises" in traced
            one["slopes"] = slopes(name, program, traced=not beyond)
    lines = [f"{json.dumps(k)}: {json.dumps(v)}" for k, v in recorded.items()]
    path = Path(__file__).with_name("programs.json")
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"{len(recorded)} programs of TensorFlow {tf.__version__}, {path.stat().st_size} bytes")


def slopes(name, program, traced):
    """Both gradients; the first alone where TensorFlow has no other."""
    for order in (2, 1):
        try:
            return small.gradients(tf, program, traced, order)
        except Exception as e:
            print(f"{name}: no gradient of order {order}: {type(e).__name__}: {str(e)[-200:]}")
    return []


def kept(name, program, found, traced):
    """An outcome; of an error the classes, once what is not expected has been told."""
    if "raises" not in found:
        if traced and program.says:
            print(f"{name}: does not raise: {found}")
        return found
    expected = program.says if traced else None
    words = found["says"].strip()
    if expected is None:
        print(f"{name}: TensorFlow cannot, {'traced' if traced else 'eagerly'}: {found['raises'][0]}: {words[-200:]}")
    elif expected[0] not in found["raises"] or not all(w in words for w in expected[1]):
        print(f"{name}: not what is expected: {found['raises'][:2]}: {words[-300:]}")
    return {"raises": found["raises"]}


if __name__ == "__main__":
    main()
