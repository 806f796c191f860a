"""GradientTape: what it records, when, and for how long."""

import gc
import sys
import threading
import weakref

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.thread import STATE


def test_only_what_is_watched():
    x, y = tf.constant(2.0), tf.constant(3.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        z = x * y
    gx, gy = tape.gradient(z, [x, y])
    assert gx == 3.0 and gy is None


def test_what_is_not_watched_has_no_gradient_in_a_function_either():
    @tf.function
    def gradients(x, y):
        with tf.GradientTape() as tape:
            tape.watch(x)
            z = x * y
        return tape.gradient(z, [x, y], unconnected_gradients="zero")

    assert [float(g) for g in gradients(tf.constant(2.0), tf.constant(3.0))] == [3.0, 0.0]


def test_variables_are_watched_when_they_are_read():
    v, frozen = tf.Variable(2.0), tf.Variable(3.0, trainable=False)
    with tf.GradientTape() as tape:
        z = v * v * frozen
    assert [w is v for w in tape.watched_variables()] == [True]
    assert [None if g is None else float(g) for g in tape.gradient(z, [v, frozen])] == [12.0, None]
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        z = v * v
    assert tape.gradient(z, v) is None


def test_sources_in_any_structure():
    a, b = tf.Variable(2.0), tf.Variable(3.0)
    with tf.GradientTape(persistent=True) as tape:
        z = a * b
    assert tape.gradient(z, []) == []
    assert float(tape.gradient(z, {"a": a, "more": (b,)})["more"][0]) == 2.0
    assert isinstance(tape.gradient(z, (a, b)), tuple) and float(tape.gradient(z, a)) == 3.0
    assert [float(g) for g in tape.gradient([z, z], [a, a])] == [6.0, 6.0]


def test_output_gradients_and_zeros():
    x, other = tf.Variable([1.0, 2.0]), tf.Variable([5.0])
    with tf.GradientTape(persistent=True) as tape:
        y = x * x
    np.testing.assert_array_equal(tape.gradient(y, x, output_gradients=tf.constant([3.0, 1.0])), [6.0, 4.0])
    np.testing.assert_array_equal(tape.gradient(y, other, unconnected_gradients="zero"), [0.0])
    with pytest.raises(ValueError, match="2 for 1"):
        tape.gradient(y, x, output_gradients=[3.0, 1.0])
    with pytest.raises(ValueError, match="'none' or 'zero'"):
        tape.gradient(y, x, unconnected_gradients="nothing")


def test_a_second_gradient_of_a_tape_that_is_not_persistent():
    x = tf.Variable(1.0)
    with tf.GradientTape() as tape:
        y = x * x
    tape.gradient(y, x)
    with pytest.raises(RuntimeError, match="persistent=True"):
        tape.gradient(y, x)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda tape, x: tape.watch(1.0), ValueError, "float"),
        (lambda tape, x: tape.gradient(np.float32(1), x), TypeError, "NumPy"),
        (lambda tape, x: tape.gradient(x, 1.0), ValueError, "sources"),
        (lambda tape, x: tape.stop_recording().__enter__(), RuntimeError, "not recording"),
    ],
)
def test_errors(call, error, message):
    with pytest.raises(error, match=message):
        call(tf.GradientTape(persistent=True), tf.Variable(1.0))


def test_stop_recording():
    x = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = x * x
        with tape.stop_recording():
            unseen = y * x
            assert STATE.tapes == ()
        y = y * 2.0
    assert tape.gradient(y + 0.0 * unseen, x) is None  # the sum was written after the block
    with tf.GradientTape() as tape:
        y = x * x
        with tape.stop_recording():
            seen = tape.gradient(y, x)
    assert seen == 6.0 and STATE.tapes == ()


def test_a_gradient_taken_inside_the_block_ends_the_recording():
    x = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        assert tape.gradient(x * x, x) == 6.0
        assert STATE.tapes == ()
    assert STATE.tapes == ()


def test_an_exception_leaves_no_tape_behind():
    with pytest.raises(KeyError), tf.GradientTape(), tf.GradientTape():
        raise KeyError
    assert STATE.tapes == ()


def test_reset():
    x = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = x * x
        tape.reset()
        z = x * 2.0
    assert tape.gradient(z, x) == 2.0
    assert y == 9.0


def test_nesting_and_persistence():
    x = tf.constant(2.0)
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape(persistent=True) as inner:
            inner.watch(x)
            y = x**4
        first = inner.gradient(y, x)
    assert (first, outer.gradient(first, x), outer.gradient(y, x)) == (32.0, 48.0, 32.0)


def test_an_op_without_a_gradient_on_the_way():
    x = tf.constant([1.0, 2.0])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.cast(tf.argmax(x), tf.float32) + tf.stop_gradient(x)[0]
    assert tape.gradient(y, x) is None


def large():
    return tf.Variable(tf.zeros([64, 64]))


def test_recorded_arrays_are_freed():
    """By reference counts alone: no tape, record or gradient holds itself alive."""
    v = large()
    gc.disable()
    try:
        with tf.GradientTape() as tape:
            hidden = tf.sin(v)
            y = tf.reduce_sum(tf.cos(hidden))
        arrays = [weakref.ref(hidden), weakref.ref(y)]
        tape.gradient(y, v)
        del hidden, y
        assert [r() for r in arrays] == [None, None]
        with tf.GradientTape(persistent=True) as tape:
            hidden = tf.sin(v)
            y = tf.cos(hidden) * 2.0
        arrays, tapes = weakref.ref(hidden), weakref.ref(tape)
        tape.gradient(y, v)
        del hidden, y
        assert arrays() is not None
        del tape
        assert arrays() is None and tapes() is None
    finally:
        gc.enable()


def test_only_what_a_rule_asks_for_is_kept():
    v = large()
    with tf.GradientTape(persistent=True) as tape:
        scaled = v * 2.0
        y = scaled + 1.0
    kept = weakref.ref(scaled)
    del scaled
    assert kept() is None and tape.gradient(y, v).shape == (64, 64)


def test_tapes_belong_to_their_thread():
    x, seen = tf.Variable(2.0), []

    def other():
        seen.append(STATE.tapes)
        with tf.GradientTape() as tape:
            y = x * x
        seen.append(float(tape.gradient(y, x)))

    with tf.GradientTape() as tape:
        y = x**3
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert seen == [(), 4.0] and tape.gradient(y, x) == 12.0


def test_a_step_of_linear_regression_takes_few_python_calls():
    x, w, b = np.arange(6, dtype=np.float32), tf.Variable(0.5), tf.Variable(0.1)

    def step():
        with tf.GradientTape() as tape:
            cost = tf.reduce_mean(tf.square(w * x + b - 2 * x))
        dw, db = tape.gradient(cost, [w, b])
        w.assign_sub(0.01 * dw)
        b.assign_sub(0.01 * db)

    step()
    calls = []
    sys.setprofile(lambda frame, event, _: calls.append(frame.f_code.co_qualname) if event == "call" else None)
    try:
        step()
    finally:
        sys.setprofile(None)
    assert len(calls) <= 105, calls


@pytest.mark.parametrize("dtype", [tf.int32, tf.uint8, tf.bool])
def test_no_gradient_comes_from_what_was_cast_to_numbers_without_one(dtype):
    x = tf.constant([1.0, 2.0])

    def gradient():
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = tf.cast(x, dtype)
        return tape.gradient(y, x)

    assert gradient() is None
    assert tf.function(gradient)() is None
    with tf.Graph().as_default():
        a = tf.constant([1.0, 2.0])
        assert tf.gradients(tf.cast(a, dtype), a) == [None]
