"""A kernel stands in for its op's forward wherever the op is run, from when it is registered until it is withdrawn."""

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.thread import using
from tenfold.core.calls.op import OPS, op
from tenfold.ops.infer import elementwise
from tenfold.runtime import xla

needs_jax = pytest.mark.skipif(not xla.available(), reason="JAX is not installed")
ONE = tf.constant([1.0, 1.0])


@pytest.fixture
def moved():
    """An op that adds 1, its gradient that of a product with its result; it leaves the table after the test."""

    @op(infer=elementwise)
    def moved(x):
        return x + x.dtype.type(1)

    @moved.gradient
    def _(dy, x):
        return dy * moved(x)

    yield moved
    del OPS["moved"]


def adding(number):
    """A kernel that adds `number`."""
    return lambda x: x + x.dtype.type(number)


def gradient(function, order=1):
    """The sum of the gradient of `function` at ones, of its gradient for order 2."""
    with tf.GradientTape() as tape:
        tape.watch(ONE)
        y = function(ONE) if order == 1 else gradient(function)
    return tape.gradient(y, ONE)


def looped(moved, x):
    return tf.while_loop(lambda i, x: i < 2, lambda i, x: (i + 1, moved(x) - x), [0, x])[1]


# ways to run an op that adds 1 (or what a kernel adds) to ones -> the first entry, with `n` standing for what it adds
EAGER = {
    "call": (lambda f: f(ONE), lambda n: 1 + n),
    "general path": (lambda f: f([1.0]), lambda n: 1 + n),
    "under a tape": (lambda f: gradient(lambda x: f(x) * 2), lambda n: 2 * (1 + n)),
    "tape of tape": (lambda f: gradient(f, 2), lambda n: 1 + n),
    "twice under a tape": (
        lambda f: gradient(lambda x: f(f(x))),
        lambda n: (1 + n) * (1 + 2 * n),
    ),
    "while_loop": (lambda f: looped(f, ONE), lambda n: n),
    "map_fn": (lambda f: tf.map_fn(f, ONE), lambda n: 1 + n),
    "vectorized_map": (lambda f: tf.vectorized_map(f, ONE), lambda n: 1 + n),
    "ragged": (lambda f: f(tf.ragged.constant([[1.0]])).flat_values, lambda n: 1 + n),
}
GRAPH = {
    "function": (lambda f, x: f(x), lambda n: 1 + n),
    "loop in a branch": (lambda f, x: tf.cond(x[0] > 0, lambda: looped(f, x), lambda: x), lambda n: n),
    "gradient": (lambda f, x: tf.gradients(f(f(x)), x)[0], lambda n: (1 + n) * (1 + 2 * n)),
    "gradient of a loop": (lambda f, x: tf.gradients(tf.map_fn(f, x), x)[0], lambda n: 1 + n),
    "constant": (lambda f, x: x - x + f(tf.constant(1.0)), lambda n: 1 + n),
}


@pytest.mark.parametrize("way", EAGER)
def test_eager_ways(moved, way):
    run, expected = EAGER[way]
    found = lambda: float(np.ravel(run(moved))[0])  # noqa: E731
    assert found() == expected(1)
    kernel = moved.kernel("numpy")(adding(100))
    assert found() == expected(100)
    moved.withdraw("numpy", kernel)
    assert found() == expected(1)


def check(run, moved, gear, kernel_gear):
    """`run()` gives the first entry of each way of GRAPH: check it before, with and after a kernel."""

    def check_now(number):
        with using(gear=gear):
            assert [float(np.ravel(v)[0]) for v in run()] == [expected(number) for _, expected in GRAPH.values()]

    check_now(1)
    kernel = moved.kernel(kernel_gear)(adding(100))
    check_now(100)
    moved.withdraw(kernel_gear, kernel)
    check_now(1)


IN_GEARS = [("first", "numpy"), pytest.param("second", "xla", marks=needs_jax)]


@pytest.mark.parametrize(("gear", "kernel_gear"), IN_GEARS)
def test_functions_traced_before(moved, gear, kernel_gear):
    function = tf.function(lambda x: [make(moved, x) for make, _ in GRAPH.values()])
    check(lambda: function(ONE), moved, gear, kernel_gear)


@pytest.mark.parametrize(("gear", "kernel_gear"), IN_GEARS)
def test_sessions_that_have_run_before(moved, gear, kernel_gear):
    with tf.Graph().as_default():
        x = tf.compat.v1.placeholder(tf.float32, [2])
        found = [make(moved, x) for make, _ in GRAPH.values()]
        with tf.compat.v1.Session() as sess:
            check(lambda: sess.run(found, {x: [1.0, 1.0]}), moved, gear, kernel_gear)


@pytest.mark.parametrize(("name", "expected"), [("matmul", 3.0), ("bias_add", 8.0), ("relu", 8.0)])
def test_what_would_be_fused_is_not_passed_by(name, expected):
    dense = tf.function(lambda x: tf.nn.relu(tf.nn.bias_add(tf.matmul(x, x), [-5.0])))
    assert dense([[2.0]]) == 0.0
    kernel = OPS[name].kernel("numpy")(lambda x, *_, **__: x * 0 + x.dtype.type(8))
    try:
        assert dense([[2.0]]) == expected
    finally:
        OPS[name].withdraw("numpy", kernel)
    assert dense([[2.0]]) == 0.0


def test_the_last_kernel_is_in_force_and_a_default_stands_aside(moved):
    first, second, default = adding(10), adding(20), adding(30)
    run = lambda: float(moved(tf.constant(0.0)))  # noqa: E731
    moved.kernel("numpy")(first)
    moved.kernel("numpy", default=True)(default)
    assert run() == 10
    moved.kernel("numpy")(second)
    assert run() == 20
    for kernel, after in ((first, 20), (second, 30), (default, 1)):
        moved.withdraw("numpy", kernel)
        assert run() == after
    with pytest.raises(ValueError, match="no kernel of moved"):
        moved.withdraw("numpy", first)
    with pytest.raises(ValueError, match="no gear 'gpu'"):
        moved.kernel("gpu")


@needs_jax
def test_only_programs_that_use_a_kernel_are_compiled_again(moved, monkeypatch):
    compiled, compile_ = [], xla.compiled
    monkeypatch.setattr(xla, "compiled", lambda *a: compiled.append(a[3]) or compile_(*a))
    uses, other = tf.function(lambda x: moved(x)), tf.function(lambda x: x + 1.0)
    run = lambda: (uses(ONE), other(ONE))  # noqa: E731
    with using(gear="second"):
        run()
        kernel = moved.kernel("xla", version="7")(adding(3))
        run()
        run()
    moved.withdraw("xla", kernel)
    assert compiled == [[], [], [f"{__name__}.adding.<locals>.<lambda> 7"]]


@needs_jax
def test_what_no_program_could_hold_is_tried_again(moved):
    def refuse(x):
        raise RuntimeError("not today")

    moved.kernel("xla")(refuse)
    function = tf.function(lambda x: moved(x))
    with using(gear="second"):
        assert function(ONE)[0] == 2.0
        moved.kernel("xla")(adding(100))
        assert function(ONE)[0] == 101.0
