"""Records what `keras_parts_programs` give under tf_keras 2.21 into keras_parts.npz, beside this file.

Run it with a Python that has TensorFlow and tf_keras: python tests/golden/keras/record_keras_parts.py
"""

import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras_parts_programs
import numpy as np
import tensorflow as tf
import tf_keras

FILE = pathlib.Path(__file__).with_name("keras_parts.npz")


def main():
    recorded = {}
    for program in keras_parts_programs.PROGRAMS:
        recorded |= {f"{program.__name__}/{name}": np.asarray(value) for name, value in program(tf, tf_keras)}
    np.savez_compressed(FILE, **recorded)
    print(f"{FILE.name}: {len(recorded)} arrays from tf_keras {tf_keras.__version__}, {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
