"""What a loop's gradient adds up over iterations is one product after it: values, second order, both gears."""

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.thread import using
from tenfold.ops.control.loops import loop
from tenfold.ops.control.totals import rows_parted
from tenfold.runtime import xla

B, T, D, U = 6, 4, 3, 5
RNG = np.random.default_rng(0)


def weights(*shape):
    return tf.constant(RNG.normal(size=shape) * 0.4, tf.float32)


X = weights(T, B, D)
WX, WH, BIAS = weights(D, U), weights(U, U), weights(U)
W, W4, ROWS = weights(D + U, 4 * U), weights(4 * U), weights(D, 2, U)


def layer(h, x, wx, wh, b):
    return tf.tanh(x @ wx + h @ wh + b)


def lstm(state, x, w, b):
    h, c = tf.unstack(state)
    i, f, g, o = tf.split(tf.einsum("bi,ij->bj", tf.concat([x, h], 1), w) + b, 4, 1)
    c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
    return tf.stack([tf.sigmoid(o) * tf.tanh(c), c])


def in_parts(h, x, w, b):
    """A weight of which parts are taken, turned and joined in each iteration."""
    inner, (first, second) = w[D:], tf.split(w[:D], 2, 1)
    kernels = tf.split(inner, 2, 1)
    turned = tf.matmul(tf.transpose(first), x, transpose_b=True)
    held = h @ kernels[0][:, :U] + h @ kernels[1][:, U:]
    return tf.tanh(tf.transpose(turned)[:, :U] + held + x @ -second[:, U:] + b[:U])


def with_two_biases(h, x, w, b):
    first, second = tf.unstack(tf.reshape(b, [2, 2 * U]))
    a, c = tf.nn.bias_add(x @ w[:D, : 2 * U], first), tf.nn.bias_add(h @ w[D:, : 2 * U], second)
    return tf.sigmoid(a[:, :U]) * h + tf.tanh(a[:, U:] + tf.sigmoid(c[:, :U]) * c[:, U:])


def with_more_axes(h, x, rows, wh):
    wide = tf.einsum("bd,dku->bku", x, rows)
    return tf.tanh(wide[:, 0] * wide[:, 1] + tf.matmul(tf.stack([h, h * h]), wh)[1])


def of_vectors(h, x, wx, wh, b):
    return tf.tanh(tf.linalg.matvec(wx, x[0], transpose_a=True) + tf.linalg.matvec(wh, h) + b)


CASES = {
    "layer": (layer, [WX, WH, BIAS], tf.zeros([B, U])),
    "lstm": (lstm, [W, W4], tf.zeros([2, B, U])),
    "with_two_biases": (with_two_biases, [W, W4], tf.zeros([B, U])),
    "in_parts": (in_parts, [W, BIAS], tf.zeros([B, U])),
    "with_more_axes": (with_more_axes, [ROWS, WH], tf.ones([B, U])),
    "of_vectors": (of_vectors, [WX, WH, BIAS], tf.zeros([U])),
}


def unrolled(step, xs, state, given):
    for x in tf.unstack(xs):
        state = step(state, x, *given)
    return state


def scanned(step, xs, state, given):
    return tf.foldl(lambda s, x: step(s, x, *given), xs, state)


def looped(step, xs, state, given):
    body = lambda i, s: (i + 1, step(s, xs[i], *given))  # noqa: E731
    return tf.while_loop(lambda i, s: i < tf.shape(xs)[0], body, [0, state])[1]


def until(step, xs, state, given):
    """As often as data say."""
    body = lambda i, s: (i + 1.0, step(s, xs[tf.cast(i, tf.int32)], *given))  # noqa: E731
    goes_on = lambda i, s: i < tf.cast(tf.shape(xs)[0], tf.float32) + tf.reduce_min(s) * 1e-9  # noqa: E731
    return tf.while_loop(goes_on, body, [0.0, state])[1]


def derivatives(run, name, second=True):
    step, given, state = CASES[name]

    def call(xs, *given):
        with tf.GradientTape() as outer:
            outer.watch(given)
            with tf.GradientTape() as tape:
                tape.watch(given)
                loss = tf.reduce_sum(tf.square(run(step, xs, state, given)))
            first = tape.gradient(loss, given)
            squares = tf.add_n([tf.reduce_sum(tf.square(g)) for g in first])
        return (loss, *first, *(outer.gradient(squares, given) if second else ()))

    return tf.function(call), given


@pytest.mark.parametrize("run", [scanned, looped, until])
@pytest.mark.parametrize("name", CASES)
def test_gradients_are_those_of_the_unrolled_loop(name, run):
    function, given = derivatives(run, name)
    wanted = derivatives(unrolled, name)[0].python_function(X, *given)
    with using(gear="first"):
        agree(function(X, *given), wanted)


@pytest.mark.skipif(not xla.available(), reason="JAX is not installed")
@pytest.mark.parametrize(
    ("name", "run", "second"),
    [
        ("layer", looped, False),
        ("lstm", scanned, False),
        pytest.param("layer", until, True, marks=pytest.mark.long),
        pytest.param("lstm", looped, True, marks=pytest.mark.long),
    ],
)
def test_gradients_in_second_gear(name, run, second):
    function, given = derivatives(run, name, second)
    wanted = derivatives(unrolled, name, second)[0].python_function(X, *given)
    with using(gear="second"):
        agree(function(X, *given), wanted)


def agree(found, wanted):
    for a, b in zip(found, wanted, strict=True):
        np.testing.assert_allclose(a, b, rtol=2e-4, atol=1e-5)


@pytest.mark.parametrize("name", ["layer", "lstm", "in_parts", "with_two_biases"])
def test_no_product_is_added_up_in_the_loop(name):
    """The backward loop has no state but the gradient of the forward's."""
    function, given = derivatives(scanned, name, second=False)
    graph = function.get_concrete_function(X, *given).graph
    backwards = [n for n in graph.nodes if n.operation is loop][1]
    assert backwards.attrs["n_state"] == 1


@pytest.mark.parametrize("run", [scanned, looped])
def test_of_no_iterations_gradients_are_zero(run):
    function, given = derivatives(run, "layer")
    with using(gear="first"):
        found = function(X[:0], *given)
    assert [g.shape for g in found[1:]] == [w.shape for w in (*given, *given)]
    assert not any(np.any(g) for g in found[1:])


def test_rows_may_be_of_any_number_and_differ_from_one_iteration_to_the_next():
    lengths = tf.constant([1, 3, 2])

    @tf.function(input_signature=[tf.TensorSpec([None, D]), tf.TensorSpec([D, U])])
    def slopes(x, w):
        with tf.GradientTape() as outer:
            outer.watch(w)
            with tf.GradientTape() as tape:
                tape.watch(w)
                step = lambda i, s: (i + 1, s + tf.reduce_sum(tf.tanh(x[: lengths[i]] @ w)))  # noqa: E731
                total = tf.while_loop(lambda i, s: i < 3, step, [0, 0.0])[1]
            first = tape.gradient(total, w)
            squares = tf.reduce_sum(first * first)
        return first, outer.gradient(squares, w)

    x, w = X[0], WX
    with tf.GradientTape() as outer:
        outer.watch(w)
        with tf.GradientTape() as tape:
            tape.watch(w)
            total = tf.add_n([tf.reduce_sum(tf.tanh(x[:n] @ w)) for n in (1, 3, 2)])
        first = tape.gradient(total, w)
        squares = tf.reduce_sum(first * first)
    agree(slopes(x, w), (first, outer.gradient(squares, w)))


@tf.function
def slope_of_parts(matrix, factors):
    """That of the weighted sum of a matrix whose rows are parted as `factors` are."""
    with tf.GradientTape() as tape:
        tape.watch(matrix)
        total = tf.reduce_sum(rows_parted(matrix, factors) ** 2 * factors)
    return tape.gradient(total, matrix)


@pytest.mark.parametrize("gear", ["first", "second"])
def test_gradients_of_parted_rows_are_joined_again(gear):
    factors = np.arange(12, dtype=np.float32).reshape(2, 3, 2)
    matrix = np.linspace(-1, 2, 12, dtype=np.float32).reshape(6, 2)
    with using(gear=gear):
        found = slope_of_parts(tf.constant(matrix), tf.constant(factors))
    np.testing.assert_allclose(found, 2 * matrix * factors.reshape(6, 2), rtol=1e-6)
