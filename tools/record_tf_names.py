#!/usr/bin/env python3
"""Writes down the public names of TensorFlow, which `tools/coverage.py` measures Tenfold by.

    TF_USE_LEGACY_KERAS=1 python tools/record_tf_names.py        (a Python that has TensorFlow 2.21 and tf_keras)

Writes tools/data/tf2_names.txt (the v2 API) and tools/data/tf1_names.txt (what `tf.compat.v1` has besides): a line for
each namespace, "tf.math: abs acos ...". Keras's own names are left out, except where TensorFlow repeats them
(`tf.losses`); so are members of classes and `tf.raw_ops`.
"""

import inspect
import types
from pathlib import Path

import tensorflow as tf

DATA = Path(__file__).resolve().parent / "data"
LEFT_OUT = {"keras", "compat", "dtensor", "raw_ops", "security", "tools", "google"}


def names_of(module: types.ModuleType, seen: set[int], prefix: str = "tf") -> dict[str, list[str]]:
    """Namespace -> public names in it that are not namespaces themselves."""
    found: dict[str, list[str]] = {prefix: []}
    for name in (n for n in dir(module) if not n.startswith("_")):
        value = getattr(module, name)
        if not inspect.ismodule(value):
            found[prefix].append(name)
        elif name not in LEFT_OUT or prefix != "tf":
            if id(value) in seen or "tensorflow" not in value.__name__ and "keras" not in value.__name__:
                continue
            seen.add(id(value))
            found.update(names_of(value, seen, f"{prefix}.{name}"))
    return {space: sorted(names) for space, names in found.items() if names}


def write(path: Path, names: dict[str, list[str]], note: str) -> None:
    lines = [f"# {note}, as TensorFlow {tf.__version__} has them; recorded by tools/record_tf_names.py"]
    lines += [f"{space}: {' '.join(members)}" for space, members in sorted(names.items()) if members]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(path.name, sum(map(len, names.values())), "names")


if __name__ == "__main__":
    v2, v1 = names_of(tf, set()), names_of(tf.compat.v1, set())
    only = {space: [name for name in members if name not in v2.get(space, ())] for space, members in v1.items()}
    DATA.mkdir(exist_ok=True)
    write(DATA / "tf2_names.txt", v2, "Names of the v2 API")
    write(DATA / "tf1_names.txt", only, "Names tf.compat.v1 has and the v2 API has not")
