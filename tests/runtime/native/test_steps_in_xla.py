"""Optimizers' steps by the library in second gear: what first gear gives, and what a failed step leaves as it was."""

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.thread import using
from tenfold.runtime import xla
from tenfold.runtime.gears.lowering import instructions_of
from tenfold.runtime.native import library

keras = tf.keras
pytestmark = [
    pytest.mark.skipif(not xla.available(), reason="JAX is not installed"),
    pytest.mark.skipif(not library.available(), reason=f"no native kernels: {library.absence()}"),
]
RNG = np.random.default_rng(7)
X = RNG.normal(size=(6, 20)).astype(np.float32)
LABELS = np.int64([0, 1, 2, 3, 4, 0])


def stepping(optimizer, dtype="float32"):
    """(a function that trains by a tape and gives the loss and what a variable then holds, its variables)"""
    w, b, v = (tf.Variable(RNG.normal(0, 0.3, s).astype(dtype)) for s in [(20, 30), (30,), (30, 5)])
    whole = tf.Variable(0)

    @tf.function
    def step(x, labels):
        with tf.GradientTape() as tape:
            logits = tf.matmul(tf.tanh(tf.matmul(x, w) + b), v)
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))
        gradients = tape.gradient(loss, [w, b, v])
        optimizer.apply_gradients(zip(gradients, [w, b, v]))
        whole.assign_add(1)
        return loss, tf.reduce_sum(w), whole

    return step, [w, b, v, whole]


def state(variables, optimizer):
    return [v.numpy() for v in (*variables, *optimizer.variables())]


def names(function, *arrays):
    e = function.get_concrete_function(*map(tf.constant, arrays)).executable
    return [i.operation.name for i in instructions_of(e.nodes, e.outputs, e.inputs)]


OPTIMIZERS = {
    "adam": (lambda: keras.optimizers.Adam(0.01), "adam_steps"),
    "sgd": (lambda: keras.optimizers.SGD(0.1), "sgd_steps"),
}


@pytest.mark.parametrize("make, name", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_steps_of_both_gears_agree_and_a_failed_one_changes_nothing(make, name):
    found = {}
    for gear in ("first", "second"):
        optimizer = make()
        step, variables = stepping(optimizer)
        for v, value in zip(variables, found.get("start", [])):
            v.assign(value)
        found["start"] = [v.numpy() for v in variables]
        with using(gear=gear):
            given = [[r.numpy() for r in step(X, LABELS)] for _ in range(3)]
            before = state(variables, optimizer)
            with pytest.raises(tf.errors.InvalidArgumentError, match="label value of 5"):
                step(X, LABELS + 3)
            for a, b in zip(state(variables, optimizer), before):
                np.testing.assert_array_equal(a, b)
            given.append([r.numpy() for r in step(X, LABELS)])
        found[gear] = [*np.ravel(given), *state(variables, optimizer)]
        if gear == "second":
            assert names(step, X, LABELS).count(name) == 1 and not isinstance(variables[0]._value, np.ndarray)
    for a, b in zip(found["first"], found["second"], strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-5)


def test_cells_that_are_written_before_or_read_and_stepped_again_after():
    w, slots = tf.Variable(np.ones(300, np.float32)), keras.optimizers.Adam(0.01)

    def twice(x):
        w.assign(w * 2.0)
        slots.apply_gradients([(x, w)])
        between = w + 0.0
        slots.apply_gradients([(between * x, w)])
        return between, tf.cond(x[0] > 0, lambda: w * 3.0, lambda: w)

    found, x = [], RNG.normal(size=300).astype(np.float32)
    for gear in ("first", "second"):
        step = tf.function(twice)
        w.assign(np.ones(300, np.float32))
        for v in slots.variables():
            v.assign(tf.zeros_like(v))
        with using(gear=gear):
            found.append([r.numpy() for r in (*step(x), *step(x))] + [w.numpy()])
    for a, b in zip(*found):
        np.testing.assert_allclose(a, b, rtol=2e-5, atol=2e-6)
    assert not np.array_equal(found[0][0], found[0][2])


def test_what_the_library_has_not_stays_xlas():
    many = {"amsgrad": keras.optimizers.Adam(0.01, amsgrad=True), "double": keras.optimizers.Adam(0.01)}
    for kind, optimizer in many.items():
        dtype = "float64" if kind == "double" else "float32"
        assert "adam_steps" not in names(stepping(optimizer, dtype)[0], X.astype(dtype), LABELS)


def test_more_variables_than_a_call_takes():
    variables = [tf.Variable(RNG.normal(size=k % 7 + 1).astype(np.float32)) for k in range(70)]
    before = [v.numpy() for v in variables]
    optimizer = keras.optimizers.SGD(0.5)
    step = tf.function(lambda x: optimizer.apply_gradients([(tf.ones_like(v) * x, v) for v in variables]))
    with using(gear="second"):
        step(tf.constant(2.0))
    for v, old in zip(variables, before):
        assert not isinstance(v._value, np.ndarray)
        np.testing.assert_allclose(v.numpy(), old - 1, rtol=1e-6)
