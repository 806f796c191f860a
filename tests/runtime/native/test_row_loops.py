"""Loops whose rows know nothing of each other, by the library: as `lax.scan` runs them, and which are left to it."""

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.thread import using
from tenfold.runtime import xla
from tenfold.runtime.kernels.xla import row_loops, row_values
from tenfold.runtime.native import library

pytestmark = [
    pytest.mark.skipif(not xla.available(), reason="JAX is not installed"),
    pytest.mark.skipif(not library.available(), reason=f"no native kernels: {library.absence()}"),
]
ROWS, STEPS, UNITS = 9, 5, 6
RNG = np.random.default_rng(3)


def given(*shape):
    return RNG.normal(size=shape).astype(np.float32)


W, U, B, H = given(4, UNITS), given(UNITS, UNITS), given(UNITS), given(ROWS, UNITS)
X, Y = given(STEPS, ROWS, 4), given(STEPS, ROWS, UNITS)
LENGTHS = np.array([0, 1, 5, 2, 3, 4, 5, 1, 2], np.int32)
STATE, XS = [np.int32(0), H, given(ROWS, UNITS), np.zeros((STEPS, ROWS, UNITS), np.float32)], [X, Y]


def written(stack, i, row):
    return xla.jax().lax.dynamic_update_index_in_dim(stack, row, i, 0)


def plain(jnp, state, rows):
    i, h, c, out = state
    x, y = rows
    h, c = jnp.tanh(x @ W + h @ U + B), h
    return [i + 1, h, c, written(out, i, h * y)], [h, y, i, jnp.float32(2.0), h > c]


def gates(jnp, state, rows):
    i, h, c, out = state
    x, y = rows
    z = jnp.concatenate([x, h], 1) @ np.concatenate([W, U])
    f, g = jnp.split(jnp.concatenate([z, y], 1), 2, 1)
    c = jnp.exp(-jnp.abs(f)) * c + 1.0 / (1.0 + jnp.exp(-g)) * jnp.maximum(z, 0.1)
    return [i + 1, jnp.minimum(c, y) / (2.0 + c**2), c, out], [jnp.sqrt(jnp.square(c)) - c**3]


def columns(jnp, state, rows):
    """Sequences as columns, a softmax over units, layer normalisation."""
    i, h, c, out = state
    x, y = rows
    z = (W.T @ x.T + U @ h.T).T
    p = jnp.exp(z - jnp.max(z, 1, keepdims=True))
    p = p / jnp.sum(p, 1, keepdims=True)
    return [i + 1, p + y, z * (1.0 / jnp.sqrt(jnp.mean(z * z, 1, keepdims=True) + 0.1)), out], [p.T, p[:, None, 1:4]]


def slices(jnp, state, rows):
    """Gates as slices, and what their gradients are: zeros around them."""
    i, h, c, out = state
    x, y = rows
    z = x @ W + h @ U
    first, last = z[:, :2], 1.0 / z[:, 4:]
    parts = (first, (1, 3), 0.0), (last, (4, 0), 2.0)
    around = [jnp.pad(part, ((0, 0), sides), constant_values=n) for part, sides, n in parts]
    return [i + 1, jnp.tanh(around[0] + around[1]), c, out], [jnp.pad(first, ((0, 0), (4, 0)))]


def lengths(jnp, state, rows):
    """Sequences that end before the others do, and a number for each step."""
    i, h, c, out = state
    x, y = rows
    goes_on = (i < LENGTHS)[:, None]
    new = jnp.where(goes_on, jnp.tanh(x @ W + h @ U), h)
    kept = jnp.where(goes_on & (new > 0.0) | ~goes_on, new, -new)
    return [i + 1, new, jnp.where(i > 2, kept, c) * 0.5 ** i.astype(np.float32), out], [kept]


def swapped(jnp, state, rows):
    """One state becomes another, one is a row from outside, a stack is read where it is written."""
    i, h, c, out = state
    return [i + 1, c, rows[1], written(out, i, out[i] + c)], [h]


def matrix_of_each_row(jnp, state, rows):
    i, h, c, out = state
    product = h.reshape(ROWS, 2, 3) @ given(3, 3)
    return [i + 1, h + product.reshape(ROWS, UNITS), c, out], []


def knows_the_others(jnp, state, rows):
    i, h, c, out = state
    return [i + 1, h - jnp.mean(h, 0), c, out], []


def goes_elsewhere(jnp, state, rows):
    i, h, c, out = state
    return [i + 1, out[STEPS - 1 - i], c, written(out, i, h)], []


def whole_numbers(jnp, state, rows):
    i, h, c, out = state
    return [i + 1, h, c, out], [jnp.argmax(h, 1)]


def both_ways(step, reverse=False):
    """(by the library or None, by `lax.scan`), each the final state and the ys."""
    jax = xla.jax()
    rows = [jax.numpy.asarray(x) for x in XS]

    def library_s(state, xs):
        one = lambda s, r: (*step(jax.numpy, s, r), np.False_)  # noqa: E731
        begin = [STATE[0], *state[1:]]
        return row_loops.run(one, begin, state, xs, STEPS, reverse)

    def scan(state, xs):
        return jax.lax.scan(lambda s, r: step(jax.numpy, s, r), state, xs, reverse=reverse)

    with xla.wide():
        state = [jax.numpy.asarray(a) for a in STATE]
        return jax.jit(library_s)(state, rows), jax.jit(scan)(state, rows)


@pytest.mark.parametrize(
    ("step", "reverse"),
    [
        (plain, False),
        (plain, True),
        (gates, True),
        (columns, False),
        (lengths, False),
        (slices, True),
        (swapped, False),
    ],
)
def test_the_library_gives_what_a_scan_gives(step, reverse):
    found, wanted = both_ways(step, reverse)
    assert found is not None
    for a, b in zip(xla.jax().tree.leaves(found), xla.jax().tree.leaves(wanted), strict=True):
        assert a.dtype == b.dtype and a.shape == b.shape
        np.testing.assert_allclose(a, b, rtol=2e-5, atol=2e-6)


@pytest.mark.parametrize("step", [matrix_of_each_row, knows_the_others, goes_elsewhere, whole_numbers])
def test_what_is_not_done_to_each_row_alone_is_left_to_a_scan(step):
    assert both_ways(step)[0] is None


def test_numbers_beyond_float32_are_what_they_are_in_a_scan():
    def step(jnp, state, rows):
        i, h, c, out = state
        return [i + 1, jnp.exp(h * 200.0), c, out], [jnp.maximum(h - h, c), jnp.minimum(1.0 / (h - h), c)]

    with np.errstate(all="ignore"):
        found, wanted = both_ways(step)
    for a, b in zip(xla.jax().tree.leaves(found), xla.jax().tree.leaves(wanted), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-37)


@pytest.mark.parametrize(("failed", "trips"), [(np.False_, 5), (np.True_, 5), (np.False_, 10**6)])
def test_checks_that_may_fail_and_long_counts_are_left_to_a_scan(failed, trips):
    found = []

    def run(h):
        found.append(row_loops.run(lambda s, r: ([s[0] * 2.0], [], failed), [h], [h], [], trips, False))
        return h

    with xla.wide():
        xla.jax().make_jaxpr(run)(H)
    assert (found[0] is not None) == (trips == 5 and not failed)


@tf.function
def recurrent(x, w, u, rate):
    """A network with `tf.nn.dropout`, and its gradients."""
    with tf.GradientTape() as tape:
        tape.watch((w, u))
        h, out = tf.zeros([ROWS, UNITS]), tf.TensorArray(tf.float32, STEPS)
        for t in tf.range(STEPS):
            h = tf.tanh((x[t] if rate is None else tf.nn.dropout(x[t], rate)) @ w + h @ u)
            out = out.write(t, h)
        loss = tf.reduce_sum(out.stack() ** 2)
    return loss, *tape.gradient(loss, (w, u))


@pytest.mark.parametrize(("rate", "by_the_library"), [(None, 2), (0.5, 1)])
def test_a_network_written_as_a_loop_runs_in_the_library(monkeypatch, rate, by_the_library):
    """Both ways; of one that draws numbers the way back, which goes by the counters of the way there."""
    found, run = [], row_loops.run
    monkeypatch.setattr(row_loops, "run", lambda *args: found.append(run(*args)) or found[-1])
    given = [tf.constant(a) for a in (X, W, U)]
    with using(gear="second"):
        second = recurrent(*given, rate)
    assert sum(f is not None for f in found) == by_the_library == len(found)
    if rate is None:
        with using(gear="first"):
            first = tf.function(recurrent.python_function)(*given, rate)
        for a, b in zip(first, second, strict=True):
            np.testing.assert_allclose(a, b, rtol=2e-5, atol=1e-5)


@pytest.mark.parametrize(
    "first, step, taken", [(0, 1, [0, 1, 2]), (1, 1, [1, 2, 3]), (3, -1, [3, 2, 1]), (0, 2, [0, 2, 4])]
)
def test_what_is_known_of_each_iteration_is_put_in_their_order(first, step, taken):
    steps = row_values.Steps(np.arange(5), first, step)
    assert row_values.aligned(steps, 3).tolist() == taken
    assert row_values.aligned(row_values.Steps(steps.array, 0, 1), 5) is steps.array
