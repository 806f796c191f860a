#!/usr/bin/env python3
"""Records what the programs of control flow give under TensorFlow 2.21, eagerly and in a tf.function.

    python tests/golden/function/record_control.py      (a Python that has TensorFlow, and TF_USE_LEGACY_KERAS=1)

Writes control.json and tensor_arrays.json beside this file: for each program what it gives, and under its name with
" (traced)" what it gives in a tf.function where that is something else. Of an error the class is kept. It says
which words, of those that both must say, TensorFlow does not.
"""

import json
import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import control_programs
import tensor_array_programs
import tensorflow as tf
from control_records import result, session, smooth

MODULES = {"control.json": control_programs, "tensor_arrays.json": tensor_array_programs}


tf.get_logger().setLevel("FATAL")  # AutoGraph says of each lambda that it could not read it
tf.autograph.set_verbosity(0)


def programs(module):
    """(kind and name, call, the words of an error, ways: whether traced)."""
    for name, program in module.SMOOTH.items():
        yield f"smooth/{name}", smooth(tf, program), None, (False, True)
    for name, program in module.VALUES.items():
        yield f"value/{name}", lambda x, p=program: p(tf, x), None, (False, True)
    for kind, ways in (("FAILING", (False, True)), ("FAILING_TRACED", (True,))):
        for name, (program, words) in getattr(module, kind).items():
            yield f"fails/{name}", lambda x, p=program: p(tf, x), words, ways


def kept(found, key, words):
    """An error without its message, once it is known to say what it should."""
    if words is None and isinstance(found, dict) and "raises" in found:
        print(f"{key}: TensorFlow cannot: {found['raises']}: {found['says'][:300]}")
    if words is not None and isinstance(found, dict) and words not in found["says"]:
        print(f"{key}: TensorFlow does not say {words!r}: {found['says'][:300]}")
    return {"raises": found["raises"]} if isinstance(found, dict) and "raises" in found else found


def main():
    for file, module in MODULES.items():
        recorded = {}
        for key, call, words, ways in programs(module):
            found = [kept(result(tf, call, traced), key, words) for traced in ways]
            recorded[key] = found[0]
            if found[-1] != found[0]:
                recorded[f"{key} (traced)"] = found[-1]
        for name, program in module.GRAPHS.items():
            recorded[f"graph/{name}"] = session(tf, program)
        lines = [f"{json.dumps(k)}: {json.dumps(v)}" for k, v in recorded.items()]
        path = Path(__file__).resolve().parent / file
        path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
        print(f"{file}: {len(recorded)} records of TensorFlow {tf.__version__}, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
