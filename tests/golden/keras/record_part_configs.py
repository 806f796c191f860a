"""Records what `part_config_programs` give under tf_keras 2.21 into part_configs.json, beside this file.

Run it with a Python that has TensorFlow and tf_keras: python tests/golden/keras/record_part_configs.py
"""

import json
import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import part_config_programs
import tensorflow as tf
import tf_keras

FILE = pathlib.Path(__file__).with_name("part_configs.json")

if __name__ == "__main__":
    recorded = {program.__name__: program(tf, tf_keras) for program in part_config_programs.PROGRAMS}
    FILE.write_text(json.dumps(recorded, indent=1) + "\n", encoding="utf-8")
    print(f"{FILE.name}: {len(recorded)} programs under tf_keras {tf_keras.__version__}")
