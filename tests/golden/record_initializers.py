"""Records what `initializer_programs` make under TensorFlow 2.21 into initializers.npz, beside this file.

Run it with a Python that has it: python tests/golden/record_initializers.py
"""

import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import initializer_programs
import numpy as np
import tensorflow as tf

FILE = pathlib.Path(__file__).with_name("initializers.npz")

if __name__ == "__main__":
    programs = (initializer_programs.v2, initializer_programs.v1)
    recorded = {f"{program.__name__}/{name}": value for program in programs for name, value in program(tf)}
    np.savez_compressed(FILE, **recorded)
    print(f"{FILE.name}: {len(recorded)} arrays from TensorFlow {tf.__version__}")
