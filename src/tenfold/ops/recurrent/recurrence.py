"""A recurrence over time as one op, `recurrence`, and its gradient as another; see `sweep` for why.

    hs, h, [c], [cs], [gates] = recurrence(projected, recurrent_kernel, h0, c0, recurrent_bias, mask, dropped)

The first are results; cs and gates are there for the gradient alone, and only if somebody may ask for it.
"""

import numpy as np

from tenfold.core.calls.attrs import Any, Bool
from tenfold.core.calls.op import Optional, op
from tenfold.core.calls.tape import GradientTape
from tenfold.core.calls.wide import is_half
from tenfold.core.graphs.spec import Spec
from tenfold.ops.graphdef import COMPOSED
from tenfold.ops.infer import same_dims
from tenfold.ops.recurrent.cells import CELLS
from tenfold.ops.recurrent.looped import looped
from tenfold.ops.recurrent.sweep import Given, backwards, forwards, numpy_scan, of_weights


def infer_recurrence(projected, recurrent_kernel, h0, *rest, cell, keeps, **_):
    one, dtype = CELLS[cell], projected.dtype
    time, batch, width = projected.shape or (None, None, None)
    units, columns = recurrent_kernel.shape or (None, None)
    state = h0.shape or (None, None)
    same_dims(width, columns, None if units is None else one.gates * units)
    batch, units = same_dims(batch, state[0]), same_dims(units, state[1])
    rows, last = Spec((time, batch, units), dtype), Spec((batch, units), dtype)
    gates = [Spec((time, batch, None if units is None else n * units), dtype) for n in one.kept]
    return (rows, *[last] * one.states, *(([rows] * (one.states - 1) + gates) if keeps else []))


def given_of(projected, recurrent_kernel, h0, c0, recurrent_bias, mask, dropped):
    """The inputs as `sweep` takes them."""
    states = (h0,) if c0 is None else (h0, c0)
    return Given(projected, recurrent_kernel, states, recurrent_bias, mask, dropped)


def widened(arrays):
    """The arrays, those of half types as float32: a sum over many steps needs the digits."""
    return [a.astype(np.float32) if a is not None and is_half(a.dtype) else a for a in arrays]


def run(np_, scan, inputs, used, keeps, attrs):
    """`recurrence` over an array namespace; results that are not `used` may be None."""
    dtype, given = inputs[0].dtype, given_of(*widened(inputs))
    n = len(given.states)
    kept = keeps and (used is None or any(used[1 + n :]))
    hs, last, gates = forwards(np_, scan, given, used is None or used[0], kept, **attrs)
    found = [hs, *last, *gates]
    found += [None] * ((1 + n + n - 1 + len(CELLS[attrs["cell"]].kept) if keeps else 1 + n) - len(found))
    return tuple([None if x is None else x.astype(dtype) for x in found])


@op(infer=infer_recurrence, lazy=True, partial=True, type="While", label="while", graphdef=COMPOSED)
def recurrence(
    projected,
    recurrent_kernel,
    h0,
    c0: Optional,
    recurrent_bias: Optional,
    mask: Optional,
    dropped: Optional,
    *,
    cell: Any,
    activation: Any,
    recurrent_activation: Any,
    keeps: Bool,
    used=None,
):
    """A cell along time.

    Args:
      projected: (time, batch, gates * units), the inputs times their kernel, with their bias.
      recurrent_kernel: (units, gates * units).
      h0, c0: (batch, units); c0 for a cell with two states.
      recurrent_bias: (gates * units,), of the recurrent product.
      mask: (time, batch) bool; where False a step leaves the states as they are.
      dropped: (batch, units), multiplies h in the recurrent product; or (gates, batch, units), for each gate by itself.
        Constant: no gradient comes back to it.
      cell: a name in `CELLS`; activation, recurrent_activation: in `ACTIVATIONS`.
      keeps: whether cs and gates are results too.

    Returns: hs (time, batch, units): h after each step; the last h and c; what `keeps` says.
    """
    inputs = projected, recurrent_kernel, h0, c0, recurrent_bias, mask, dropped
    attrs = {"cell": cell, "activation": activation, "recurrent_activation": recurrent_activation}
    return run(np, numpy_scan, inputs, used, keeps, attrs)


INPUTS = 7  # of `recurrence`, of which all but the mask and `dropped` have a gradient


@recurrence.gradient
def _(
    dys, ys, projected, recurrent_kernel, h0, c0, recurrent_bias, mask, dropped, cell, activation, recurrent_activation,
    keeps, wanted,
):  # fmt: skip
    inputs = projected, recurrent_kernel, h0, c0, recurrent_bias, mask, dropped
    attrs = {"cell": cell, "activation": activation, "recurrent_activation": recurrent_activation}
    if not keeps:
        ys = recurrence(*inputs, **attrs, keeps=True)
    n = CELLS[cell].states
    kept = [*ys[1 + n :], None, None][:2]
    found = recurrence_grad(*inputs, ys[0], *kept, *[*dys[: 1 + n], None][:3], **attrs)
    return spread(found, c0, recurrent_bias)


def spread(found, c0, recurrent_bias):
    """The results of `recurrence_grad`, one per input of `recurrence`."""
    d_projected, d_kernel, d_h0, *rest = found
    d_c0 = rest.pop(0) if c0 is not None else None
    d_bias = rest.pop(0) if recurrent_bias is not None else None
    return d_projected, d_kernel, d_h0, d_c0, d_bias, None, None


def infer_gradient(projected, recurrent_kernel, h0, c0, recurrent_bias, *_, **attrs):
    return tuple([x for x in (projected, recurrent_kernel, h0, c0, recurrent_bias) if x is not None])


def run_gradient(np_, scan, inputs, hs, kept, d, used, attrs):
    """`recurrence_grad` over an array namespace."""
    dtype, given = inputs[0].dtype, given_of(*widened(inputs))
    hs, *kept = widened([hs, *kept])
    kept = [k for k in kept if k is not None]
    dz, first = backwards(np_, scan, given, hs, kept, widened(d)[: 1 + len(given.states)], **attrs)
    return results(np_, given, hs, kept, dz, first, used, attrs["cell"], dtype)


def results(np_, given, hs, kept, dz, first, used, cell, dtype):
    """The op's results from what the way back gave; the weights' gradients only where they are used."""
    d_kernel = d_bias = None
    if used is None or used[1] or (given.bias is not None and used[-1]):
        d_kernel, d_bias = of_weights(np_, given, hs, kept, dz, cell)
    found = (dz, d_kernel, *first, *([] if given.bias is None else [d_bias]))
    return tuple([None if x is None else x.astype(dtype) for x in found])


@op(infer=infer_gradient, lazy=True, partial=True, type="While", label="while", graphdef=COMPOSED)
def recurrence_grad(
    projected,
    recurrent_kernel,
    h0,
    c0: Optional,
    recurrent_bias: Optional,
    mask: Optional,
    dropped: Optional,
    hs,
    kept0: Optional,
    kept1: Optional,
    dhs: Optional,
    dh: Optional,
    dc: Optional,
    *,
    cell: Any,
    activation: Any,
    recurrent_activation: Any,
    used=None,
):
    """Gradients of `recurrence` for its differentiable inputs that are not None, in their order.

    Args:
      hs, kept0, kept1: its results hs and, where there are any, cs and gates.
      dhs, dh, dc: gradients of hs, of the last h and of the last c; None for zero.
    """
    inputs = projected, recurrent_kernel, h0, c0, recurrent_bias, mask, dropped
    attrs = {"cell": cell, "activation": activation, "recurrent_activation": recurrent_activation}
    return run_gradient(np, numpy_scan, inputs, hs, (kept0, kept1), (dhs, dh, dc), used, attrs)


@recurrence_grad.gradient
def _(
    dys, projected, recurrent_kernel, h0, c0, recurrent_bias, mask, dropped, dhs, dh, dc, cell, activation,
    recurrent_activation,
):  # fmt: skip
    """Of the gradient as a function of the inputs (hs and gates follow from those), through a loop over the cell."""
    inputs = projected, recurrent_kernel, h0, c0, recurrent_bias
    d = dhs, dh, dc
    with GradientTape(watch_accessed_variables=False) as outer:
        watched = [x for x in (*inputs, *d) if x is not None]
        for x in watched:
            outer.watch(x)
        with GradientTape(watch_accessed_variables=False) as inner:
            sources = [x for x in inputs if x is not None]
            for x in sources:
                inner.watch(x)
            ys = looped(given_of(*inputs, mask, dropped), cell, activation, recurrent_activation)
        pairs = [(y, dy) for y, dy in zip(ys, d) if dy is not None]
        first = inner.gradient([y for y, _ in pairs], sources, [dy for _, dy in pairs])
    pairs = [(g, dy) for g, dy in zip(first, dys) if g is not None and dy is not None]
    found = iter(outer.gradient([g for g, _ in pairs], watched, [dy for _, dy in pairs]))
    per_input = [None if x is None else next(found) for x in (*inputs, *d)]
    return (*per_input[:5], None, None, None, None, None, *per_input[5:])
