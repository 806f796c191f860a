"""A layer under other dtype policies than float32."""

import contextlib

import numpy as np

from tenfold.keras.mixed_precision import policy as policies
from tenfold.testing.compare import Failure

# how far results may be from those in float32, as a part of the largest: a few roundings in that dtype
CLOSE = {"mixed_float16": 1e-2, "mixed_bfloat16": 4e-2, "bfloat16": 4e-2, "float64": 1e-4}
TRAINED = ("mixed_float16", "mixed_bfloat16")


def check_policies(runs, trains):
    """Hold the layer of `runs` to the policies in `CLOSE`: dtypes, values, and one step under the mixed ones."""
    with policy("float32"):
        layer = runs.seeded()
        if layer.compute_dtype != "float32" or layer.variable_dtype != "float32":
            return  # it was made with a dtype of its own
        outputs, weights = runs.arrays(layer), layer.get_weights()
        step = runs.step(outputs, run_eagerly=True) if trains else None
    for name, tolerance in CLOSE.items():
        with policy(name):
            _check(runs, name, tolerance, outputs, weights)
            if trains and name in TRAINED:
                _agree(f"{layer.name}: a step", name, tolerance, step, runs.step(outputs, run_eagerly=True))


def _check(runs, name, tolerance, outputs, weights):
    """Values and dtypes of a layer with these weights."""
    layer = runs.seeded()
    for w in layer.weights if name != "bfloat16" else ():  # there, statistics may be float32
        if w.dtype.is_floating and w.dtype.name != layer.variable_dtype:
            raise Failure(f"{layer.name}, {name}: the weight {w.name} is {w.dtype.name}, not {layer.variable_dtype}")
    layer.set_weights(weights)
    found = runs.arrays(layer)
    for i, (wanted, array) in enumerate(zip(outputs, found)):
        expected = layer.compute_dtype if wanted.dtype == "float32" else wanted.dtype.name
        if array.dtype.name != expected:
            raise Failure(f"{layer.name}, {name}: output {i} is {array.dtype.name}, not {expected}")
    _agree(f"{layer.name}: outputs", name, tolerance, outputs, found)


def _agree(what, name, tolerance, wanted, found):
    for i, (w, f) in enumerate(zip(wanted, found, strict=True)):
        if np.shape(w) != np.shape(f):
            raise Failure(f"{what} under {name}, value {i}: {np.shape(f)}, not {np.shape(w)}")
        if w.dtype.kind in "OSU":
            continue
        w, f = np.asarray(w, "float64"), np.asarray(f, "float64")
        limit = tolerance * max(1.0, np.abs(w).max(initial=0.0))
        if not np.array_equal(np.isfinite(w), np.isfinite(f)) or np.abs(w - f)[np.isfinite(w)].max(initial=0.0) > limit:
            raise Failure(f"{what} under {name}, value {i}:\n{f}\nagainst, in float32,\n{w}")


@contextlib.contextmanager
def policy(name):
    """Layers made inside have the policy called `name`."""
    before = policies._default.policy  # None, nearly always: that of `floatx`
    policies.set_global_policy(name)
    try:
        yield
    finally:
        policies.set_global_policy(before)
