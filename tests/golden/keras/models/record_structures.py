"""Record what the programs of structure_programs.py give in tf_keras.

Run with an interpreter that has TensorFlow and tf_keras:  python record_structures.py
It writes structures.json beside this file.
"""

import json
import os

os.environ.update(TF_USE_LEGACY_KERAS="1", TF_CPP_MIN_LOG_LEVEL="3")

import tensorflow as tf
import tf_keras as keras
from structure_programs import PROGRAMS

HERE = os.path.dirname(os.path.abspath(__file__))


def main():
    found = {}
    for name, program in PROGRAMS.items():
        keras.backend.clear_session()
        found[name] = program(tf, keras)
    with open(os.path.join(HERE, "structures.json"), "w") as file:
        json.dump(found, file)


if __name__ == "__main__":
    main()
