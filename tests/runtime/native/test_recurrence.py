"""Recurrences by the library against the ops' own NumPy, for every instruction set, and however the work is divided."""

import itertools

import numpy as np
import pytest

import tenfold as tf
from tenfold.ops.recurrent.cells import CELLS
from tenfold.ops.recurrent.recurrence import recurrence, recurrence_grad
from tenfold.runtime.kernels.native import recurrence as kernels
from tenfold.runtime.native import library

pytestmark = pytest.mark.skipif(not library.available(), reason=f"no native kernels: {library.absence()}")

rng = np.random.default_rng(0)
NATIVE = "simple_rnn", "lstm", "gru"


def some(*shape):
    return rng.normal(size=shape).astype(np.float32)


def inputs(cell, time, batch, units, mask=False, dropped=False):
    k = CELLS[cell].gates
    front = (k,) if dropped == "per gate" else ()
    return [
        some(time, batch, k * units),
        some(units, k * units) / np.float32(units**0.5),
        some(batch, units),
        some(batch, units) if cell == "lstm" else None,
        some(k * units) if cell == "gru" else None,
        rng.random((time, batch)) < 0.6 if mask else None,
        some(*front, batch, units) if dropped else None,
    ]


def attrs(cell, activation="tanh", recurrent_activation="sigmoid"):
    return {"cell": cell, "activation": activation, "recurrent_activation": recurrent_activation}


def both_ways(forward, backward, arrays, rows, **attrs):
    """What a kernel gives of `arrays`, and of the gradients of all results but those that are kept."""
    ys = forward(arrays, keeps=True, attrs=attrs)
    n = CELLS[attrs["cell"]].states
    kept = [*ys[1 + n :], None, None][:2]
    d = [np.cos(y / max(1, np.abs(y).max(initial=0))) for y in ys[: 1 + n]]  # of a large y only rounding would be left
    found = backward([*arrays, ys[0], *kept, d[0] if rows else None, *[*d[1:], None][:2]], attrs)
    return [*ys, *found]


def by_library(arrays, rows=True, **attrs):
    return both_ways(
        lambda a, keeps, attrs: kernels.recurrence(kernels.First, a, None, keeps, attrs),
        lambda a, attrs: kernels.recurrence_grad(kernels.First, a, None, attrs),
        arrays,
        rows,
        **attrs,
    )


def by_numpy(arrays, rows=True, **attrs):
    return both_ways(
        lambda a, keeps, attrs: recurrence.forward(*a, keeps=keeps, **attrs),
        lambda a, attrs: recurrence_grad.forward(*a, **attrs),
        arrays,
        rows,
        **attrs,
    )


def agree(found, expected):
    assert len(found) == len(expected)
    for a, b in zip(found, expected):
        assert a.dtype == b.dtype and a.shape == b.shape
        np.testing.assert_allclose(a, b, rtol=2e-5, atol=2e-5)


@pytest.mark.parametrize("cell", NATIVE)
@pytest.mark.parametrize("sizes", [(1, 1, 1), (4, 3, 5), (3, 17, 16), (2, 9, 37), (5, 30, 64), (0, 2, 3)], ids=str)
def test_all_sizes(instruction_set, cell, sizes):
    arrays = inputs(cell, *sizes)
    agree(by_library(arrays, **attrs(cell)), by_numpy(arrays, **attrs(cell)))


@pytest.mark.parametrize("cell", NATIVE)
def test_masks_dropped_states_and_last_states_alone(instruction_set, cell):
    for mask, dropped, rows in itertools.product((False, True), (False, True, "per gate"), (False, True)):
        arrays = inputs(cell, 4, 5 - 2 * rows, 19, mask, dropped)
        agree(by_library(arrays, rows, **attrs(cell)), by_numpy(arrays, rows, **attrs(cell)))


@pytest.mark.parametrize("name", kernels.ACTIVATIONS)
def test_activations(instruction_set, name):
    arrays = inputs("lstm", 3, 4, 21)
    arrays[0][1] *= 100  # where exponentials overflow
    of = attrs("lstm", name, "hard_sigmoid" if name == "linear" else name)
    if name in ("linear", "relu"):
        arrays[0] /= 100
    agree(by_library(arrays, **of), by_numpy(arrays, **of))


def test_numbers_that_are_none_stay_none(instruction_set):
    arrays = inputs("gru", 2, 4, 8)
    arrays[0][1, 2, 3] = np.nan
    found, expected = by_library(arrays, **attrs("gru")), by_numpy(arrays, **attrs("gru"))
    np.testing.assert_array_equal(np.isnan(found[0]), np.isnan(expected[0]))


@pytest.mark.parametrize("sizes", [(2, 2, 520), (3, 40, 24)], ids=str)
def test_the_number_of_threads_changes_nothing(sizes):
    arrays = inputs("lstm", *sizes)
    found = []
    for n in (1, 2, 5):
        library.set_threads(n)
        found.append(by_library(arrays, **attrs("lstm")))
    library.set_threads(0)
    for other in found[1:]:
        for a, b in zip(found[0], other):
            np.testing.assert_array_equal(a, b)
    agree(found[0], by_numpy(arrays, **attrs("lstm")))


def test_only_what_is_used_is_given():
    arrays = inputs("lstm", 3, 2, 4)
    found = kernels.recurrence(kernels.First, arrays, (False, True, True, False, False), True, attrs("lstm"))
    assert [a is None for a in found] == [True, False, False, True, True]
    np.testing.assert_array_equal(found[1], by_library(arrays, **attrs("lstm"))[1])


@pytest.mark.parametrize("change", ["double", "gru_reset_before", "softsign", "another shape"])
def test_what_is_not_the_librarys_goes_to_the_op(change):
    arrays, of = inputs("gru", 3, 2, 4), attrs("gru")
    if change == "double":
        arrays = [None if a is None else a.astype(np.float64) for a in arrays]
    elif change == "another shape":
        arrays[2] = arrays[2][:, :3]
    else:
        of["cell" if "gru" in change else "activation"] = change
    assert kernels.recurrence(kernels.First, arrays, None, True, of) is None


def test_numbers_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="the arrays are not those that its numbers say"):
        library.run("recurrence", (0, 1, 1, 4, 1, 2, 0), [some(1, 1, 3), some(4, 4), some(1, 4)], [some(1, 4)])
    with pytest.raises(ValueError, match="no such cell"):
        library.run("recurrence", (3, 1, 1, 4, 1, 2, 0), [], [])
    with pytest.raises(ValueError, match="has 7 numbers"):
        library.run("recurrence_grad", (0,), [], [])
    with pytest.raises(ValueError, match="a size is negative or too large"):
        library.run("recurrence", (0, 2**31, 2**31, 2**31, 1, 2, 0), [], [])


def test_second_gear_calls_it_too():
    arrays = [tf.constant(a) for a in inputs("lstm", 3, 4, 5) if a is not None]

    @tf.function
    def step(*given):
        with tf.GradientTape() as tape:
            tape.watch(given)
            ys = recurrence(*given, None, None, None, **attrs("lstm"), keeps=True)
        return [*ys[:3], *tape.gradient([*ys[:3]], given)]

    first = step(*arrays)
    with tf.GradientTape() as tape:
        tape.watch(arrays)
        ys = recurrence(*arrays, None, None, None, **attrs("lstm"), keeps=True)
    agree([t.numpy() for t in first], [t.numpy() for t in (*ys[:3], *tape.gradient([*ys[:3]], arrays))])
