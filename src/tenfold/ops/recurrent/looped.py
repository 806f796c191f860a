"""A recurrence as a loop over its cell, of ordinary ops: differentiable as often as anybody likes.

The gradient's own gradient is taken through it, which is rare and need not be fast.
"""

from tenfold.ops.arrays.joining import concat, split
from tenfold.ops.arrays.selecting import where
from tenfold.ops.arrays.shaping import expand_dims
from tenfold.ops.control.mapping import scan
from tenfold.ops.recurrent.activations import ACTIVATIONS
from tenfold.ops.recurrent.cells import CELLS, Space


def looped(given, cell, activation, recurrent_activation):
    """(hs, h, [c]) of tensors; `given` as in `sweep.Given`."""
    one = CELLS[cell]
    space = Space(
        split=lambda x, n: split(x, n, -1),
        join=lambda parts: concat(parts, -1),
        kernel=given.kernel,
        bias=given.bias,
        dropped=given.dropped,
        per_gate=one.gates if given.dropped is not None and len(given.dropped._dims or "hs") == 3 else 0,
        f=ACTIVATIONS[activation].of_tensor,
        g=ACTIVATIONS[recurrent_activation].of_tensor,
    )

    def step(states, row):
        new = one.step(space, row[0], states)[0]
        if given.mask is not None:
            on = expand_dims(row[1], -1)
            new = tuple([where(on, n, s) for n, s in zip(new, states)])
        return new

    elements = (given.projected,) if given.mask is None else (given.projected, given.mask)
    rows = scan(step, elements, given.states)
    last = [concat([expand_dims(s, 0), r], 0)[-1] for s, r in zip(given.states, rows)]  # there may be no step
    return [rows[0], *last]
