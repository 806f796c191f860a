"""Records what `random_programs` draw under TensorFlow 2.21 and tf_keras 2.21 into random.npz, beside this file.

Run it with a Python that has both: python tests/golden/record_random.py
"""

import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import random_programs
import tensorflow as tf
import tf_keras

FILE = pathlib.Path(__file__).with_name("random.npz")


def as_stored(value):
    """A NumPy array that npz can hold: bfloat16 as the uint16 of the same bits."""
    array = np.asarray(value)
    return array.view(np.uint16) if array.dtype == tf.bfloat16.as_numpy_dtype else array


def main():
    # categorical sampling cuts large batches between threads: one thread gives the numbers that no machine changes
    tf.config.threading.set_intra_op_parallelism_threads(1)
    recorded = {}
    for program in random_programs.TENSORFLOW:
        recorded |= {f"{program.__name__}/{name}": as_stored(value) for name, value in program(tf)}
    for program in random_programs.KERAS + random_programs.RULES:
        recorded |= {f"{program.__name__}/{name}": as_stored(value) for name, value in program(tf, tf_keras)}
    np.savez_compressed(FILE, **recorded)
    print(f"{FILE.name}: {len(recorded)} arrays from TensorFlow {tf.__version__}, {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
