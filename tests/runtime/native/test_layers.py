"""Dense layers and their gradients by the library in first gear: what the ops give, or left to them."""

import pickle
from functools import partial

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.thread import using
from tenfold.core.graphs.graph import FuncGraph
from tenfold.runtime.gears.affine import ACTIVATIONS, affine, affine_back, affine_gradients
from tenfold.runtime.gears.executable import Executable
from tenfold.runtime.kernels import layers
from tenfold.runtime.native import library

pytestmark = pytest.mark.skipif(not library.available(), reason=f"{library.absence()}")
RNG = np.random.default_rng(3)
SIZES = [(32, 8, 16), (1, 20, 30), (7, 13, 1), (33, 1, 5), (2, 300, 65), (61, 130, 99)]  # rows, depth, columns
ENDS = [None, *ACTIVATIONS]
assert all(callable(getattr(tf.nn, name)) for name in ACTIVATIONS)  # the ops are there once they are asked for


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
@pytest.mark.parametrize("activation", ENDS)
def test_a_layer(sizes, activation, alone):
    given = layer_of(*sizes)
    close(layers.layer(*given, activation=activation), affine.forward(*given, activation=activation))


@pytest.mark.parametrize("sizes", SIZES)
def test_its_gradients(sizes, alone):
    x, dy, w = gradients_of(*sizes)
    for weights, bias, activation in [
        *[(w, True, activation) for activation in ENDS],
        (w, False, "relu"),
        (w, False, None),
        (None, True, None),
    ]:
        found = layers.layer_gradients(x, dy, weights, bias=bias, activation=activation)
        wanted = affine_gradients.forward(x, dy, weights, bias=bias, activation=activation)
        assert len(found) == len(wanted) == 1 + bias + (weights is not None)
        for one, other in zip(found, wanted):
            close(one, other)


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_that_of_the_input_alone(sizes, activation, alone):
    x, dy, w = gradients_of(*sizes)
    close(layers.layer_back(dy, w, x, activation=activation), affine_back.forward(dy, w, x, activation=activation))


def test_the_number_of_threads_changes_no_bit(alone):
    given, (x, dy, w) = layer_of(61, 150, 99), gradients_of(61, 150, 99)

    def results():
        way = {"activation": "selu"}
        return [layers.layer(*given, **way), *layers.layer_gradients(x, dy, w, bias=True, **way)]

    before, found = library.threads(), []
    try:
        for threads in (1, 2, 3):
            library.set_threads(threads)
            found.append([array.tobytes() for array in results()])
    finally:
        library.set_threads(before)
    assert found[0] == found[1] == found[2]


def test_arrays_that_were_unpickled(alone):
    given = pickle.loads(pickle.dumps(layer_of(3, 4, 5)))
    assert given[0].dtype is not np.dtype("f4")
    close(layers.layer(*given), affine.forward(*given))
    swapped = [a.astype(">f4") for a in given]
    with pytest.raises(Refused):
        layers.layer(*swapped)


@pytest.mark.parametrize("activation", ENDS)
def test_numbers_that_are_none(activation):
    """What is not finite, large, or too small to be told from zero comes out as the ops have it."""
    x, w, b = layer_of(9, 1, 3)
    x[:, 0] = np.nan, np.inf, -np.inf, 1e4, -1e4, 95, -95, 1e-30, -1e-30
    w[:], b[:] = (1, 0.5, 1e-3), 0
    with np.errstate(all="ignore"):
        wanted = affine.forward(x, w, b, activation=activation)
        found = layers.layer(x, w, b, activation=activation)
        np.testing.assert_allclose(found, wanted, 2e-6, 1e-37)
        for odd in (np.nan, np.inf, 1.0):
            dy = np.full((9, 2), odd, np.float32)
            given = dy, normal(3, 2), np.nan_to_num(wanted, posinf=2, neginf=-1)
            back = affine_back.forward(*given, activation=activation or "relu")
            np.testing.assert_allclose(layers.layer_back(*given, activation=activation or "relu"), back, 1e-5, 1e-6)
            both = {"bias": True, "activation": activation}
            for one, other in zip(
                layers.layer_gradients(given[2], dy, given[1], **both),
                affine_gradients.forward(given[2], dy, given[1], **both),
            ):
                np.testing.assert_array_equal(np.isnan(one), np.isnan(other))


X, W, B = layer_of(4, 3, 2)
DY = normal(4, 2)
LEFT = {
    "float64": ([X.astype(float), W.astype(float), B.astype(float)], [X.astype(float), DY.astype(float), None]),
    "a view": ([normal(4, 6)[:, ::2], W, B], [normal(4, 6)[:, ::2], DY, None]),
    "turned": ([normal(3, 4).T, W, B], [X, DY, normal(2, 3).T]),
    "no rows": ([X[:0], W, B], [X[:0], DY[:0], W]),
    "large": (layer_of(512, 512, 129), gradients_of(512, 512, 129)),
    "not aligned": ([np.frombuffer(b"\1" * 49, np.int8)[1:].view(np.float32).reshape(4, 3), W, B], None),
}


@pytest.mark.parametrize("case", LEFT)
def test_what_is_left_to_numpy(case):
    forward, back = LEFT[case]
    np.testing.assert_array_equal(layers.layer(*forward), affine.forward(*forward))
    if back is not None:
        found = layers.layer_gradients(*back, bias=True)
        for one, other in zip(found, affine_gradients.forward(*back, bias=True)):
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
        layers.layer_gradients(*given, bias=True, activation="relu")
    x, dy, w = given
    with pytest.raises(Refused):
        layers.layer_back(dy, W.T.copy() if w is None else w, X[:3], activation="relu")


def step(activation, x, w, b, v, c):
    """A network of two layers: its loss, and gradients."""
    with tf.GradientTape() as tape:
        tape.watch([x, w, b, v, c])
        hidden = getattr(tf.nn, activation)(tf.nn.bias_add(x @ w, b))
        loss = tf.reduce_mean(tf.square(tf.nn.bias_add(hidden @ v, c)))
    return loss, *tape.gradient(loss, [w, b, v, c])


def executable_of(function, arrays):
    graph = FuncGraph()
    with graph.as_default(), using(tapes=()):
        inputs = [graph.placeholder(a.shape, tf.as_dtype(a.dtype)) for a in arrays]
        outputs = [graph.capture(t) for t in tf.nest.flatten(function(*inputs))]
    return Executable(graph, graph.inputs, outputs)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_step_is_an_instruction_for_each_layer_and_way(activation):
    arrays = [normal(6, 5), normal(5, 4), normal(4), normal(4, 3), normal(3)]
    executable = executable_of(partial(step, activation), arrays)
    names = [i.operation.name for i in executable.instructions]
    assert names.count("affine") == names.count("affine_gradients") == 2
    assert not {"matmul", "bias_add_grad", activation, f"{activation}_grad"} & {*names}
    for one, other in zip(executable.run_first(arrays), step(activation, *map(tf.constant, arrays))):
        close(np.asarray(one), other.numpy())


def test_layers_that_are_not_trained_hand_on_in_one_instruction():
    def function(x, w, b, v, c):
        with tf.GradientTape() as tape:
            tape.watch([w, b])
            hidden = tf.nn.tanh(tf.nn.bias_add(x @ w, b))
            loss = tf.reduce_mean(tf.square(tf.nn.bias_add(hidden @ v, c)))
        return tape.gradient(loss, [w, b])

    arrays = [normal(6, 5), normal(5, 4), normal(4), normal(4, 3), normal(3)]
    executable = executable_of(function, arrays)
    names = [i.operation.name for i in executable.instructions]
    assert names.count("affine_back") == 1 and not {"matmul", "tanh_grad"} & {*names}
    for one, other in zip(executable.run_first(arrays), function(*map(tf.constant, arrays))):
        close(one, other.numpy())


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
    assert len(joined) == 1 and joined[0].attrs["activation"] is None
    for one, other in zip(executable.run_first(arrays), function(*map(tf.constant, arrays))):
        close(one, other.numpy())
