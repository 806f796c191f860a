"""Records what the programs about tf.function, specs and extension types yield under TensorFlow 2.21 and tf_keras.

Run it with a Python that has both: python tests/golden/function/record_traces.py. It writes traces.json beside this
file: {program: [what it yields, ...]}.
"""

import inspect
import json
import os
import pathlib
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["TF_USE_LEGACY_KERAS"] = "1"

import concrete_programs
import extension_programs
import spec_programs
import state_programs
import tensorflow as tf
import trace_programs
from traced_notes import as_json

MODULES = (trace_programs, concrete_programs, state_programs, spec_programs, extension_programs)


def programs(module):
    """The programs of a module: its generators."""
    return [f for f in vars(module).values() if inspect.isgeneratorfunction(f)]


def main():
    found = {}
    for module in MODULES:
        for program in programs(module):
            tf.random.set_seed(0)
            found[program.__name__] = as_json(list(program(tf)))
    file = pathlib.Path(__file__).with_name("traces.json")
    file.write_text("{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in found.items()) + "\n}\n")
    print(f"{file.name}: {len(found)} programs from TensorFlow {tf.__version__}, {file.stat().st_size} bytes")


if __name__ == "__main__":
    sys.setrecursionlimit(1000)
    main()
