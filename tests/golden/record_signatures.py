"""Records the arguments of TensorFlow 2.21's public functions and classes into signatures.txt, beside this file.

Run it with a Python that has it: python tests/golden/record_signatures.py

A line is "tf.reduce_sum input_tensor axis keepdims name"; from "*" on, arguments go by name only. What `tf.compat.v1`
has otherwise follows, as "tf.compat.v1.reduce_sum ...". Keras and raw_ops are left out, and so are enumerations: how
they are called is Python's own, and changes with its version.
"""

import enum
import inspect
import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import tensorflow as tf

FILE = pathlib.Path(__file__).with_name("signatures.txt")
NAMES = pathlib.Path(__file__).parents[2] / "tools" / "data" / "names"
KERAS = (
    "tf.keras",
    "tf.losses",
    "tf.metrics",
    "tf.optimizers",
    "tf.initializers",
    "tf.layers",
    "tf.nn.rnn_cell",
    "tf.app.flags",
)


def arguments(root, name):
    """The line of a name, without the name; None for what cannot be called or has no signature."""
    value = root
    try:
        for part in name.split(".")[1:]:
            value = getattr(value, part)
        if isinstance(value, enum.EnumMeta):
            return None
        parameters = inspect.signature(value).parameters.values()
    except (AttributeError, TypeError, ValueError):
        return None
    words = []
    for p in parameters:
        if p.kind is p.KEYWORD_ONLY and not any(w.startswith("*") for w in words):
            words.append("*")
        words.append({p.VAR_POSITIONAL: "*", p.VAR_KEYWORD: "**"}.get(p.kind, "") + p.name)
    return " ".join(words)


def names(*files):
    lines = [
        line for file in files for line in (NAMES / f"{file}.txt").read_text().splitlines() if not line.startswith("#")
    ]
    spaces = [line.split(": ") for line in lines]
    return sorted({f"{s}.{n}" for s, members in spaces if not s.startswith(KERAS) for n in members.split()})


if __name__ == "__main__":
    second = {name: arguments(tf, name) for name in names("tensorflow-2.21")}
    first = {name: arguments(tf.compat.v1, name) for name in names("tensorflow-2.21", "tensorflow-2.21-v1")}
    rows = [f"{name} {line}" for name, line in second.items() if line is not None]
    rows += [
        f"tf.compat.v1{name[2:]} {line}"
        for name, line in first.items()
        if line is not None and line != second.get(name)
    ]
    FILE.write_text("\n".join(rows) + "\n")
    print(f"{FILE.name}: {len(rows)} signatures from TensorFlow {tf.__version__}, {FILE.stat().st_size} bytes")
