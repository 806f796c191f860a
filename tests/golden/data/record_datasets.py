#!/usr/bin/env python3
"""Records what the datasets of *_datasets.py are under TensorFlow 2.21.

    python tests/golden/data/record_datasets.py [FAMILY...]      (a Python that has it)

Writes <family>.json beside this file, all or those named (`order`, of order_datasets.py), and says which programs
raise.
"""

import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["TF_USE_LEGACY_KERAS"] = "1"

import dataset_programs as programs
import tensorflow as tf


def main():
    tf.get_logger().setLevel("FATAL")
    programs.every_program()  # which asserts that names are unique
    for file in programs.families():
        family = file.stem.removesuffix("_datasets")
        if sys.argv[1:] and family not in sys.argv[1:]:
            continue
        recorded = {}
        for name, lines in __import__(file.stem).PROGRAMS.items():
            found = recorded[name] = programs.outcome(tf, programs.textwrap.dedent(lines))
            if "raises" in found:
                print(f"{name}: raises {found['raises'][0]}")
        rows = [f"{json.dumps(k)}: {json.dumps(v)}" for k, v in recorded.items()]
        file.with_name(f"{family}.json").write_text("{\n" + ",\n".join(rows) + "\n}\n")
        print(f"{family}: {len(recorded)} programs of TensorFlow {tf.__version__}")


if __name__ == "__main__":
    main()
