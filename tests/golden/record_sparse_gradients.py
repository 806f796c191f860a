"""Records what `sparse_gradient_programs` and `sparse_step_programs` give under TensorFlow 2.21 and tf_keras 2.21.

Run it with a Python that has both: python tests/golden/record_sparse_gradients.py. It writes sparse_gradients.json and
sparse_steps.json beside this file.
"""

import json
import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["TF_USE_LEGACY_KERAS"] = "1"

import sparse_gradient_programs
import sparse_step_programs
import tensorflow as tf

PROGRAMS = {
    "sparse_gradients.json": (
        sparse_gradient_programs.gradients,
        sparse_gradient_programs.functions,
        sparse_gradient_programs.on_slices,
    ),
    "sparse_steps.json": (sparse_step_programs.keras, sparse_step_programs.legacy, sparse_step_programs.train),
}


def main():
    for name, programs in PROGRAMS.items():
        file = pathlib.Path(__file__).with_name(name)
        recorded = {name: value for program in programs for name, value in program(tf)}
        file.write_text("{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in recorded.items()) + "\n}\n")
        print(f"{file.name}: {len(recorded)} values from TensorFlow {tf.__version__}, {file.stat().st_size} bytes")


if __name__ == "__main__":
    main()
