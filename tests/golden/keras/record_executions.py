"""Records what `execution_programs` give under tf_keras 2.21 into executions.json, beside this file.

Run it with a Python that has TensorFlow and tf_keras: python tests/golden/keras/record_executions.py
"""

import json
import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import execution_programs
import numpy as np
import tf_keras

FILE = pathlib.Path(__file__).with_name("executions.json")


def short(value):
    """Nested lists with six digits of each number."""
    if isinstance(value, (list, tuple)):
        return [short(v) for v in value]
    if isinstance(value, np.ndarray):
        return short(value.tolist())
    return float(f"{value:.6g}") if isinstance(value, float) else value


def main():
    recorded = {name: [short(v) for v in values] for name, *values in execution_programs.executions(tf_keras)}
    FILE.write_text(json.dumps(recorded) + "\n")
    print(f"{FILE.name}: {len(recorded)} runs of tf_keras {tf_keras.__version__}, {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
