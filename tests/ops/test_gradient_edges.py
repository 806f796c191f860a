"""Gradients where functions end (zeros, infinities, NaN, ties) are TensorFlow's, in both gears.

An incoming gradient of zero above all: a masked distance must not turn a whole model into NaN.
"""

import importlib.util
import json
import re
from pathlib import Path

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.thread import using
from tenfold.core.graphs.graph import FuncGraph
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values import dtypes
from tenfold.runtime.gears.executable import Executable

GOLDEN = Path(__file__).resolve().parents[1] / "golden"


def load_programs():
    spec = importlib.util.spec_from_file_location("gradient_edge_programs", GOLDEN / "gradient_edge_programs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


EDGES = load_programs()
PROGRAMS = {key: rest for key, *rest in EDGES.programs()}
# What SciPy computes stays in first gear, what JAX computes in long series takes its time to compile, and the losses
# and activations of Keras are made of the ops beside them.
NOT_HOT = re.compile(r".*(special|bessel|gamma|erf|ndtri|keras|poisson)")
BOTH_GEARS = [key for key in PROGRAMS if not NOT_HOT.match(key)]


# (gear, program, result) -> why it is not TensorFlow's, at the points where it is not.
BOTH, HOT = ("first", "second"), ("second",)
OUTSIDE = "outside its domain TensorFlow's kernel gives infinities (NaN for expint, which has a value there)"
TINY = "TensorFlow's exp(x) - 1 has no value below 1e-7"
REASONS = [
    (BOTH, "tf.math.special.(bessel_[ky]|expint).*", ".*", OUTSIDE),
    (BOTH, "tf.math.bessel_i1.*", "dx of 1", "the slope at 0 is 1/2; TensorFlow says 1"),
    (BOTH, "tf.math.special.dawsn.*", "dx of 1", "1 - 2 x y is rounding alone at 1e30"),
    (BOTH, "tf.nn.elu.*", "ddx of 1", TINY),
    (BOTH, "tf.(nn|keras.activations).selu.*", "d?dx of 1", TINY),
    (BOTH, "tf.nn.relu6?\\(x\\)", "ddx of .", "a second slope that is zero everywhere is no connection here"),
    (
        BOTH,
        "tf.keras.activations.relu.*0.5.*",
        "value",
        "slope times -inf is -inf; TensorFlow adds NaN from its other branch",
    ),
    (BOTH, "tf.nn.softmax.*", "value", "a row that holds NaN is NaN; TensorFlow's vector code loses it for some"),
    (("first",), re.escape("x ** 0.5"), "value", "of -inf NumPy takes the square root, which is NaN"),
    (BOTH, "tf.math.igammac?.*", ".*", "TensorFlow's own series leave the function at a or x of 1e30 and infinity"),
    (HOT, "tf.math.(true)?div.*", "dy of .", "XLA makes x / (y * y) of x / y / y, and the square of 1e30 is inf"),
    (HOT, "tf.reduce_max.*", "dx of .", "XLA makes a choice of a product with a mask, and NaN that is not chosen is 0"),
]


def excused(gear, key, difference):
    name = difference.partition(":")[0]
    return any(
        gear in gears and re.fullmatch(k, key.partition(" #")[0]) and re.fullmatch(n, name)
        for gears, k, n, _ in REASONS
    )


@pytest.fixture(scope="module")
def recorded():
    """Key -> name -> what TensorFlow gave."""
    with np.load(GOLDEN / "gradient_edges.npz") as f:
        index, data = json.loads(f["index"].tobytes()), f["data"]
    return {key: {n: None if at is None else slice_of(data, *at) for n, at in e.items()} for key, e in index.items()}


def slice_of(data, end, *shape):
    size = int(np.prod(shape))
    return data[end - size : end].reshape(shape)


def differences(found, wanted):
    """What is not as it was recorded, in words."""
    for name in sorted(found.keys() | wanted.keys()):
        ours, theirs = found.get(name), wanted.get(name)
        if (ours is None) != (theirs is None):
            yield f"{name}: {ours} here, {theirs} in TensorFlow"
        elif ours is not None:
            ours = np.asarray(ours)
            near = np.isclose(ours, theirs, 2e-4, 1e-6, equal_nan=True)
            if not near.all():
                yield f"{name}: {ours[~near]} here, {theirs[~near]} in TensorFlow, at {np.argwhere(~near).tolist()}"


@pytest.mark.parametrize("key", PROGRAMS)
def test_first_gear(key, recorded):
    expression, arrays, twice = PROGRAMS[key]
    with np.errstate(all="ignore"):
        found = EDGES.results(tf, expression, arrays, twice)
    assert [d for d in differences(found, recorded[key]) if not excused("first", key, d)] == []


@pytest.fixture(scope="module")
def hot():
    """Key -> name -> what second gear gives, all programs compiled as one."""
    graph, written, fed = FuncGraph(), {}, []
    with graph.as_default(), using(tapes=()):
        for key in BOTH_GEARS:
            expression, arrays, twice = PROGRAMS[key]
            fed += arrays
            inputs = [graph.placeholder(a.shape, dtypes.float32) for a in arrays]
            written[key] = EDGES.results(tf, expression, inputs, twice)
    outs = [g for found in written.values() for g in found.values() if isinstance(g, SymbolicTensor)]
    values = dict(zip(map(id, outs), Executable(graph, graph.inputs, outs, pin="second")(fed)))
    return {key: {n: values.get(id(g), g) for n, g in found.items()} for key, found in written.items()}


@pytest.mark.long  # one program of all of them, which takes a quarter of a minute to compile
@pytest.mark.parametrize("key", BOTH_GEARS)
def test_second_gear(key, recorded, hot):
    assert [d for d in differences(hot[key], recorded[key]) if not excused("second", key, d)] == []
