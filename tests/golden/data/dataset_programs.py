"""Short programs that make a dataset, and what is looked at of it: recorded from TensorFlow, then held against ours.

A family of programs is a file `*_datasets.py` with PROGRAMS, {name: lines of Python}. The lines find `tf` (v2
behaviour) and `np`, `path` (a function: file name -> where it lies in a folder of the program's own), and leave `ds`.
A name may stand only once in all families.
"""

import importlib
import json
import tempfile
import textwrap
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parent
MOST = 40  # elements looked at


def families():
    """The files that have programs."""
    return [f for f in sorted(FOLDER.glob("*_datasets.py")) if not f.name.startswith("record")]


def every_program():
    """{name: lines} of all families."""
    found = {}
    for file in families():
        for name, lines in importlib.import_module(file.stem).PROGRAMS.items():
            assert name not in found, f"{name} stands in two families"
            found[name] = textwrap.dedent(lines)
    return found


def run(tf, lines, folder):
    """The dataset that a program makes."""
    scope = {"tf": tf, "np": np, "path": lambda name: str(Path(folder) / name)}
    tf.random.set_seed(1234)
    file = Path(folder) / "program.py"  # where AutoGraph reads the functions again
    file.write_text(lines)
    exec(compile(lines, str(file), "exec"), scope)
    return scope["ds"]


def outcome(tf, lines):
    """What there is to see of a program's dataset, or the class of the error that it raises."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            ds = run(tf, lines, folder)
            return looked_at(tf, ds)
        except Exception as e:  # noqa: BLE001
            return {"raises": [c.__name__ for c in type(e).__mro__ if c is not object]}


def looked_at(tf, ds):
    """Spec, cardinality and repr of a dataset; the elements of two passes, the second begun anew; and of an iterator
    left after one element, before a third pass."""
    seen = {
        "spec": shown(ds.element_spec),
        "cardinality": int(ds.cardinality()),
        "repr": type(ds).__name__ if not repr(ds).startswith("<") else repr(ds).split(" ")[0],
        "passes": [elements(tf, ds), elements(tf, ds)],
    }
    next(iter(ds), None)
    return json.loads(json.dumps(seen))


def elements(tf, ds):
    """The first elements of one pass, each as plain values; the class of what it raises in place of an element."""
    found, made = [], iter(ds)
    while len(found) < MOST:
        try:
            found.append(plain(tf, next(made)))
        except StopIteration:
            return found
        except Exception as e:  # noqa: BLE001
            found.append({"raises": type(e).__name__})
            if found[-2:] == [found[-1]] * 2:
                break
    return [*found, "..."]


def shown(spec):
    """A structure of specs as text that both sides write alike."""
    return repr(spec).replace("tf.", "").replace("TensorShape", "").replace(" ", "")


def plain(tf, value):
    """An element as lists, [dtype, shape, values] for each tensor."""
    if isinstance(value, tf.data.Dataset):
        return {"dataset": elements(tf, value)}
    if hasattr(value, "_asdict"):
        return {"named": plain(tf, value._asdict())}
    if isinstance(value, dict):
        return {k: plain(tf, v) for k, v in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(tf, v) for v in value]
    if isinstance(value, tf.RaggedTensor):
        return ["ragged", value.dtype.name, texts(value.to_list())]
    if isinstance(value, tf.SparseTensor):
        return ["sparse", *[plain(tf, t) for t in (value.indices, value.values, value.dense_shape)]]
    if value is None:
        return None
    array = value.numpy()
    return [value.dtype.name, list(value.shape), texts(np.asarray(array).tolist())]


def texts(value):
    """Nested lists with text in place of bytes and complex numbers."""
    if isinstance(value, list):
        return [texts(v) for v in value]
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return repr(value) if isinstance(value, complex) else value
