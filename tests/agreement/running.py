"""Runs calls under `tenfold` or `tensorflow`, and keeps what each gave: the same file on both sides.

    python tests/agreement/running.py LIBRARY CALLS.json OUTCOMES.pickle

A call is plain data: {"name", "args", "options"} of a function, with "steps" of an object that is made, or with
"inputs" of a layer. An outcome is {"leaves": [...], "structure", "config", "gradients": [...] or nothing}, or
{"raises", "message"}.
"""

import importlib
import json
import os
import pickle
import signal
import sys
import threading
import warnings
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from agreement.values import Maker  # noqa: E402

SECONDS = 30  # for one call


class Late(Exception):
    """A call took longer than it may."""


def run(tf, call):
    """What a call gives, or what it raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _run(tf, call)
        except Exception as e:  # whatever is raised is the outcome
            return {"raises": type(e).__name__, "message": str(e)[:400]}


def _run(tf, call):
    maker = Maker(tf)
    if "seeded" in call:
        tf.random.set_seed(call["seeded"])
    if "inputs" in call:
        return run_layer(tf, maker, call)
    arguments = maker.make(call["args"])
    options = {k: maker.make(v) for k, v in call["options"].items()}
    if "steps" in call:
        return run_object(tf, maker, call, arguments, options)
    function = maker.resolve(call["name"])
    if not call.get("gradient"):
        return outcome(tf, function(*arguments, **options))
    with tf.GradientTape() as tape:
        tape.watch(maker.tensors)
        value = function(*arguments, **options)
        target = weighed(tf, value)
    return outcome(tf, value, [] if target is None else tape.gradient(target, maker.tensors))


def run_object(tf, maker, call, arguments, options):
    """An object is made, and its methods called one after the other."""
    thing = maker.resolve(call["name"])(*arguments, **options)
    results = []
    for method, args, opts in call["steps"]:
        made = maker.make(args), {k: maker.make(v) for k, v in opts.items()}
        result = getattr(thing, method)(*made[0], **made[1])
        if method not in ("update_state", "reset_state"):  # what those give is nowhere described
            results.append(result)
    return outcome(tf, results, config=config(thing))


def run_layer(tf, maker, call):
    """A layer is built, gets weights, and is called; its gradients and what it changed are kept."""
    layer = maker.resolve(call["name"])(
        *maker.make(call["args"]), **{k: maker.make(v) for k, v in call["options"].items()}
    )
    maker.tensors.clear()
    inputs = maker.make(call["inputs"])
    options = {k: maker.make(v) for k, v in call["calls"].items()}
    layer(inputs, **options)
    rng = np.random.default_rng(call["seed"])
    layer.set_weights([weight(rng, w, v) for w, v in zip(layer.get_weights(), layer.weights)])
    variables = list(layer.trainable_weights)
    with tf.GradientTape() as tape:
        tape.watch(maker.tensors)
        value = layer(inputs, **options)
        target = weighed(tf, value) if call.get("gradient") else None
    found = [] if target is None else tape.gradient(target, maker.tensors + variables)
    return outcome(tf, [value, layer.get_weights(), [float(np.sum(x)) for x in layer.losses]], found, config(layer))


def weight(rng, old, variable):
    """Values for a weight: variances are positive, integers (counts, seeds) stay as they are."""
    if old.dtype.kind not in "f":
        return old
    values = rng.uniform(-0.6, 0.6, old.shape).astype(old.dtype)
    return np.abs(values) + 0.5 if "variance" in variable.name else values


def config(thing):
    """What an object says of itself, as text; names and classes written by the library are left out."""
    if not hasattr(thing, "get_config"):
        return ""
    return json.dumps(plain(thing.get_config()), sort_keys=True, default=lambda v: type(v).__name__)


def plain(value):
    if isinstance(value, dict):
        skip = ("name", "module", "registered_name", "build_config", "compile_config")
        return {k: plain(v) for k, v in value.items() if k not in skip}
    if hasattr(value, "as_list"):
        return value.as_list()
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, (np.ndarray, np.generic)):
        return plain(value.tolist())
    return float(f"{value:.6g}") if isinstance(value, float) else value  # some keep floats as float32 arrays


def weighed(tf, value):
    """A scalar of which each element of the result is a part, no two alike; None where nothing is a float."""
    total = []
    for leaf in tf.nest.flatten(value, expand_composites=True):
        dtype = getattr(leaf, "dtype", None)
        if dtype is None or not tf.is_tensor(leaf) or not (dtype.is_floating or dtype.is_complex):
            continue
        weights = np.cos(np.arange(int(np.prod(leaf.shape)))).reshape(leaf.shape)
        part = tf.reduce_sum(leaf * tf.cast(tf.constant(weights), dtype))
        total.append(tf.cast(tf.math.real(part), tf.float64))
    return tf.add_n(total) if total else None


def outcome(tf, value, gradients=None, config=""):
    out = {"structure": structure(tf, value), "config": config}
    out["leaves"] = [leaf(tf, v) for v in tf.nest.flatten(value, expand_composites=True)]
    if gradients is not None:
        out["gradients"] = [None if g is None else leaf(tf, tf.convert_to_tensor(g)) for g in gradients]
    return out


def structure(tf, value):
    """What holds what: lists, tuples with their fields, kinds of tensors."""
    if isinstance(value, dict):
        return {k: structure(tf, v) for k, v in sorted(value.items(), key=lambda kv: str(kv[0]))}
    if isinstance(value, (list, tuple)) and not hasattr(value, "rank"):
        inside = [structure(tf, v) for v in value]
        return [list(getattr(value, "_fields", ())), inside]
    for kind in ("RaggedTensor", "SparseTensor", "IndexedSlices"):
        if isinstance(value, getattr(tf, kind)):
            return kind
    if isinstance(value, (np.ndarray, np.generic)):
        return "array"
    return "Tensor" if tf.is_tensor(value) else type(value).__name__


def leaf(tf, value):
    """A tensor as an array, anything else as its text."""
    if tf.is_tensor(value) and hasattr(value, "numpy"):
        return np.asarray(value.numpy(), object if value.dtype == tf.string else None)
    return value if isinstance(value, (np.ndarray, np.generic)) else text(value)


def text(value):
    return getattr(value, "name", None) or (value.__name__ if isinstance(value, type) else str(value))


def _late(*_):
    raise Late(f"longer than {SECONDS} seconds")


def run_timed(tf, call):
    """`run`, given up after a while where the system has alarms."""
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        return run(tf, call)
    old = signal.signal(signal.SIGALRM, _late)
    signal.alarm(SECONDS)
    try:
        return run(tf, call)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, old)


def done(path):
    """How many outcomes a file has already: what ended in a crash counts as one."""
    if not path.exists():
        return 0
    return len(read(path))


def append(path, found):
    with open(path, "ab") as f:
        pickle.dump(found, f)


def read(path):
    found = []
    with open(path, "rb") as f:
        while True:
            try:
                found.append(pickle.load(f))  # noqa: S301  written by this program
            except EOFError:
                return found


def main(library, calls, path):
    calls, path = json.loads(Path(calls).read_text()), Path(path)
    tf = importlib.import_module(library)
    start = done(path)
    with open(path, "ab") as f:
        for call in calls[start:]:
            found = run_timed(tf, call)
            pickle.dump(found, f)
            f.flush()


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    main(*sys.argv[1:])
