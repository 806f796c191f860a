"""Record what Keras 3's estimators for scikit-learn do: the programs of wrapper_programs.py.

Run with an interpreter that has Keras 3, a backend of its and scikit-learn:  python record_wrappers.py
It writes wrappers.json beside this file.
"""

import json
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
from wrapper_programs import PROGRAMS

HERE = os.path.dirname(os.path.abspath(__file__))

if __name__ == "__main__":
    found = {name: program(keras, keras.wrappers) for name, program in PROGRAMS.items()}
    with open(os.path.join(HERE, "wrappers.json"), "w") as file:
        json.dump(found, file)
