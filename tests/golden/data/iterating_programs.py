"""Programs that go through datasets by iterators: in functions, and in TensorFlow 1's graphs and sessions.

They find `tf`, `v1` (tf.compat.v1) and `np`, and `show` what is to be the same. record_iterating.py recorded that.
"""

import tempfile
import textwrap
from pathlib import Path

import numpy as np
from iterating_in_functions import FUNCTIONS
from iterating_in_graphs import GRAPHS
from iterating_in_sessions import SESSIONS


def every_program():
    """{name: (lines, whether they write a graph)}"""
    found = {f"function_{name}": (textwrap.dedent(lines), False) for name, lines in FUNCTIONS.items()}
    return found | {f"graph_{name}": (textwrap.dedent(lines), True) for name, lines in {**GRAPHS, **SESSIONS}.items()}


def outcome(tf, lines, graph):
    """What a program shows, a line for each call."""
    seen = []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "program.py"  # where AutoGraph reads the functions again
        file.write_text(lines)
        scope = {"tf": tf, "v1": tf.compat.v1, "np": np, "show": lambda *values: seen.append(plain(values))}
        tf.random.set_seed(7)
        if not graph:
            exec(compile(lines, str(file), "exec"), scope)
        else:
            with tf.Graph().as_default():
                exec(compile(lines, str(file), "exec"), scope)
    return seen


def plain(value):
    """Values as JSON has them; of errors and classes the name."""
    if isinstance(value, (type, BaseException)):
        return value.__name__ if isinstance(value, type) else type(value).__name__
    if isinstance(value, dict):
        return {k: plain(value[k]) for k in sorted(value)}
    if type(value) in (list, tuple):
        return [plain(v) for v in value]
    if callable(getattr(value, "numpy", None)):
        value = np.asarray(value.numpy())
    if isinstance(value, (np.ndarray, np.generic)):
        array = np.asarray(value)
        return [array.dtype.name, list(array.shape), texts(array.tolist())]
    return value if isinstance(value, (bool, int, float, str, type(None))) else repr(value).replace("tf.", "")


def texts(value):
    if isinstance(value, list):
        return [texts(v) for v in value]
    return value.decode() if isinstance(value, bytes) else value
