#!/usr/bin/env python3
"""Records what examples print under TensorFlow 2.21 and tf_keras 2.21, a file NAME.txt each.

python tests/golden/examples/record_examples.py      (a Python that has both)
"""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
EXAMPLES = HERE.parents[2] / "examples"
NAMES = [
    "beam_search",
    "custom_training_loop",
    "dynamic_rnn",
    "gan_two_tapes",
    "gradient_checkpointing",
    "input_pipeline",
    "policy_gradient",
]


def main():
    environment = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_USE_LEGACY_KERAS": "1"}
    for name in NAMES:
        code = [sys.executable, str(EXAMPLES / f"{name}.py")]
        told = subprocess.run(code, env=environment, capture_output=True, text=True, check=True).stdout
        (HERE / f"{name}.txt").write_text(told)
        print(f"{name}: {len(told.splitlines())} lines")


if __name__ == "__main__":
    main()
