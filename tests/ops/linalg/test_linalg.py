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
    with pytest.raises(tf.errors.InvalidArgumentError, match="not invertible|not positive definite"):
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
    with pytest.raises(tf.errors.InvalidArgumentError, match="names 3 axes of an input of rank 2"):
        tf.einsum("ijk->i", x)
    with pytest.raises(ValueError, match="names 3 axes of an input of rank 2"), tf.Graph().as_default():
        tf.einsum("ijk->i", np.ones((2, 3), np.float32))
    with pytest.raises(ValueError, match="malformed"):
        tf.einsum("i j->i->j", x)


def test_logm_wants_complex_matrices():
    with pytest.raises(TypeError, match="complex64"):
        tf.linalg.logm(tf.constant(GOOD))


def test_triangles_and_permutations_are_checked():
    eye, two, column = tf.eye(2), tf.constant([0, 1]), tf.ones([2, 1])
    for args, error, said in (
        ((tf.ones([2]), two, column), ValueError, "`lower_upper` must have at least 2 dimensions"),
        ((tf.ones([2, 3]), two, column), ValueError, "`lower_upper` must be square"),
        ((eye, 0, column), ValueError, r"must equal `rank\(perm\) \+ 1`"),
        ((eye, two, tf.ones([2])), ValueError, "`rhs` must have at least 2 dimensions"),
        ((eye, two, tf.ones([3, 1])), ValueError, "must equal `rhs.shape"),
        ((eye, tf.constant([0, 5]), column), tf.errors.InvalidArgumentError, r"indices\[1\] = 5 is not in \[0, 2\)"),
    ):
        for validate in (False, True):
            with pytest.raises(error, match=said):
                tf.linalg.lu_solve(*args, validate_args=validate)
    with pytest.raises(tf.errors.InvalidArgumentError, match="duplicated"):
        tf.linalg.lu_reconstruct(eye, tf.constant([0, 0]))
    assert tf.linalg.lu_solve(eye, tf.constant([0, 0]), column).numpy().tolist() == [[1], [1]]  # as TensorFlow's does
    for of_matrices in (tf.linalg.pinv, tf.linalg.matrix_rank):
        with pytest.raises(ValueError, match=r"at least 2 dimensions \(saw: 1\)"):
            of_matrices(tf.constant([1.0, 2.0]))
