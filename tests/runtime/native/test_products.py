"""Products in second gear: with bias and relu, a layer's gradients together, by the library where sizes are its."""

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.thread import using
from tenfold.core.calls.op import OPS
from tenfold.core.graphs.graph import FuncGraph
from tenfold.runtime import xla
from tenfold.runtime.gears.executable import Executable
from tenfold.runtime.gears.lowering import instructions_of
from tenfold.runtime.native import library

pytestmark = [
    pytest.mark.skipif(not xla.available(), reason="JAX is not installed"),
    pytest.mark.skipif(not library.available(), reason=f"no native kernels: {library.absence()}"),
]
RNG = np.random.default_rng(5)
X = RNG.normal(size=(12, 50)).astype(np.float32)
W = RNG.normal(size=(50, 40)).astype(np.float32)
V = RNG.normal(size=(40, 50)).astype(np.float32)
B = RNG.normal(size=40).astype(np.float32)


def executable_of(function, arrays):
    graph = FuncGraph()
    with graph.as_default(), using(tapes=()):
        inputs = [graph.placeholder(a.shape, tf.as_dtype(a.dtype)) for a in arrays]
        outputs = [graph.capture(t) for t in tf.nest.flatten(function(*inputs))]
    return Executable(graph, graph.inputs, outputs)


def names_of(executable):
    return [s.operation.name for s in instructions_of(executable.nodes, executable.outputs, executable.inputs)]


def agree(function, *arrays, rtol=2e-5):
    """Second gear gives what first gear gives; the names of what it runs."""
    executable = executable_of(function, arrays)
    with using(gear="first"):
        wanted = executable(arrays)
    with using(gear="second"):
        found = executable(arrays)
    for a, b in zip(found, wanted, strict=True):
        assert not isinstance(a, np.ndarray) and a.dtype == b.dtype and a.shape == b.shape
        np.testing.assert_allclose(a, b, rtol=rtol, atol=rtol * np.abs(b).max())
    return names_of(executable)


def layer(x, w, b):
    return tf.nn.relu(tf.matmul(x, w) + b)


def gradients(function, *arrays, of=slice(None)):
    with tf.GradientTape() as tape:
        tape.watch(arrays)
        loss = tf.reduce_sum(tf.square(function(*arrays)))
    return tape.gradient(loss, list(arrays)[of])


def names(function, *arrays):
    return names_of(executable_of(function, arrays))


def test_products_of_every_kind_and_gradients_of_both_orders():
    def several(x, w, v, b):
        turned = tf.transpose(x)
        ways = [tf.matmul(turned, w, transpose_a=True), tf.matmul(x, v, transpose_b=True)]
        ways.append(tf.matmul(turned, v, transpose_a=True, transpose_b=True) * 2.0)
        first = gradients(layer, x, w, b)
        with tf.GradientTape() as tape:
            tape.watch([x, w, b])
            total = tf.add_n([tf.reduce_sum(g * g) for g in gradients(layer, x, w, b)])
        return [*ways, *first, *tape.gradient(total, [x, w, b])]

    found = agree(several, X, W, V, B)
    assert {"product", "product_gradients"} <= set(found) and "matmul" not in found


def test_what_stands_beside_a_product_joins_it():
    assert names(layer, X, W, B) == ["product"]
    assert names(tf.nn.bias_add, tf.matmul(X, W).numpy(), B) == ["bias_add"]
    found = names(lambda *a: gradients(layer, *a), X, W, B)
    assert found.count("product_gradients") == 1 and not {"matmul", "sum_to", "bias_add_grad"} & set(found)
    found = names(lambda *a: gradients(layer, *a, of=slice(1, None)), X, W, B)  # a network's first layer
    assert found.count("product_gradients") == 1 and found.count("product") == 1
    assert "product" in names(lambda x, w: gradients(tf.matmul, x, w)[1], X, W)  # with nothing beside it
    kept = names(lambda x, w, b: (lambda y: [y, tf.nn.relu(y + b)])(tf.matmul(x, w)), X, W, B)
    assert kept.count("product") == 1 and "relu" in kept


def test_what_is_not_the_librarys_goes_to_xla():
    doubles = [a.astype(np.float64) for a in (X, W, B)]
    assert "product" not in names(layer, *doubles) and "matmul" in names(layer, *doubles)

    def others(x, w, b):
        batches = tf.matmul(tf.reshape(x, [2, 6, 50]), w) + b  # more than two axes
        one = tf.matmul(x[:1, :3], w[:3]) + b  # too small
        return [batches, one, *gradients(lambda a, c: tf.matmul(a, c) + b[:2], x[:, :3], w[:3, :2])]

    agree(others, X, W, B)


def test_not_finite_numbers_come_through():
    x = X.copy()
    x[0, 0], x[1, 1], x[2] = np.nan, np.inf, 0
    with np.errstate(invalid="ignore"):
        wanted = np.maximum(x @ W + B, 0)
    found = executable_of(layer, (x, W, B))
    with using(gear="second"):
        np.testing.assert_allclose(found((x, W, B))[0], wanted, 2e-5, 1e-4)


@pytest.mark.parametrize("rows", [5, 33])
def test_columns_that_are_read_where_they_lie(rows):
    x, w, b = (RNG.normal(size=size).astype(np.float32) for size in [(rows, 90), (90, 96), (96,)])
    found = np.empty((rows, 96), np.float32)
    library.run("product", (rows, 90, 96, 12), [x, w, b], [found])  # the bias added, and relu
    np.testing.assert_allclose(found, np.maximum(x @ w + b, 0), 2e-5, 2e-5)


def test_somebody_elses_kernel_is_not_passed_by():
    kernel = OPS["matmul"].kernel("xla")(lambda a, b, **_: a[:, :1] * 0 + b[:1] * 0 + 8)
    try:
        assert "matmul" in names(layer, X, W, B)
    finally:
        OPS["matmul"].withdraw("xla", kernel)
