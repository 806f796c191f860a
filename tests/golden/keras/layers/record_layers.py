"""Record what the layers of the cases beside this file compute.

Run with an interpreter that has TensorFlow, tf_keras and Keras 3:  python record_layers.py [FAMILY ...]
For each family (FAMILY_layers.py) it writes FAMILY_layers.npz with what tf_keras gave for CASES, and
FAMILY_layers_keras3.npz with what Keras 3 gave for KERAS3_CASES. Without arguments it does so for all families.
"""

import importlib
import os
import sys
from pathlib import Path

os.environ.update(TF_USE_LEGACY_KERAS="1", TF_CPP_MIN_LOG_LEVEL="3", KERAS_BACKEND="tensorflow")

import keras as keras3
import numpy as np
import tensorflow as tf
import tf_keras
from layer_cases import run_layer

HERE = Path(__file__).resolve().parent


def families():
    """Names of the families that have a file of cases."""
    names = sorted(path.stem.removesuffix("_layers") for path in HERE.glob("*_layers.py"))
    return [name for name in names if name != "record"]


def record(keras, cases, path):
    """Write what `keras` gives for `cases`, with the names in each layer's configuration."""
    arrays = {}
    for name, case in cases.items():
        keras.backend.clear_session()
        try:
            arrays.update({f"{name}: {what}": value for what, value in run_layer(tf, keras, case).items()})
        except Exception:
            print(f"{path.stem}: {name}", file=sys.stderr)
            raise
        arrays[f"{name}: config"] = np.array(sorted(case.make(keras).get_config()))
    np.savez_compressed(path, **arrays)


def main():
    for family in sys.argv[1:] or families():
        module = importlib.import_module(f"{family}_layers")
        if hasattr(module, "CASES"):
            record(tf_keras, module.CASES, HERE / f"{family}_layers.npz")
        if hasattr(module, "KERAS3_CASES"):
            record(keras3, module.KERAS3_CASES, HERE / f"{family}_layers_keras3.npz")


if __name__ == "__main__":
    main()
