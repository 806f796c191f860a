"""Jacobians, custom gradients, symbolic gradients, forward accumulators."""

import numpy as np
import pytest

import tenfold as tf
from tenfold.testing.gears import derivative, same_in_gears

X = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])


def test_jacobian_and_batch_jacobian():
    v = tf.Variable([1.0, 2.0], dtype=tf.float64)

    def jacobians(x):
        with tf.GradientTape(persistent=True) as tape:
            tape.watch(x)
            y = x * x * v + tf.reduce_sum(x, 1, keepdims=True)
            z = tf.reduce_sum(y, 1)
        by_x, by_v = tape.jacobian(z, [x, v])
        return by_x, by_v, tape.batch_jacobian(y, x), tape.jacobian(y, x)

    by_x, by_v, batch, full = same_in_gears(jacobians, tf.constant(X))
    assert by_x.shape == (3, 3, 2) and by_v.shape == (3, 2) and batch.shape == (3, 2, 2) and full.shape == (3, 2, 3, 2)
    np.testing.assert_allclose(by_v, X * X)
    np.testing.assert_allclose(by_x, np.einsum("ij,ik->ijk", np.eye(3), 2 * X * v.numpy() + 2))
    np.testing.assert_allclose(batch, np.einsum("biBk,bB->bik", full, np.eye(3)))

    unknown = tf.function(jacobians, input_signature=[tf.TensorSpec([None, None], tf.float64)])(tf.constant(X))
    for a, b in zip(unknown, (by_x, by_v, batch, full)):
        np.testing.assert_allclose(a, b)


def test_jacobian_of_what_is_not_connected_and_of_a_used_tape():
    x, other = tf.constant([1.0, 2.0]), tf.constant([1.0])
    with tf.GradientTape() as tape:
        tape.watch([x, other])
        y = x * x
    assert tape.jacobian(y, [x, other], unconnected_gradients="zero")[1].numpy().tolist() == [[0.0], [0.0]]
    with pytest.raises(RuntimeError, match="persistent"):
        tape.jacobian(y, x)
    with tf.GradientTape() as tape:
        tape.watch(other)
        y = x * x
    assert tape.jacobian(y, other) is None


@pytest.mark.parametrize("shape", [[None, 2], None])
def test_zeros_of_what_is_not_connected_take_a_shape_that_only_the_run_knows(shape):
    @tf.function(input_signature=[tf.TensorSpec(shape)])
    def zeros(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = tf.stop_gradient(x)
        return tape.gradient(y, x, unconnected_gradients="zero")

    for rows in (3, 1):
        np.testing.assert_array_equal(zeros(tf.ones([rows, 2])), np.zeros([rows, 2]))


def test_an_empty_target_has_an_empty_jacobian():
    w, other, none = tf.Variable([1.0, 2.0]), tf.Variable(2.0), tf.Variable(tf.zeros([2, 0]))

    def jacobians():
        with tf.GradientTape(persistent=True) as tape:
            y, rows = w[:0] * w[:0], tf.zeros([0, 2]) * w
            z = none * 2.0
        zeros = tape.jacobian(y, [w, other], unconnected_gradients="zero")
        return tape.jacobian(y, [w, other]), zeros, tape.jacobian(rows, w), tape.jacobian(z, none)

    unconnected, zeros, rows, z = same_in_gears(jacobians)
    assert unconnected[0].shape == (0, 2) and unconnected[1] is None
    assert [g.shape for g in zeros] == [(0, 2), (0,)] and rows.shape == (0, 2, 2) and z.shape == (2, 0, 2, 0)
    with tf.GradientTape() as tape:
        y = none * 2.0
    assert tape.batch_jacobian(y, none).shape == (2, 0, 0)


def test_the_gradient_of_a_jacobian():
    x = tf.constant([1.0, 2.0])
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = x**3
        jacobian = tape.jacobian(y, x)
    assert outer.gradient(jacobian, x).numpy().tolist() == [6, 12]


@tf.custom_gradient
def log1pexp(x):
    e = tf.exp(x)

    def grad(upstream):
        return upstream * (1 - 1 / (1 + e))

    return tf.math.log(1 + e), grad


def twice(function):
    def call(x):
        with tf.GradientTape() as outer:
            outer.watch(x)
            with tf.GradientTape() as tape:
                tape.watch(x)
                y = function(x)
            first = tape.gradient(y, x)
        return first, outer.gradient(first, x)

    return call


@pytest.mark.parametrize(
    "function",
    [
        log1pexp,
        lambda x: tf.cond(x > 0, lambda: log1pexp(x), lambda: x),
        lambda x: tf.foldl(lambda a, e: a + log1pexp(e * x), tf.constant([1.0, 0.0], x.dtype), initializer=x),
        tf.recompute_grad(lambda x: tf.sin(x) * x),
    ],
    ids=["plain", "in a branch", "in a loop", "recompute_grad"],
)
def test_custom_gradients_to_second_order(function):
    x = tf.constant(2.0, tf.float64)
    first, second = same_in_gears(twice(function), x)
    np.testing.assert_allclose(first, derivative(lambda v: function(tf.constant(v)), 2.0), rtol=1e-6)
    np.testing.assert_allclose(second, derivative(lambda v: twice(function)(tf.constant(v))[0], 2.0), rtol=1e-5)
    traced = tf.function(function)
    for a, b in zip(twice(traced)(x), (first, second)):
        np.testing.assert_allclose(a, b)


def test_custom_gradient_with_variables():
    v = tf.Variable([1.0, 2.0])

    @tf.custom_gradient
    def scaled(x):
        def grad(dy, variables=None):
            return dy * 10.0, [dy * x * 100.0 for _ in variables]

        return x * v, grad

    def gradients(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = scaled(x)
        return tape.gradient(y, [x, v])

    by_x, by_v = same_in_gears(gradients, tf.constant([1.0, 2.0]))
    assert by_x.tolist() == [10, 10] and by_v.tolist() == [100, 200]

    @tf.custom_gradient
    def forgetful(x):
        return x * v, lambda dy: dy

    with pytest.raises(TypeError, match="variables"):
        forgetful(tf.constant([1.0, 2.0]))

    @tf.custom_gradient
    def too_few(x, y):
        return x * y, lambda dy: dy

    with tf.GradientTape() as tape, pytest.raises(ValueError, match="return 2 gradients"):
        x = tf.constant(1.0)
        tape.watch(x)
        tape.gradient(too_few(x, x), x)


def test_recompute_grad_with_variables_and_grad_pass_through():
    v, x = tf.Variable([1.0, 2.0]), tf.constant([0.4, 1.7])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = tf.recompute_grad(lambda x: tf.sin(x) * v)(x)
        rounded = tf.grad_pass_through(tf.round)(x * 3.0)
    np.testing.assert_allclose(tape.gradient(y, x), np.cos(x) * v.numpy(), rtol=1e-6)
    np.testing.assert_allclose(tape.gradient(y, v), np.sin(x), rtol=1e-6)
    assert tape.gradient(rounded, x).numpy().tolist() == [3, 3] and rounded.numpy().tolist() == [1, 5]


def test_symbolic_gradients():
    graph = tf.Graph()
    with graph.as_default():
        a, b = tf.compat.v1.placeholder(tf.float32, [2]), tf.constant(3.0)
        y = a * a * b
        fetches = [
            *tf.gradients(y, [a, b], grad_ys=tf.constant([1.0, 2.0])),
            *tf.gradients([y, a], a),
            *tf.gradients(tf.gradients(y, a)[0], [a, b]),
            tf.gradients(y * y, [a, y], stop_gradients=[y])[1],
            *tf.hessians(tf.reduce_sum(a**3 * b), a),
            tf.gradients(b, a, unconnected_gradients=tf.UnconnectedGradients.ZERO)[0],
        ]
        assert tf.gradients(b, a) == [None] == tf.gradients(y * y, a, stop_gradients=[y])
        with pytest.raises(ValueError, match="grad_ys"):
            tf.gradients(y, a, grad_ys=[1.0, 2.0])
    with tf.compat.v1.Session(graph=graph) as session:
        found = session.run(fetches, {a: [1.0, 2.0]})
    wanted = [[6, 24], 9, [7, 13], [6, 6], 6, [6, 24], [[18, 0], [0, 36]], [0, 0]]
    for value, expected in zip(found, wanted, strict=True):
        np.testing.assert_allclose(value, expected)
    with pytest.raises(RuntimeError, match="GradientTape"):
        tf.gradients(tf.constant(1.0), tf.constant(1.0))


def test_symbolic_gradients_inside_a_function():
    @tf.function
    def slope(x):
        return tf.gradients(x**3, x)[0]

    assert slope(tf.constant(2.0)).numpy() == 12


def test_forward_accumulator():
    def products(x):
        with tf.autodiff.ForwardAccumulator(x, tf.constant([1.0, 0.5], x.dtype)) as forward:
            with tf.GradientTape() as tape:
                tape.watch(x)
                y = tf.reduce_sum(x**3)
            slope = tape.gradient(y, x)
            constant = tf.ones_like(x)
        assert forward.jvp(constant) is None
        return forward.jvp(y), forward.jvp(slope), forward.jvp(constant, unconnected_gradients="zero")

    y, slope, zero = same_in_gears(products, tf.constant([1.0, 2.0]))
    assert y == 9 and slope.tolist() == [6, 6] and zero.tolist() == [0, 0]

    v = tf.Variable(3.0)
    with tf.autodiff.ForwardAccumulator(v, tf.constant(1.0)) as outer:
        with tf.autodiff.ForwardAccumulator(v, tf.constant(1.0)) as inner:
            y = v * v * v
        first = inner.jvp(y)
    assert first.numpy() == 27 and outer.jvp(first).numpy() == 18
    with pytest.raises(ValueError, match="dtype and shape"):
        tf.autodiff.ForwardAccumulator(tf.constant([1.0]), tf.constant([1.0, 2.0]))


def test_gradients_by_op_type_are_refused():
    with pytest.raises(NotImplementedError, match="custom_gradient"):
        tf.RegisterGradient("Mine")
    with pytest.raises(NotImplementedError, match="custom_gradient"):
        tf.Graph().gradient_override_map({"Relu": "Mine"})
