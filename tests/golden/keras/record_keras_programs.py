"""Record what the programs of models, training, generators and sequences (keras_*_programs.py) give in tf_keras.

Run with an interpreter that has TensorFlow and tf_keras:  python record_keras_programs.py [NAME ...]
It writes (the named programs of) keras_programs.json beside this file.
"""

import json
import os
import sys

os.environ.update(TF_USE_LEGACY_KERAS="1", TF_CPP_MIN_LOG_LEVEL="3")

import keras_generator_programs
import keras_model_programs
import keras_sequence_programs
import keras_training_programs
import tensorflow as tf
import tf_keras as keras

FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "keras_programs.json")


def main(names):
    found = {}
    if names:
        with open(FILE) as file:
            found = json.load(file)
    modules = keras_model_programs, keras_training_programs, keras_generator_programs, keras_sequence_programs
    for module in modules:
        for name, program in module.PROGRAMS.items():
            if not names or name in names:
                keras.backend.clear_session()
                found[name] = program(tf, keras)
    with open(FILE, "w") as file:
        json.dump(found, file)


if __name__ == "__main__":
    main(sys.argv[1:])
