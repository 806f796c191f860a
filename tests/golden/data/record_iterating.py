#!/usr/bin/env python3
"""Records what the programs of iterating_programs.py show under TensorFlow 2.21.

python tests/golden/data/record_iterating.py      (a Python that has it)
"""

import json
import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["TF_USE_LEGACY_KERAS"] = "1"

import iterating_programs
import tensorflow as tf

tf.get_logger().setLevel("FATAL")
ROWS = [
    f"{json.dumps(name)}: {json.dumps(iterating_programs.outcome(tf, *program))}"
    for name, program in iterating_programs.every_program().items()
]
Path(__file__).with_name("iterating.json").write_text("{\n" + ",\n".join(ROWS) + "\n}\n")
