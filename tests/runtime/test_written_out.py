"""Steps that a plan holds as an expression: the same bits, the same complaints, and kernels before them."""

import numpy as np
import pytest

import tenfold as tf
from tenfold import keras
from tenfold.core.base.thread import using
from tenfold.core.calls.op import OPS
from tenfold.core.graphs.graph import FuncGraph
from tenfold.core.graphs.plan import plan
from tenfold.runtime.gears.executable import Executable
from tenfold.runtime.threads.cells import Buffered

X = np.linspace(-1, 1, 12, dtype=np.float32).reshape(3, 4)


def written(function, *arrays, dims=None):
    """The Executable of a function, traced for arrays like these, which it has run once."""
    graph = FuncGraph()
    with graph.as_default(), using(tapes=()):
        inputs = [graph.placeholder(dims or a.shape, tf.as_dtype(a.dtype)) for a in arrays]
        outputs = [graph.capture(function(*inputs))]
    executable = Executable(graph, graph.inputs, outputs)
    executable.run_first(arrays)
    return executable


def assert_same_bits(executable, arrays):
    """A run leaves and gives what one of the nodes as they were written does."""
    found = []
    for nodes in (executable.nodes, executable.instructions):
        env = Buffered(executable.cells)
        with using(graph=None, tapes=()), np.errstate(all="ignore"):
            outs = plan(nodes, executable.inputs, executable.outputs)(env, *arrays)
        found.append([*outs, *[array for _, array in env.written.values()]])
    for one, other in zip(*found, strict=True):
        assert one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()


@pytest.mark.parametrize(
    ("function", "expressions"),
    [
        (lambda x: (x + x) * 3.0 - x / tf.square(x), "add multiply subtract divide_real square const"),
        (lambda x: abs(-x), "abs negative"),
        (lambda x: tf.cast(tf.cast(x * 3.0, tf.int32), tf.float64), "cast"),
        (lambda x: tf.stop_gradient(tf.identity(tf.gradients(tf.nn.relu(x), x)[0])), "identity relu_grad"),
        (lambda x: tf.gradients(tf.reduce_mean(x - 1.0, 0), x)[0], "shape"),
        (lambda x: tf.matmul(tf.matmul(x, x, True), x, False, True), "matmul"),
    ],
)
def test_an_expression_gives_the_same_bits(function, expressions):
    executable = written(function, X, dims=(None, None))
    called = {s.operation.name for i, s in enumerate(executable.instructions) if f"f{i}." in executable._plan.source}
    assert not called & set(expressions.split())
    assert_same_bits(executable, [X])


def test_a_training_step_gives_the_same_bits():
    model = keras.Sequential([keras.layers.Dense(8, "relu", input_shape=(4,)), keras.layers.Dense(2)])
    model.compile("adam", "mse", metrics=["mae"])
    arrays = [X, X[:, :2]]
    for _ in range(3):
        model.train_on_batch(*arrays)
    (traced,) = model._step("train_step")._traced.values()
    assert sum(s.text is not None for s in traced.executable.instructions) > 15
    assert_same_bits(traced.executable, arrays)


def test_a_kernel_goes_before_the_expression():
    executable = written(lambda x: x * 2.0, X)
    kernel = OPS["multiply"].kernel("numpy")(lambda x, y: x - y)
    try:
        np.testing.assert_array_equal(executable.run_first([X])[0], X - np.float32(2))
    finally:
        OPS["multiply"].withdraw("numpy", kernel)
    np.testing.assert_array_equal(executable.run_first([X])[0], X * 2)


def test_complaints_name_the_op():
    with pytest.raises((tf.errors.InvalidArgumentError, ValueError), match="truth values have no sum"):
        written(lambda x: tf.add(x > 0.0, x > 0.0), X)
    executable = written(lambda x, y: x + y, X, X, dims=(None, None))
    with pytest.raises(tf.errors.InvalidArgumentError, match="[Aa]dd"):
        executable.run_first([X, X[:2]])
    executable = written(lambda x, y: tf.matmul(x, y, transpose_b=True), X, X, dims=(None, None))
    with pytest.raises(tf.errors.InvalidArgumentError, match="Matrix size-incompatible.*\\[3, 4\\].*\\[3, 3\\]"):
        executable.run_first([X, X[:, :3]])


def test_reads_come_together_but_never_pass_a_write():
    a, b = tf.Variable([1.0]), tf.Variable([2.0])

    def function(x):
        before = tf.exp(a * x) * b
        b.assign(x + 5.0)
        return tf.stack([before, b + x, a + x])

    executable = written(function, np.float32([0]))
    np.testing.assert_array_equal(executable.run_first([np.float32([0])])[0], [[5], [5], [1]])
    assert executable._plan.source.count("env.read") == 2
