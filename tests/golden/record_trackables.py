"""Records what checkpoints of `trackable_programs` hold under TensorFlow 2.21 and tf_keras 2.21.

Run it with a Python that has both: python tests/golden/record_trackables.py. It writes trackables.json beside this
file: {"values": {program: {path: shape}}, "graphs": {program: [{name: number of the child}]}}.
"""

import json
import os
import pathlib
import tempfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["TF_USE_LEGACY_KERAS"] = "1"

import tensorflow as tf
import trackable_programs as programs

NOT_OF_THE_ROOT = {"_CHECKPOINTABLE_OBJECT_GRAPH", "save_counter/.ATTRIBUTES/VARIABLE_VALUE"}


def values(root):
    with tempfile.TemporaryDirectory() as folder:
        file = tf.train.Checkpoint(root=root).save(os.path.join(folder, "c"))
        return {path: shape for path, shape in tf.train.list_variables(file) if path not in NOT_OF_THE_ROOT}


def main():
    found = {"values": {}, "graphs": {}}
    for name, root in programs.modules(tf):
        found["graphs"][name] = programs.graph(tf, root)
    for program in (programs.modules, programs.models, programs.optimizers):
        for name, root in program(tf):
            found["values"][name] = values(root)
    file = pathlib.Path(__file__).with_name("trackables.json")
    lines = [
        f"{json.dumps(part)}: {{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in of.items()) + "\n}"
        for part, of in found.items()
    ]
    file.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"{file.name}: {len(found['values'])} roots from TensorFlow {tf.__version__}, {file.stat().st_size} bytes")


if __name__ == "__main__":
    main()
