"""Record what tf_keras gives for the programs in preprocessing_programs.py.

Run with an interpreter that has TensorFlow and tf_keras:  python record_preprocessing.py
It writes preprocessing.json beside this file.
"""

import json
import os
from pathlib import Path

os.environ.update(TF_USE_LEGACY_KERAS="1", TF_CPP_MIN_LOG_LEVEL="3")

import tensorflow as tf
import tf_keras
from preprocessing_programs import PROGRAMS, run

HERE = Path(__file__).resolve().parent

if __name__ == "__main__":
    recorded = {name: run(name, tf, tf_keras) for name in PROGRAMS}
    lines = [f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in recorded.items()]
    (HERE / "preprocessing.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
