"""Records what `optimizer_programs` give under tf_keras 2.21 into optimizers.json, beside this file.

TF_USE_LEGACY_KERAS=1 python record_optimizers.py
"""

import json
import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import optimizer_programs as programs
import tensorflow as tf
import tf_keras

FILE = pathlib.Path(__file__).with_name("optimizers.json")


def main():
    recorded = {p.__name__: dict(p(tf, tf_keras)) for p in programs.PROGRAMS}
    rows = [f'"{name}": {{\n' + ",\n".join(map(_row, found.items())) + "\n}" for name, found in recorded.items()]
    FILE.write_text("{\n" + ",\n".join(rows) + "\n}\n")
    print(f"{FILE.name}: tf_keras {tf_keras.__version__}, {FILE.stat().st_size} bytes")


def _row(item):
    return f"{json.dumps(item[0])}: {json.dumps(item[1], default=float)}"


if __name__ == "__main__":
    main()
