"""Records what `moving_average_programs` give under TensorFlow 2.21.

Run it with a Python that has it: python tests/golden/v1/record_moving_averages.py. It writes moving_averages.json
beside this file.
"""

import json
import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import moving_average_programs as programs
import tensorflow as tf

PROGRAMS = (programs.eager, programs.dtypes, programs.functions, programs.refused, programs.graphs)


def main():
    file = pathlib.Path(__file__).with_name("moving_averages.json")
    recorded = {name: value for program in PROGRAMS for name, value in program(tf)}
    file.write_text("{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in recorded.items()) + "\n}\n")
    print(f"{file.name}: {len(recorded)} values from TensorFlow {tf.__version__}")


if __name__ == "__main__":
    main()
