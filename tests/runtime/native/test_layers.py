"""Dense layers and their gradients by the library in first gear: what the ops give, or left to them."""

import pickle

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.thread import using
from tenfold.core.graphs.graph import FuncGraph
from tenfold.runtime.gears.affine import affine, affine_gradients
from tenfold.runtime.gears.executable import Executable
from tenfold.runtime.kernels import layers
from tenfold.runtime.native import library

pytestmark = pytest.mark.skipif(not library.available(), reason=f"{library.absence()}")
RNG = np.random.default_rng(3)
SIZES = [(32, 8, 16), (1, 20, 30), (7, 13, 1), (33, 1, 5), (2, 300, 65)]  # rows, depth, columns


def normal(*shape, dtype=np.float32):
    return RNG.normal(size=shape).astype(dtype)


def layer_of(rows, depth, columns, dtype=np.float32):
    return [normal(*shape, dtype=dtype) for shape in [(rows, depth), (depth, columns), (columns,)]]


def gradients_of(rows, depth, columns):
    return [normal(*shape) for shape in [(rows, depth), (rows, columns), (depth, columns)]]


class Refused(Exception):
    pass


@pytest.fixture
def alone(monkeypatch):
    """What the library leaves to NumPy raises Refused."""

    def leave(*_, **__):
        raise Refused

    monkeypatch.setattr(type(affine), "beneath", lambda *_: leave)


def close(found, wanted):
    assert found.dtype == wanted.dtype and found.shape == wanted.shape
    np.testing.assert_allclose(found, wanted, rtol=2e-5, atol=2e-5 * max(1, np.abs(wanted).max()))


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("relu", [False, True])
def test_a_layer(sizes, relu, alone):
    given = layer_of(*sizes)
    close(layers.layer(*given, relu=relu), affine.forward(*given, relu=relu))


@pytest.mark.parametrize("sizes", SIZES)
def test_its_gradients(sizes, alone):
    x, dy, w = gradients_of(*sizes)
    for weights, bias, relu in [
        (w, True, True),
        (w, True, False),
        (w, False, True),
        (w, False, False),
        (None, True, 0),
    ]:
        found = layers.layer_gradients(x, dy, weights, bias=bias, relu=relu)
        wanted = affine_gradients.forward(x, dy, weights, bias=bias, relu=relu)
        assert len(found) == len(wanted) == 1 + bias + (weights is not None)
        for one, other in zip(found, wanted):
            close(one, other)


def test_arrays_that_were_unpickled(alone):
    given = pickle.loads(pickle.dumps(layer_of(3, 4, 5)))
    assert given[0].dtype is not np.dtype("f4")
    close(layers.layer(*given), affine.forward(*given))
    swapped = [a.astype(">f4") for a in given]
    with pytest.raises(Refused):
        layers.layer(*swapped)


def test_numbers_that_are_none():
    x, w, b = layer_of(3, 4, 5)
    x[0, 0], x[1, 0] = np.nan, np.inf
    np.testing.assert_array_equal(np.isnan(layers.layer(x, w, b, relu=True)), np.isnan(affine.forward(x, w, b, relu=1)))
    x, dy, w = gradients_of(3, 4, 5)
    dy[0, 0], dy[1, 1] = np.nan, np.inf
    given = {"bias": True, "relu": True}
    with np.errstate(invalid="ignore"):
        wanted = affine_gradients.forward(x, dy, w, **given)
    for one, other in zip(layers.layer_gradients(x, dy, w, **given), wanted):
        np.testing.assert_array_equal(np.isnan(one), np.isnan(other))


X, W, B = layer_of(4, 3, 2)
DY = normal(4, 2)
LEFT = {
    "float64": ([X.astype(float), W.astype(float), B.astype(float)], [X.astype(float), DY.astype(float), None]),
    "a view": ([normal(4, 6)[:, ::2], W, B], [normal(4, 6)[:, ::2], DY, None]),
    "turned": ([normal(3, 4).T, W, B], [X, DY, normal(2, 3).T]),
    "no rows": ([X[:0], W, B], [X[:0], DY[:0], W]),
    "large": (layer_of(64, 64, 64), gradients_of(64, 64, 64)),
    "not aligned": ([np.frombuffer(b"\1" * 49, np.int8)[1:].view(np.float32).reshape(4, 3), W, B], None),
}


@pytest.mark.parametrize("case", LEFT)
def test_what_is_left_to_numpy(case):
    forward, back = LEFT[case]
    np.testing.assert_array_equal(layers.layer(*forward), affine.forward(*forward))
    if back is not None:
        found = layers.layer_gradients(*back, bias=True, relu=False)
        for one, other in zip(found, affine_gradients.forward(*back, bias=True, relu=False)):
            np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(
    "given", [[X, W.T.copy(), B], [X, W, B[:1]], [X, W, DY], [X[0], W, B], [X, W[..., None], B], [X, W, B.astype("i4")]]
)
def test_sizes_that_do_not_fit_are_no_business_of_the_library(given, alone):
    with pytest.raises(Refused):
        layers.layer(*given)


@pytest.mark.parametrize("given", [[X, DY[:3], None], [X, DY, W.T.copy()], [X, B, None], [X, DY, B]])
def test_gradients_that_do_not_fit_neither(given, alone):
    with pytest.raises(Refused):
        layers.layer_gradients(*given, bias=True, relu=True)


def step(x, w, b, v, c):
    """A network of two layers: its loss, and gradients."""
    with tf.GradientTape() as tape:
        tape.watch([x, w, b, v, c])
        hidden = tf.nn.relu(tf.nn.bias_add(x @ w, b))
        loss = tf.reduce_mean(tf.square(tf.nn.bias_add(hidden @ v, c)))
    return loss, *tape.gradient(loss, [w, b, v, c])


def executable_of(function, arrays):
    graph = FuncGraph()
    with graph.as_default(), using(tapes=()):
        inputs = [graph.placeholder(a.shape, tf.as_dtype(a.dtype)) for a in arrays]
        outputs = [graph.capture(t) for t in tf.nest.flatten(function(*inputs))]
    return Executable(graph, graph.inputs, outputs)


def test_a_step_is_an_instruction_for_each_layer_and_way():
    arrays = [normal(6, 5), normal(5, 4), normal(4), normal(4, 3), normal(3)]
    executable = executable_of(step, arrays)
    names = [i.operation.name for i in executable.instructions]
    assert names.count("affine") == names.count("affine_gradients") == 2
    assert not {"matmul", "bias_add_grad", "relu_grad", "relu"} & {*names}
    for one, other in zip(executable.run_first(arrays), step(*map(tf.constant, arrays))):
        close(np.asarray(one), other.numpy())


def test_what_somebody_else_wants_stays():
    def function(x, w, b):
        with tf.GradientTape() as tape:
            tape.watch([x, w, b])
            before = tf.nn.relu(x)
            loss = tf.reduce_sum(tf.square(tf.nn.bias_add(before @ w, b)))
        return tape.gradient(loss, [before, w, b, x])

    arrays = [normal(6, 5), normal(5, 4), normal(4)]
    executable = executable_of(function, arrays)
    joined = [i for i in executable.instructions if i.operation is affine_gradients]
    assert len(joined) == 1 and not joined[0].attrs["relu"]
    for one, other in zip(executable.run_first(arrays), function(*map(tf.constant, arrays))):
        close(one, other.numpy())
