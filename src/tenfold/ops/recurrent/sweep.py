"""A recurrence forwards and backwards through time, in either array namespace, with that gear's `scan`.

Forwards keeps what the way back needs; backwards scans once for the gradients of the projected inputs, and the gradient
of each weight is then one product over all steps, where reverse mode through a loop would add one up at every step.
"""

from typing import NamedTuple

import numpy as np

from tenfold.ops.recurrent.activations import ACTIVATIONS
from tenfold.ops.recurrent.cells import CELLS, Space


class Given(NamedTuple):
    """The inputs of a recurrence, as arrays; see `recurrence`. `states` is (h0,) or (h0, c0)."""

    projected: object
    kernel: object
    states: tuple
    bias: object = None
    mask: object = None
    dropped: object = None


def numpy_scan(step, carry, xs, reverse=False):
    """`lax.scan` in NumPy: `step(carry, x) -> (carry, ys)` along the first axis; the last carry and all ys stacked."""
    n = len(next(x for x in xs if x is not None))
    rows = [None] * n
    for i in range(n)[:: -1 if reverse else 1]:
        carry, rows[i] = step(carry, [None if x is None else x[i] for x in xs])
    if not n:
        like = step(carry, [None if x is None else np.zeros(x.shape[1:], x.dtype) for x in xs])[1]
        return carry, tuple([np.zeros((0, *y.shape), y.dtype) for y in like])
    return carry, tuple([np.stack(column) for column in zip(*rows)])


def space_of(np_, given, cell, activation, recurrent_activation):
    """What the steps of `given` work with."""
    f, g = ACTIVATIONS[activation], ACTIVATIONS[recurrent_activation]
    return Space(
        split=lambda x, n: np_.split(x, n, -1),
        join=lambda parts: np_.concatenate(parts, -1),
        kernel=given.kernel,
        bias=given.bias,
        dropped=given.dropped,
        per_gate=CELLS[cell].gates if given.dropped is not None and given.dropped.ndim == 3 else 0,
        f=lambda x: f.of_array(np_, x),
        g=lambda x: g.of_array(np_, x),
        df=lambda y: f.slope(np_, y),
        dg=lambda y: g.slope(np_, y),
        transposed=given.kernel.T,
    )


def forwards(np_, scan, given, stacked, kept, *, cell, activation, recurrent_activation):
    """(hs, or None if not `stacked`; the last states; if `kept` what `backwards` needs besides: cs and the gates)."""
    one, space = CELLS[cell], space_of(np_, given, cell, activation, recurrent_activation)

    def step(states, row):
        x, on = row
        new, gates = one.step(space, x, states)
        if on is not None:
            new = tuple([np_.where(on[:, None], n, s) for n, s in zip(new, states)])
        ys = (*new[: one.states if kept else stacked], *([space.join(gates)] if kept and gates else []))
        return new, ys

    last, ys = scan(step, given.states, (given.projected, given.mask))
    return (ys[0] if stacked or kept else None), last, ys[1:]


def backwards(np_, scan, given, hs, kept, d, *, cell, activation, recurrent_activation):
    """Gradients of the projected inputs and of the first states.

    Args:
      hs, kept: as `forwards` gave them.
      d: (gradient of hs, gradients of the last states), each or None.
    """
    one, space = CELLS[cell], space_of(np_, given, cell, activation, recurrent_activation)
    stacks = (hs, *kept[: one.states - 1])
    befores = [np_.concatenate([s[None], rows])[:-1] for s, rows in zip(given.states, stacks)]
    gates = kept[one.states - 1] if one.kept else None

    def step(d_states, row):
        dh, on, gates_of_it, *states = row
        d_states = d_states if dh is None else (d_states[0] + dh, *d_states[1:])
        dz, found = one.back(space, gates_of_it, states[: one.states], states[one.states :], d_states)
        if on is not None:
            dz = np_.where(on[:, None], dz, dz.dtype.type(0))
            found = tuple([np_.where(on[:, None], n, s) for n, s in zip(found, d_states)])
        return found, (dz,)

    begin = tuple([np_.zeros_like(s) if ds is None else ds for s, ds in zip(given.states, d[1:])])
    first, (dz,) = scan(step, begin, (d[0], given.mask, gates, *befores, *stacks), reverse=True)
    return dz, first


def of_weights(np_, given, hs, kept, dz, cell):
    """Gradients of the recurrent kernel and of the recurrent bias (None where there is none)."""
    one = CELLS[cell]
    space = space_of(np_, given, cell, "linear", "linear")  # nothing is activated
    before = np_.concatenate([given.states[0][None], hs])[:-1]
    flat = lambda x: x.reshape(-1, x.shape[-1])  # noqa: E731
    product = lambda a, b: flat(a).T @ flat(b)  # noqa: E731
    gates = kept[one.states - 1] if one.kept else None
    kernel, d_product = one.weights(product, space, lambda gate: space.given(before, gate), gates, dz)
    return kernel, None if given.bias is None else d_product.sum((0, 1))
