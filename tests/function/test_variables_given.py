"""Variables as arguments of a tf.function: one trace for all that are alike, as in TensorFlow, run with those given."""

import gc
import weakref

import pytest

import tenfold as tf
from tenfold.core.base.thread import using


def traced(function):
    """A tf.function, and a list that grows with each trace."""
    calls = []

    def body(*args):
        calls.append(args)
        return function(*args)

    return tf.function(body), calls


def add(v, x):
    v.assign_add(x)
    return v + x


def variables(*values):
    return [tf.Variable(value) for value in values]


def values(vs):
    return [float(v) for v in vs]


@pytest.mark.parametrize("gear", ["first", "second"])
def test_one_trace_serves_all_variables_that_are_alike(gear):
    f, calls = traced(add)
    vs = variables(0.0, 1.0, 2.0)
    with using(gear=gear):
        assert [float(f(v, 1.0)) for v in vs] == [2.0, 3.0, 4.0]
        assert [float(f(v, 1.0)) for v in vs] == [3.0, 4.0, 5.0]
    assert values(vs) == [2.0, 3.0, 4.0]
    assert len(calls) == f.experimental_get_tracing_count() == 1
    f(tf.Variable(1.0, trainable=False), 1.0), f(tf.Variable([1.0]), [1.0]), f(tf.Variable(1.0, dtype=tf.float64), 1.0)
    assert len(calls) == 4
    assert "variable 0 of float32 (), not trained" in f.explain_retracing()


def test_the_same_variable_twice_is_another_trace():
    @traced
    def both(a, b):
        a.assign_add(1.0)
        b.assign_add(2.0)
        return a + b

    (f, calls), vs = both, variables(0.0, 1.0, 2.0)
    assert [float(f(vs[i], vs[j])) for i, j in ((0, 1), (1, 2), (2, 2), (1, 1))] == [4.0, 8.0, 14.0, 14.0]
    assert values(vs) == [1.0, 7.0, 7.0] and len(calls) == 2


def test_gradients_flow_to_the_variables_that_were_given():
    f, calls = traced(lambda vs, x: tf.add_n([v * v for v in vs]) * x)
    a, b, c = variables(1.0, 2.0, 3.0)

    def slopes(*vs):
        with tf.GradientTape() as tape:
            y = f(vs, tf.constant(2.0))
        return values(tape.gradient(y, vs))

    assert slopes(a, b) == [4.0, 8.0] and slopes(c, a) == [12.0, 4.0] and slopes(b, c) == [8.0, 12.0]
    assert len(calls) == 1


def test_in_a_function_around_it():
    f, calls = traced(add)
    a, b = variables(1.0, 10.0)
    outer = tf.function(lambda x: f(a, x) + f(b, x))
    assert float(outer(tf.constant(1.0))) == 3.0 + 12.0 and values([a, b]) == [2.0, 11.0] and len(calls) == 1


def test_what_a_branch_holds_is_traced_for_each():
    @traced
    def grow(v, n):
        if n > 0:
            v.assign_add(1.0)
        for _ in tf.range(n):
            v.assign_add(10.0)
        return v.read_value()

    (f, calls), (a, b) = grow, variables(0.0, 1.0)
    for _ in range(2):
        f(a, tf.constant(2)), f(b, tf.constant(1)), f(a, tf.constant(0))
    assert values([a, b]) == [42.0, 23.0]
    assert len(calls) == 2


def test_a_concrete_function_runs_with_the_variables_that_it_is_given():
    f, _ = traced(add)
    a, b = variables(1.0, 10.0)
    concrete = f.get_concrete_function(a, tf.constant(1.0))
    assert float(concrete(b, tf.constant(1.0))) == 12.0 and float(concrete(a, tf.constant(1.0))) == 3.0
    assert values([a, b]) == [2.0, 11.0]
    with pytest.raises(TypeError, match="missing a required argument"):
        concrete()
    with pytest.raises(TypeError, match="Can not cast"):
        concrete(tf.Variable(1), tf.constant(1.0))
    loop = tf.function(lambda v: tf.while_loop(lambda i: i < 2, lambda i: (i + v.assign_add(1.0),), [0.0]))
    with pytest.raises(ValueError, match="call the tf.function itself"):
        loop.get_concrete_function(a)(b)


def test_variables_that_are_gone_leave_little_behind():
    f, calls = traced(add)
    refs = []
    for i in range(100):
        v = tf.Variable(float(i))
        f(v, 1.0)
        refs.append(weakref.ref(v))
    del v
    calls.clear()
    gc.collect()
    assert sum(r() is not None for r in refs) <= 65 and len(f._cache) == 1


def test_large_variables_of_earlier_calls_are_let_go():
    @tf.function
    def total(variable):
        return tf.reduce_sum(variable)

    gone = []
    for i in range(8):
        variable = tf.Variable(tf.fill([1 << 20], float(i)))
        assert float(total(variable)) == i * 2**20
        gone.append(weakref.ref(variable))
    del variable
    gc.collect()
    assert total.experimental_get_tracing_count() == 1
    assert sum(ref() is not None for ref in gone) <= 5  # the one that was traced with, and 16 MB
