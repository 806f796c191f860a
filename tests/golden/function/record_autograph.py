#!/usr/bin/env python3
"""Records what the programs of autograph_programs give under TensorFlow 2.21 and tf_keras 2.21.

    python tests/golden/function/record_autograph.py      (a Python that has both)

Writes autograph.json beside this file: {program: {"value": ..., "printed": ...} or {"error": [...], "text": ...}}.
"""

import json
import os
import re
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["TF_USE_LEGACY_KERAS"] = "1"

import autograph_programs as table
import tensorflow as tf


def main():
    tf.get_logger().setLevel("ERROR")
    found = {}
    for name, program in table.programs():
        tf.config.run_functions_eagerly(program in table.BEYOND)
        one = found[name] = table.outcome(tf, program)
        if "text" in one:
            one["text"] = essence(one["text"])
        expected = table.ERRORS.get(program)
        if (expected is not None) != ("error" in one) and program not in table.BEYOND:
            print(f"{name}: {one}")
        elif expected and (expected[0] not in one["error"] or any(w not in one["text"] for w in expected[1])):
            print(f"{name}: expected {expected}, got {one}")
    lines = [f"{json.dumps(name)}: {json.dumps(one)}" for name, one in found.items()]
    Path(__file__).with_name("autograph.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"{len(found)} programs")


def essence(text):
    """The message without the traceback that TensorFlow puts before it ("in user code: ...")."""
    lines = [line.strip() for line in text.strip().split("\n")]
    found = [line for line in lines if re.match(r"\w+(Error|Exception): ", line)]
    return (found[-1].partition(": ")[2] if found else lines[0])[:300]


if __name__ == "__main__":
    main()
