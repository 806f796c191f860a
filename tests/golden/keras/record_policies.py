"""Records what `policy_programs` give under tf_keras 2.21 into policies.json, beside this file.

Run it with a Python that has TensorFlow and tf_keras: python tests/golden/keras/record_policies.py
"""

import json
import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import policy_programs
import tensorflow as tf
import tf_keras

FILE = pathlib.Path(__file__).with_name("policies.json")


def main():
    recorded = {p.__name__: policy_programs.run(p, tf, tf_keras) for p in policy_programs.PROGRAMS}
    lines = [
        f"{json.dumps(name)}: {{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in values.items()) + "}"
        for name, values in recorded.items()
    ]
    FILE.write_text("{" + ",\n".join(lines) + "}\n")
    print(f"{FILE.name}: {sum(map(len, recorded.values()))} values from tf_keras {tf_keras.__version__}")


if __name__ == "__main__":
    main()
