"""The cases that decide the design: what both gears must agree on, and what second gear must not break."""

import threading

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.thread import using
from tenfold.runtime import xla
from tenfold.runtime.gears import shifting
from tenfold.testing.gears import compiled, derivative, same_in_gears

needs_jax = pytest.mark.skipif(not xla.available(), reason="JAX is not installed")


def of_unknown_size(function, rank):
    """`function` traced for unknown dimensions."""
    return tf.function(function, input_signature=[tf.TensorSpec([None] * rank, tf.float64)])


@pytest.mark.parametrize("gear", ["first", "second"])
@pytest.mark.parametrize(
    "body",
    [
        lambda x: x * tf.reduce_mean(x, 0) + x[:, :1] / (1.0 + x[0]),
        lambda x: (
            tf.reshape(x, [tf.shape(x)[1], tf.shape(x)[0]]) * 2.0 + tf.reshape(tf.transpose(x), [-1, tf.shape(x)[0]])
        ),
        lambda x: tf.reduce_sum(tf.tile(x, [tf.shape(x)[0], 1]) ** 2, 1),
        lambda x: tf.concat([x, tf.zeros([tf.shape(x)[0], 1], tf.float64)], 1) * tf.ones_like(x[:, :1]),
    ],
    ids=["broadcasting", "reshape", "tile", "concat"],
)
def test_gradients_with_unknown_dimensions(body, gear):
    def with_gradient(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = tf.sin(body(x))
        return tape.gradient(y, x)

    traced = of_unknown_size(with_gradient, 2)
    for shape in ((3, 4), (2, 5)):
        x = np.random.default_rng(0).normal(size=shape)
        with using(gear=gear):
            found = traced(tf.constant(x))
        np.testing.assert_allclose(found, derivative(lambda v: tf.sin(body(tf.constant(v))), x), rtol=1e-5, atol=1e-7)
    assert gear == "first" or not xla.available() or compiled(traced)


@pytest.mark.parametrize("gear", ["first", "second"])
def test_sampling_with_the_batch_size_of_the_input(gear):
    @tf.function(input_signature=[tf.TensorSpec([None, 3])])
    def sample(mean):
        return mean + tf.random.normal([tf.shape(mean)[0], 3])

    with using(gear=gear):
        a, b = sample(tf.zeros([4, 3])), sample(tf.zeros([4, 3]))
        assert sample(tf.zeros([2, 3])).shape == (2, 3)
    assert not np.allclose(a, b)


def steps_to(limit):
    """Repeated squaring until the sum exceeds `limit`: the number of iterations depends on the data."""

    def run(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y, count = tf.while_loop(lambda y, n: tf.reduce_sum(y) < limit, lambda y, n: (y * x, n + 1), [x, 0])
        return count, y, tape.gradient(y, x)

    return run


@pytest.mark.parametrize(("limit", "trips"), [(1.0, 0), (10.0, 2), (500.0, 8), (600.0, 9)])
def test_a_while_loop_whose_end_depends_on_data(limit, trips):
    x = tf.constant([2.0, 1.5], tf.float64)
    count, y, slope = same_in_gears(steps_to(limit), x)
    assert count == trips
    np.testing.assert_allclose(y, x.numpy() ** (trips + 1))
    np.testing.assert_allclose(slope, (trips + 1) * x.numpy() ** trips)


@needs_jax
def test_loops_of_many_lengths_are_compiled_for_a_few():
    traced = tf.function(lambda x: steps_to(1e9)(x)[1:])
    with using(gear="second"):
        for base in (1.01, 1.1, 1.2, 1.3, 1.5, 2.0, 3.0, 5.0, 10.0, 100.0):
            x = tf.constant([base], tf.float64)
            y, slope = traced(x)
            n = np.ceil(np.log(1e9) / np.log(base))
            np.testing.assert_allclose(y, base**n, rtol=1e-6)
            np.testing.assert_allclose(slope, n * base ** (n - 1), rtol=1e-6)
    (signature,) = next(iter(traced._cache.values())).executable._specializations.values()
    assert 2 < len(signature.programs) <= 6


@pytest.mark.parametrize("gear", ["first", "second"])
def test_gather_out_of_range_raises_and_keeps_the_state(gear):
    state = tf.Variable(5.0)

    @tf.function
    def look_up(table, i):
        state.assign_add(1.0)
        return tf.gather(table, i)

    table = tf.constant([1.0, 2.0])
    with using(gear=gear):
        assert look_up(table, tf.constant(1)).numpy() == 2
        for bad in (2, -1):
            with pytest.raises(tf.errors.InvalidArgumentError):
                look_up(table, tf.constant(bad))
        assert state.numpy() == 6
        assert look_up(table, tf.constant(0)).numpy() == 1
    assert state.numpy() == 7


def test_a_large_captured_array_is_an_argument():
    big = tf.constant(np.ones([25 * 2**20], np.float32))  # 100 MB
    total = tf.function(lambda x: tf.reduce_sum(big[:10]) + x)
    graph = total.get_concrete_function(tf.TensorSpec([])).graph
    assert [outer is big for outer, _ in graph.captures] == [True]
    assert not [n for n in graph.nodes if n.type == "Const" and n.attrs["value"].nbytes > 1024]
    with using(gear="second"):
        assert total(tf.constant(1.0)).numpy() == 11


@needs_jax
def test_a_small_cell_that_numpy_left_is_not_copied(monkeypatch):
    """As metrics are, which are reset before each batch. A large one is: XLA writes into it."""
    small, large = tf.Variable([1.0, 2.0]), tf.Variable(tf.ones([300]))

    @tf.function(jit_compile=True)
    def step():
        return tf.reduce_sum(large.assign_add(large)) + tf.reduce_sum(small.assign_add([1.0, 1.0]))

    step()
    copied, copy = [], xla.device_array
    monkeypatch.setattr(xla, "device_array", lambda array: copied.append(array.shape) or copy(array))
    for _ in range(2):
        small.assign([3.0, 5.0])
        left = small._value
        step()
        assert np.array_equal(left, [3, 5]) and np.array_equal(small, [4, 6])
    assert copied == []
    large.assign(tf.ones([300]))
    assert float(step()) == 600 + 12 and copied == [(300,)]


@needs_jax
def test_weights_read_and_written_between_two_hot_runs():
    w = tf.Variable(np.ones([3], np.float32))

    @tf.function
    def step():
        w.assign_add(tf.ones([3]))
        return tf.reduce_sum(w)

    with using(gear="second"):
        assert step().numpy() == 6
        kept = w.numpy()
        kept[:] = -1
        assert step().numpy() == 9
        assert kept.tolist() == [-1, -1, -1] and w.numpy().tolist() == [3, 3, 3]
        seen = w.read_value()
        w.assign([10.0, 10.0, 10.0])
        assert step().numpy() == 33
        assert seen.numpy().tolist() == [3, 3, 3]


@pytest.mark.parametrize("gear", ["first", "second", None])
def test_eight_threads_call_one_function(gear):
    w = tf.Variable(np.arange(6, dtype=np.float32).reshape(2, 3))
    traced = tf.function(lambda x, k: tf.matmul(x, w) * k)
    wrong = []

    def work(i):
        with using(gear=gear):
            for n in range(1, 6):
                x = np.full((n, 2), i, np.float32)
                found = traced(tf.constant(x), tf.constant(float(i)))
                if not np.allclose(found, x @ w.numpy() * i):
                    wrong.append((i, n))

    threads = [threading.Thread(target=work, args=(i,)) for i in range(8)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert not wrong
    assert traced.experimental_get_tracing_count() == 5


def test_the_same_program_gives_the_same_numbers_whatever_ran_before():
    def run():
        tf.random.set_seed(7)
        step = tf.function(lambda x: x + tf.random.uniform([2]))
        return [step(tf.zeros([2])).numpy().tolist() for _ in range(3)]

    assert run() == run()


def test_loops_count_as_the_work_of_their_iterations():
    def work(trips):
        run = tf.function(
            lambda x: tf.while_loop(lambda y: True, lambda y: (y * 2.0 + 1.0,), [x], maximum_iterations=trips)
        )
        graph = run.get_concrete_function(tf.TensorSpec([10])).graph
        return shifting.work(graph.nodes, 1)

    assert work(1000) > 50 * work(10)


def test_branches_of_different_shapes_stay_in_first_gear():
    found = same_in_gears(
        lambda x: tf.cond(x[0] > 0.0, lambda: x, lambda: x[:1]), tf.constant([1.0, 2.0]), compiles=False
    )
    assert found.tolist() == [1, 2]


def test_host_ops_stay_in_first_gear():
    def lower(x):
        return tf.py_function(lambda v: v.numpy() * 2, [x], tf.float32) + 1.0

    assert same_in_gears(lower, tf.constant(2.0), compiles=False) == 5


def test_jit_compile_goes_to_second_gear_at_once():
    double = tf.function(lambda x: x * 2, jit_compile=True)
    assert double(tf.constant(2)).numpy() == 4
    assert not xla.available() or compiled(double)
