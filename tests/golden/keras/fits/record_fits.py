"""Record what the programs beside this file give: in tf_keras 2.21, or with `--keras3` in Keras 3.

    python record_fits.py                              an interpreter that has TensorFlow and tf_keras
    KERAS_BACKEND=tensorflow python record_fits.py --keras3      one that has Keras 3 and TensorFlow

It writes fits.json (keras3_fits.json) beside this file: numbers to eight digits.
"""

import importlib
import json
import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
MODULES = (
    "whole_fits",
    "generative_fits",
    "step_fits",
    "compiled_forms",
    "reported_fits",
    "composite_fits",
    "mistakes",
    "keras3_steps",
)


def short(value):
    """Numbers to eight digits."""
    if isinstance(value, dict):
        return {name: short(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [short(one) for one in value]
    return float(f"{value:.8g}") if isinstance(value, float) else value


def main(keras3):
    os.environ["TF_USE_LEGACY_KERAS"] = "0" if keras3 else "1"
    import tensorflow as tf

    keras = importlib.import_module("keras" if keras3 else "tf_keras")
    recorded = {}
    for module in map(importlib.import_module, MODULES):
        for name, program in getattr(module, "KERAS3_PROGRAMS" if keras3 else "PROGRAMS", {}).items():
            keras.backend.clear_session()
            recorded[name] = short(program(tf, keras))
    file = HERE / ("keras3_fits.json" if keras3 else "fits.json")
    file.write_text(json.dumps(recorded) + "\n")
    print(f"{file.name}: {len(recorded)} programs of Keras {keras.__version__}, {file.stat().st_size} bytes")


if __name__ == "__main__":
    main("--keras3" in sys.argv[1:])
