"""Record what the programs of callback_programs.py do in tf_keras.

Run with an interpreter that has TensorFlow and tf_keras:  python record_callbacks.py
It writes callbacks.json beside this file.
"""

import contextlib
import json
import os
import tempfile

os.environ.update(TF_USE_LEGACY_KERAS="1", TF_CPP_MIN_LOG_LEVEL="3", COLUMNS="200")

import tensorflow as tf
import tf_keras as keras
from callback_programs import PROGRAMS

HERE = os.path.dirname(os.path.abspath(__file__))


def main():
    found = {}
    for name, program in PROGRAMS.items():
        keras.backend.clear_session()
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
            found[name] = program(tf, keras)
    with open(os.path.join(HERE, "callbacks.json"), "w", encoding="utf-8") as file:
        json.dump(found, file)


if __name__ == "__main__":
    main()
