"""Branches, loops, maps and TensorArrays: values, gradients to second order, in both gears."""

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.thread import using
from tenfold.ops.control.loops import loop
from tenfold.runtime import xla
from tenfold.runtime.kernels.xla import control
from tenfold.testing.gears import compiled, derivative, same_in_gears


def with_gradients(function):
    """`function(x)` with its first derivative and that one's (of its sum of squares)."""

    def call(x):
        with tf.GradientTape() as outer:
            outer.watch(x)
            with tf.GradientTape() as tape:
                tape.watch(x)
                y = function(x)
            first = tape.gradient(y, x)
            squares = tf.reduce_sum(tf.square(first))
        return y, first, outer.gradient(squares, x, unconnected_gradients="zero")

    return call


def check(function, x, **options):
    """Both gears agree with eager, and the gradients with finite differences."""
    x = tf.constant(x, tf.float64)
    y, first, second = same_in_gears(with_gradients(function), x, **options)
    np.testing.assert_allclose(first, derivative(lambda v: function(tf.constant(v)), x), rtol=1e-5, atol=1e-7)

    def squares(v):
        return np.square(with_gradients(function)(tf.constant(v))[1].numpy())

    np.testing.assert_allclose(second, derivative(squares, x), rtol=1e-4, atol=1e-5)
    return y


CUBE = {
    "cond_true": lambda x: tf.cond(tf.reduce_sum(x) > 1.0, lambda: x**3, lambda: x * 2.0),
    "cond_false": lambda x: tf.cond(tf.reduce_sum(x) > 100.0, lambda: x * 2.0, lambda: x**3 + x[0]),
    "cond_one_sided": lambda x: tf.cond(x[0] > 0.0, lambda: tf.sin(x), lambda: tf.zeros_like(x)),
    "cond_nested": lambda x: tf.cond(x[0] > 0.0, lambda: tf.cond(x[1] > 5.0, lambda: x, lambda: x * x * x), lambda: -x),
    "switch_case": lambda x: tf.switch_case(tf.cast(x[1], tf.int32), [lambda: x, lambda: x * x, lambda: x**3]),
    "case": lambda x: tf.case([(x[0] > 5.0, lambda: x), (x[0] > 0.0, lambda: x**3)], default=lambda: -x),
    "while_counted": lambda x: tf.while_loop(lambda i, y: i < 3, lambda i, y: (i + 1, y * x), [0, x])[1],
    "while_limited": lambda x: tf.while_loop(lambda y: True, lambda y: (y * x,), [x], maximum_iterations=2)[0],
    "while_data": lambda x: tf.while_loop(lambda y, s: s < 4.0, lambda y, s: (y * x, s + x[0]), [x, x[1]])[0],
    "while_invariant": lambda x: tf.while_loop(lambda i, y: i < 2, lambda i, y: (i + 1, y + x[0] * x), [0, x * 0.0])[1],
    "scan": lambda x: tf.scan(lambda a, e: a * e + e, x),
    "scan_reverse": lambda x: tf.scan(lambda a, e: a * e + x[0], x, initializer=x[1], reverse=True),
    "scan_nested": lambda x: tf.scan(lambda a, e: (a[0] * e[0], a[1] + e[1] * a[0]), (x, x * x), (x[0], x[1]))[1],
    "map_fn": lambda x: tf.map_fn(lambda e: e * e * x[0], x),
    "vectorized_map": lambda x: tf.vectorized_map(lambda e: tf.sin(e) * x, x),
    "foldl": lambda x: tf.foldl(lambda a, e: a * e + e, x),
    "foldr": lambda x: tf.foldr(lambda a, e: a * e + e * e, x, initializer=x[0]),
    "loop_in_loop": lambda x: tf.map_fn(lambda e: tf.foldl(lambda a, f: a * e + f, x), x),
    "cond_in_loop": lambda x: tf.scan(lambda a, e: tf.cond(a > 2.0, lambda: a * e, lambda: a * e * e), x),
    "loop_in_cond": lambda x: tf.cond(x[0] > 0.0, lambda: tf.foldl(lambda a, e: a * e, x) * x, lambda: x),
    "index_in_loop": lambda x: tf.while_loop(lambda i, y: i < 3, lambda i, y: (i + 1, y * x[i] + x[-1]), [0, x[0]])[1],
}


@pytest.mark.parametrize("name", CUBE)
def test_gradients_to_second_order_in_both_gears(name):
    check(CUBE[name], [0.9, 1.7, 1.2])


def written_in_a_loop(x):
    array = tf.TensorArray(x.dtype, size=3)
    _, array, _ = tf.while_loop(
        lambda i, a, s: i < 3, lambda i, a, s: (i + 1, a.write(i, s * x[i] * x), s * 2.0), [0, array, x[0]]
    )
    return array.stack()


def read_in_a_loop(x):
    rows = tf.TensorArray(x.dtype, size=3).unstack(x * x)
    return tf.while_loop(lambda i, s: i < 3, lambda i, s: (i + 1, s * rows.read(i)), [0, x])[1]


def written_and_read(x):
    array = tf.TensorArray(x.dtype, size=4, clear_after_read=False).write(0, x[0])
    _, array = tf.while_loop(lambda i, a: i < 3, lambda i, a: (i + 1, a.write(i + 1, a.read(i) * x[i])), [0, array])
    return array.stack()


@pytest.mark.parametrize("function", [written_in_a_loop, read_in_a_loop, written_and_read])
def test_tensor_arrays_in_loops(function):
    check(function, [0.9, 1.7, 1.2])


def test_a_loop_in_a_loop_that_both_end_on_data_is_compiled_for_as_many_iterations_as_first_gear_has_met():
    def last(y):
        return tf.while_loop(lambda z: z < 8.0, lambda z: (z * 1.5 + 0.1,), [y])[0] * 0.7 + y

    @tf.function
    def slope(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = tf.while_loop(lambda y: y < 12.0, lambda y: (last(y),), [x])[0]
        return tape.gradient(y, x)

    with using(gear="first"):
        wanted = [tf.function(slope.python_function)(tf.constant(x)).numpy() for x in (2.0, 0.01)]
    with using(gear="second"):
        # Each first call of more iterations than those before is repeated in first gear
        found = [slope(tf.constant(x)).numpy() for x in (2.0, 2.0, 0.01, 0.01)]
    np.testing.assert_allclose(found, [wanted[0], wanted[0], wanted[1], wanted[1]], rtol=1e-5)
    assert compiled(slope)


def test_how_long_loops_were_tells_when_to_compile():
    collatz = tf.function(
        lambda n: tf.while_loop(
            lambda n, c: n > 1, lambda n, c: (tf.where(n % 2 == 0, n // 2, 3 * n + 1), c + 1), [n, 0]
        )[1]
    )
    assert collatz(tf.constant(27)) == 111
    (special,) = next(iter(collatz._cache.values())).executable._specializations.values()
    guessed = special.work[0]
    assert collatz(tf.constant(27)) == 111 and special.work[0] > 10 * guessed


def test_growing_tensor_array():
    def squares(x):
        array = tf.TensorArray(tf.float32, size=0, dynamic_size=True)
        _, array = tf.while_loop(
            lambda i, a: i < tf.size(x), lambda i, a: (i + 1, a.write(a.size(), x[i] * x[i])), [0, array]
        )
        return array.stack()

    assert same_in_gears(squares, tf.constant([1.0, 2.0, 3.0]), compiles=False).tolist() == [1, 4, 9]


def test_eager_tensor_array_reads_once_and_checks_its_bounds():
    array = tf.TensorArray(tf.float32, size=2).write(0, 1.0).write(1, 2.0)
    assert array.size().numpy() == 2
    assert array.read(0).numpy() == 1
    with pytest.raises(tf.errors.InvalidArgumentError, match="cleared after a previous read"):
        array.read(0)
    with pytest.raises(tf.errors.OutOfRangeError, match="dynamic_size"):
        array.write(2, 1.0)
    with pytest.raises(tf.errors.InvalidArgumentError, match="dtype"):
        array.write(0, tf.constant(1))
    assert tf.TensorArray(tf.int32, 3).unstack([[1], [2], [3]]).gather([2, 0]).numpy().tolist() == [[3], [1]]
    assert tf.TensorArray(tf.int32, 2).split([1, 2, 3], [1, 2]).concat().numpy().tolist() == [1, 2, 3]


@pytest.mark.parametrize("rate", [0.0, 10.0])
def test_random_numbers_in_a_branch_are_those_its_gradient_sees(rate):
    @tf.function
    def noisy(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = tf.cond(x[0] > rate, lambda: x * tf.random.uniform([3]), lambda: x + tf.random.uniform([3]))
        return y, tape.gradient(y, x)

    x = tf.constant([1.0, 2.0, 3.0])
    (a, slope), (b, _) = noisy(x), noisy(x)
    assert not np.allclose(a, b)
    np.testing.assert_allclose(slope, a / x if rate == 0 else tf.ones_like(x), rtol=1e-5)


def test_random_numbers_in_a_loop_are_those_its_gradient_sees():
    def noisy(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = tf.while_loop(
                lambda i, y: i < 3, lambda i, y: (i + 1, y * x * tf.random.uniform([], 0.5, 1.5)), [0, 1.0]
            )[1]
        return y, tape.gradient(y, x)

    for gear in ("first", "second"):
        with using(gear=gear):
            y, slope = tf.function(noisy)(tf.constant(2.0))
        np.testing.assert_allclose(slope, 3 * y / 2, rtol=1e-5)


@pytest.mark.parametrize("gear", ["first", "second"])
def test_variables_are_read_and_assigned_inside_bodies(gear):
    total, factor = tf.Variable(0.0), tf.Variable(2.0)

    @tf.function
    def run(x):
        with tf.GradientTape() as tape:
            y = tf.cond(x > 0, lambda: x * factor, lambda: factor)
            y += tf.while_loop(lambda i, s: i < 3, lambda i, s: (i + 1, s * factor), [0, 1.0])[1]

        def step(i):
            total.assign_add(x)
            return (i + 1,)

        tf.while_loop(lambda i: i < 4, step, [0])
        tf.cond(x > 0, lambda: total.assign_add(100.0), lambda: total.assign_sub(100.0))
        return y, tape.gradient(y, factor), total.read_value()

    with using(gear=gear):
        y, slope, after = run(tf.constant(1.5))
    assert (y.numpy(), slope.numpy(), after.numpy()) == (11.0, 13.5, 106.0)
    assert total.numpy() == 106.0


@pytest.mark.parametrize("gear", ["first", "second"])
def test_a_failing_check_inside_a_body_reaches_the_caller(gear):
    state = tf.Variable(1.0)

    @tf.function
    def pick(i):
        state.assign_add(1.0)
        return tf.cond(i > 0, lambda: tf.gather([1.0, 2.0], i), lambda: 0.0), tf.map_fn(
            lambda k: tf.gather([1.0, 2.0], k + i), tf.range(2), fn_output_signature=tf.float32
        )

    with using(gear=gear):
        assert pick(tf.constant(0))[1].numpy().tolist() == [1, 2]
        with pytest.raises(tf.errors.InvalidArgumentError):
            pick(tf.constant(1))
    assert state.numpy() == 2.0


def test_while_loop_shapes():
    def doubling(x):
        return tf.while_loop(
            lambda i, y: i < 2,
            lambda i, y: (i + 1, tf.concat([y, y], 0)),
            [0, x],
            shape_invariants=[tf.TensorShape([]), tf.TensorShape([None])],
        )[1]

    assert same_in_gears(doubling, tf.constant([1.0]), compiles=False).tolist() == [1, 1, 1, 1]
    check(doubling, [1.0, 2.0], compiles=False)

    def wrong(x):
        return tf.while_loop(lambda i, y: i < 2, lambda i, y: (i + 1, tf.concat([y, y], 0)), [0, x])

    with pytest.raises(ValueError, match="shape_invariants"):
        tf.function(wrong)(tf.constant([1.0]))
    with pytest.raises(TypeError, match="tf.cast"):
        tf.function(lambda x: tf.while_loop(lambda i, y: i < 2, lambda i, y: (i + 1, tf.cast(y, tf.int32)), [0, x]))(
            tf.constant([1.0])
        )


def test_while_loop_structures():
    def run(x):
        out = tf.while_loop(
            lambda s: s["n"] < 3,
            lambda s: {"n": s["n"] + 1, "v": (s["v"][0] * 2.0, s["v"][1])},
            [{"n": 0, "v": (x, x)}],
        )
        return out[0]["v"]

    first, second = same_in_gears(run, tf.constant([1.0, 2.0]))
    assert first.tolist() == [8, 16] and second.tolist() == [1, 2]
    assert tf.compat.v1.while_loop(lambda i: i < 3, lambda i: i + 1, [tf.constant(0)]).numpy() == 3


def test_branches_must_agree():
    with pytest.raises(TypeError, match="tf.cast"):
        tf.function(lambda x: tf.cond(x > 0, lambda: 1, lambda: 2.0))(tf.constant(1.0))
    with pytest.raises(ValueError, match="same structure"):
        tf.function(lambda x: tf.cond(x > 0, lambda: (1, 1), lambda: 2))(tf.constant(1.0))
    with pytest.raises(TypeError, match="callable"):
        tf.cond(True, lambda: 1, 2)
    assert tf.cond(True, lambda: 1, lambda: "anything") == 1
    assert tf.compat.v1.cond(tf.constant(True), lambda: [tf.constant(1)], lambda: [tf.constant(2)]).numpy() == 1


@pytest.mark.parametrize(
    "call, error, words",
    [
        (lambda x: tf.cond(x > 0, lambda: {"a": 1}, lambda: {"b": 2}), (TypeError, ValueError), "same structure"),
        (lambda x: tf.cond(x > 0, lambda: (1, 2), lambda: [1, 2]), TypeError, "same structure"),
        (lambda x: tf.cond(x > 0, object, lambda: 2), TypeError, "cond_0"),
        (lambda x: tf.case([]), ValueError, "empty"),
        (lambda x: tf.case([(x > 0, lambda: 1)], default=3), TypeError, "default"),
        (lambda x: tf.case([(x, lambda: 1)], default=lambda: 3), TypeError, "bool"),
        (lambda x: tf.switch_case(x, [(0, lambda: 1), (0, lambda: 2)]), ValueError, "twice"),
        (lambda x: tf.switch_case(x, {"a": lambda: 1}), TypeError, "pair"),
        (lambda x: tf.RaggedTensorSpec(None, tf.int32, ragged_rank="a"), TypeError, "ragged_rank"),
    ],
)
def test_bad_arguments_of_branches(call, error, words):
    with pytest.raises(error, match=words):
        tf.function(call)(tf.constant(1))


def test_deep_nests_are_written_in_linear_time():
    def nest(x, depth):
        return x if depth == 0 else tf.cond(x > 0, lambda: nest(x + 1, depth - 1), lambda: x)

    assert tf.function(nest)(tf.constant(1), 25) == 26  # what a body does was once asked 2**25 times
    assert tf.switch_case(tf.constant(1, tf.int64), [lambda: 1, lambda: 2]) == 2


def test_case_without_a_match():
    for run in (
        lambda x: tf.case([(x > 5, lambda: 1)]),
        lambda x: tf.case([(x < 5, lambda: 1), (x < 6, lambda: 2)], exclusive=True),
    ):
        for call in (run, tf.function(run)):
            with pytest.raises(tf.errors.InvalidArgumentError, match="condition"):
                call(tf.constant(1))


def test_map_fn_dtypes_and_lengths():
    assert (
        tf.map_fn(
            lambda e: (e[0] + 1, tf.cast(e[1], tf.float32)),
            (tf.range(3), tf.range(3)),
            fn_output_signature=(tf.int32, tf.float32),
        )[1].dtype
        == tf.float32
    )
    with pytest.raises(tf.errors.InvalidArgumentError, match="fn_output_signature"):
        tf.map_fn(lambda e: tf.cast(e, tf.float32), tf.range(3))
    assert tf.map_fn(lambda e: e * 2, tf.zeros([0, 3])).shape == (0, 3)

    @tf.function(input_signature=[tf.TensorSpec([None, 3])])
    def rows(x):
        return tf.map_fn(tf.reduce_sum, x)

    for n in (4, 0):
        assert rows(tf.ones([n, 3])).numpy().tolist() == [3.0] * n


def test_group_and_tuple():
    assert tf.group(tf.constant(1)) is None
    a, b = tf.tuple([tf.constant(1), tf.constant(2)])
    assert (a.numpy(), b.numpy()) == (1, 2)


@pytest.mark.parametrize(("limit", "is_length"), [(100, True), (10**6, False)])
def test_a_high_limit_of_iterations_is_no_length_of_buffers(limit, is_length):
    @tf.function
    def f(x, n):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = tf.while_loop(
                lambda i, y: i < n, lambda i, y: (i + 1, y * x), [0, tf.ones([1000])], maximum_iterations=limit
            )[1]
        return y[0], tape.gradient(y, x)

    args = tf.constant(2.0), tf.constant(3)
    np.testing.assert_allclose([v.numpy() for v in f(*args)], [8.0, 12000.0])
    assert bool(f.get_concrete_function(*args).executable.count_trips) != is_length


@pytest.mark.parametrize(("turns", "expected"), [(0, 1.0), (2, 0.0)])
def test_gradient_of_a_state_that_no_turn_reads(turns, expected):
    @tf.function
    def f(x, z, n):
        while n > 0:
            n -= 1
            x = z * 2.0
        return x

    x = tf.constant(3.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x, tf.constant(5.0), tf.constant(turns))
    assert tape.gradient(y, x).numpy() == expected


def test_gradient_of_what_only_some_turns_compute():
    v = tf.Variable(0.0)

    @tf.function
    def f(x, n):
        y = x
        for i in tf.range(n):
            if i > 0:
                v.assign(y * 2.0)
                z = v + 0.0
                if z > 0.0:
                    y = y * z
            y = y * x
        return y

    x = tf.constant(0.5)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x, tf.constant(3))
    with tf.GradientTape() as plain:
        plain.watch(x)
        expected = f.python_function(x, 3)
    np.testing.assert_allclose(y, expected)
    np.testing.assert_allclose(tape.gradient(y, x), plain.gradient(expected, x))


@tf.function
def dynamic_rnn(x, w):
    """A recurrence over TensorArrays, and its gradient."""
    with tf.GradientTape() as tape:
        tape.watch([x, w])
        steps, out = tf.TensorArray(tf.float32, 3).unstack(x), tf.TensorArray(tf.float32, 3)
        h = tf.zeros([2, 4])
        for i in tf.range(3):
            h = tf.tanh(steps.read(i) + h @ w)
            out = out.write(i, h)
        loss = tf.reduce_sum(tf.square(out.stack()))
    return loss, *tape.gradient(loss, [x, w])


@pytest.mark.skipif(not xla.available(), reason="JAX is not installed")
def test_results_of_an_iteration_are_kept_for_its_gradient(monkeypatch):
    """So it computes nothing again; and a loop over a range knows in second gear how long it is."""
    rng = np.random.default_rng(0)
    given = [tf.constant(rng.normal(size=shape), tf.float32) for shape in [(3, 2, 4), (4, 4)]]
    graph = dynamic_rnn.get_concrete_function(*given).graph
    loops = [node for node in graph.nodes if node.operation is loop]
    bodies = [[node.operation.name for node in one.attrs["body"].nodes] for one in loops]
    assert ["tanh" in names for names in bodies] == [True, False]

    monkeypatch.setattr(control.Loop, "loop", None)  # of unknown length
    with using(gear="first"):
        wanted = dynamic_rnn(*given)
    with using(gear="second"):
        found = dynamic_rnn(*given)
    for one, other in zip(found, wanted):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6)


def test_case_unpacks_one_result_where_it_chooses_at_once():
    one, two = (lambda: [tf.constant(1.0)]), (lambda: [tf.constant(2.0)])
    yes, no = tf.constant(True), tf.constant(False)
    assert tf.case([(no, one)], default=two).numpy() == 2
    assert tf.case([(no, one), (yes, two)]).numpy() == 2
    assert isinstance(tf.case([(yes, one)]), list)  # nothing to choose
    assert isinstance(tf.case([(no, one)], default=two, strict=True), list)
    kinds = []

    @tf.function
    def traced(p):
        kinds.append(type(tf.case([(p, one)], default=two)))

    traced(yes)
    assert kinds == [list]
