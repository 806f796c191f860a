"""Records what `keras_weighting_programs` give under tf_keras 2.21 into keras_weighting.json, beside this file.

Run it with a Python that has TensorFlow and tf_keras: python tests/golden/keras/record_keras_weighting.py
"""

import json
import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras_weighting_programs
import numpy as np
import tensorflow as tf
import tf_keras

FILE = pathlib.Path(__file__).with_name("keras_weighting.json")


def _short(value):
    return value if isinstance(value, str) else np.vectorize(lambda v: float(f"{v:.6g}"))(value).tolist()


def main():
    programs = keras_weighting_programs.sweep, keras_weighting_programs.compiled
    recorded = {name: _short(value) for program in programs for name, value in program(tf, tf_keras)}
    FILE.write_text(json.dumps(recorded, indent=0) + "\n")
    print(f"{FILE.name}: {len(recorded)} values from tf_keras {tf_keras.__version__}, {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
