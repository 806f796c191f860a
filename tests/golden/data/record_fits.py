#!/usr/bin/env python3
"""Records what the runs of fit_programs.py give under TensorFlow 2.21 and tf_keras 2.21.

python tests/golden/data/record_fits.py      (a Python that has both)
"""

import json
import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["TF_USE_LEGACY_KERAS"] = "1"

import fit_programs
import tensorflow as tf
import tf_keras

if __name__ == "__main__":
    found = fit_programs.outcomes(tf, tf_keras)
    rows = [f"{json.dumps(k)}: {json.dumps(v)}" for k, v in found.items()]
    Path(__file__).with_name("fits.json").write_text("{\n" + ",\n".join(rows) + "\n}\n")
