#!/usr/bin/env python3
"""Records the elements of datasets that TensorFlow 2.21 makes inside of a function, where they are not the eager ones.

python tests/golden/data/record_inside.py      (a Python that has it)
"""

import json
import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import dataset_programs
import function_programs
import tensorflow as tf

PROGRAMS = dataset_programs.every_program()
ROWS = [
    f"{json.dumps(n)}: {json.dumps(function_programs.made_inside(tf, PROGRAMS[n]))}"
    for n in function_programs.OTHER_NUMBERS
]
Path(__file__).with_name("inside.json").write_text("{\n" + ",\n".join(ROWS) + "\n}\n")
