"""What is done again and again leaves nothing behind."""

import gc
from collections import Counter

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.thread import using
from tenfold.runtime import xla

X, Y = np.ones((8, 4), np.float32), np.ones((8, 3), np.float32)


def small_model():
    inputs = tf.keras.Input((4,))
    model = tf.keras.Model(inputs, tf.keras.layers.Dense(3)(inputs) * 2.0)
    model.compile("sgd", "mse")
    return model


def build_and_fit():
    model = small_model()
    model.fit(X, Y, verbose=0)
    model.predict(X, verbose=0)


def trace_a_function():
    captured = tf.zeros([1000])
    v = tf.Variable(captured)

    @tf.function
    def step(x):
        with tf.GradientTape() as tape:
            y = tf.reduce_sum(v * x + captured)
        v.assign_sub(tape.gradient(y, v))
        return y

    step(captured)
    step(captured)


def run_a_session():
    v1 = tf.compat.v1
    with tf.Graph().as_default():
        x = v1.placeholder(tf.float32, [None, 4])
        w = tf.Variable(tf.ones([4, 3]))
        y = tf.matmul(x, w)
        with v1.Session() as session:
            session.run(v1.global_variables_initializer())
            session.run(y, {x: X})


def fail():
    @tf.function
    def gathered(i):
        return tf.gather([1.0, 2.0], i)

    with pytest.raises(tf.errors.InvalidArgumentError):
        gathered(tf.constant(5))


def objects():
    """How many objects of our classes there are, by class."""
    return Counter(type(o).__name__ for o in gc.get_objects() if str(type(o).__module__).startswith("tenfold"))


def alive():
    gc.collect()
    return objects()


@pytest.mark.parametrize(
    "gear",
    ["first", pytest.param("second", marks=pytest.mark.skipif(not xla.available(), reason="JAX is not installed"))],
)
@pytest.mark.parametrize("work", [build_and_fit, trace_a_function, run_a_session, fail], ids=lambda f: f.__name__)
def test_objects_go_when_their_work_is_done(work, gear):
    with using(gear=gear):
        for _ in range(2):
            work()
        before = alive()
        for _ in range(4):
            work()
        grown = alive() - before
    assert not {k: n for k, n in grown.items() if n >= 4}


def test_arrays_of_a_loop_go_without_the_garbage_collector():
    model = small_model()
    v = tf.Variable(tf.ones([10, 10]))

    def work():
        model.predict(X, verbose=0)
        model.train_on_batch(X, Y)
        with tf.GradientTape() as outer:
            with tf.GradientTape() as inner:
                y = tf.reduce_sum(v**3)
            g = inner.gradient(y, v)
            total = tf.reduce_sum(g)
        outer.gradient(total, v)

    work()
    before = alive()
    gc.disable()
    try:
        for _ in range(10):
            work()
        grown = objects() - before
    finally:
        gc.enable()
    assert not {k: n for k, n in grown.items() if n >= 10}
