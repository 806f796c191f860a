"""Linear algebra that fails on data, in both gears, and what needs NumPy or SciPy alone."""

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.thread import using
from tenfold.core.graphs.graph import FuncGraph
from tenfold.core.values import dtypes
from tenfold.runtime.gears.executable import Executable

SINGULAR = np.array([[1.0, 2.0], [2.0, 4.0]], np.float32)
INDEFINITE = np.array([[1.0, 2.0], [2.0, 1.0]], np.float32)
GOOD = np.array([[2.0, 1.0], [1.0, 2.0]], np.float32)
FAILING = [
    (tf.linalg.cholesky, INDEFINITE),
    (tf.linalg.inv, SINGULAR),
    (lambda x: tf.linalg.solve(x, x[:, :1] * 0.0 + [[1.0], [0.0]]), SINGULAR),
    (lambda x: tf.linalg.lu(x)[0], SINGULAR),
]


def run(function, array, gear):
    """`function` as a graph, run in one gear."""
    graph = FuncGraph()
    with graph.as_default():
        x = graph.placeholder((None, None), dtypes.float32)
        out = function(x)
    with using(gear=gear):
        return np.asarray(Executable(graph, [x], [out])([array])[0])


@pytest.mark.parametrize("function, bad", FAILING)
def test_bad_matrices_are_errors(function, bad):
    with pytest.raises(tf.errors.InvalidArgumentError):
        function(tf.constant(bad))
    for gear in ("first", "second"):
        with pytest.raises(tf.errors.InvalidArgumentError):
            run(function, bad, gear)
        np.testing.assert_allclose(run(function, GOOD, gear), function(tf.constant(GOOD)), rtol=1e-5, atol=1e-6)


def test_a_bad_matrix_leaves_variables_as_they_were():
    v = tf.Variable(1.0)

    def step(x):
        v.assign(v + tf.reduce_sum(tf.linalg.inv(x)))
        return v.read_value()

    with pytest.raises(tf.errors.InvalidArgumentError):
        run(step, SINGULAR, "second")
    assert v.numpy() == 1.0


def test_cholesky_reads_the_lower_triangle_alone():
    garbage = GOOD + np.triu(np.full((2, 2), 9, np.float32), 1)
    for gear in ("first", "second"):
        np.testing.assert_allclose(run(tf.linalg.cholesky, garbage, gear), np.linalg.cholesky(GOOD), rtol=1e-6)
        np.testing.assert_allclose(run(tf.linalg.eigvalsh, garbage, gear), [1, 3], rtol=1e-5)


def test_gradients_that_do_not_exist_say_so():
    x = tf.constant(np.ones((4, 3), np.float32))
    for decompose in (lambda: tf.linalg.qr(x, full_matrices=True)[0], lambda: tf.linalg.svd(x, full_matrices=True)[1]):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = decompose()
        with pytest.raises(NotImplementedError, match="full_matrices=False"):
            tape.gradient(y, x)


def test_einsum_complains_in_the_users_words():
    x = tf.constant(np.ones((2, 3), np.float32))
    with pytest.raises(ValueError, match="names 2 inputs; received 1"):
        tf.einsum("ij,jk->ik", x)
    with pytest.raises(ValueError, match="names 3 axes of an input of rank 2"):
        tf.einsum("ijk->i", x)
    with pytest.raises(ValueError, match="malformed"):
        tf.einsum("i j->i->j", x)


def test_logm_wants_complex_matrices():
    with pytest.raises(TypeError, match="complex64"):
        tf.linalg.logm(tf.constant(GOOD))
