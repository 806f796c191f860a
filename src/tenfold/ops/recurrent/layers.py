"""The recurrences as layers call them: with masks, and keeping gates only where a gradient may follow."""

from tenfold.core.base.thread import STATE
from tenfold.core.values import dtypes
from tenfold.ops.arrays.casting import cast
from tenfold.ops.arrays.creation import zeros_like
from tenfold.ops.arrays.selecting import where
from tenfold.ops.arrays.shaping import expand_dims
from tenfold.ops.math.comparison import greater
from tenfold.ops.math.cumulative import cumsum
from tenfold.ops.recurrent.activations import ACTIVATIONS
from tenfold.ops.recurrent.recurrence import recurrence


def simple_rnn(projected, recurrent_kernel, h0, mask=None, dropped=None, activation="tanh", zero_masked=False):
    """h' = activation(x + h @ recurrent_kernel), along time.

    Args:
      projected: (time, batch, units), the inputs times their kernel, with their bias.
      recurrent_kernel: (units, units).
      h0: (batch, units), where h begins.
      mask: (time, batch) bool; a step where it is False keeps the states and gives the output before it once more,
        zeros before the first.
      dropped: (batch, units), multiplies h in the recurrent product; or (gates, batch, units), for each gate by itself.
        No gradient comes back to it.
      activation: a name for which `has_rule` holds.
      zero_masked: masked steps give zeros instead.

    Returns: outputs (time, batch, units) and the last h (batch, units).
    """
    return _run("simple_rnn", projected, recurrent_kernel, h0, None, None, mask, dropped, activation, "linear",
                zero_masked)  # fmt: skip


def lstm(
    projected, recurrent_kernel, h0, c0, mask=None, dropped=None, activation="tanh", recurrent_activation="sigmoid",
    zero_masked=False,
):  # fmt: skip
    """A long short-term memory along time; see `cells.LSTM`. Order of the gates: input, forget, candidate, output.

    Args:
      projected: (time, batch, 4 * units); recurrent_kernel: (units, 4 * units).
      h0, c0: (batch, units), where the states begin.
      The others: as for `simple_rnn`.

    Returns: outputs (time, batch, units), the last h and the last c (batch, units).
    """
    return _run("lstm", projected, recurrent_kernel, h0, c0, None, mask, dropped, activation, recurrent_activation,
                zero_masked)  # fmt: skip


def gru(
    projected, recurrent_kernel, h0, recurrent_bias=None, mask=None, dropped=None, activation="tanh",
    recurrent_activation="sigmoid", reset_after=True, zero_masked=False,
):  # fmt: skip
    """Gated recurrent units along time; see `cells.GRU`. Order of the gates: update, reset, candidate.

    Args:
      projected: (time, batch, 3 * units); recurrent_kernel: (units, 3 * units).
      h0: (batch, units), where h begins.
      recurrent_bias: (3 * units,), of the recurrent product; only with `reset_after`.
      reset_after: whether the reset gate multiplies that product, or h before it.
      The others: as for `simple_rnn`.

    Returns: outputs (time, batch, units) and the last h (batch, units).
    """
    if recurrent_bias is not None and not reset_after:
        raise ValueError("gru has a recurrent_bias only with reset_after=True: add it to the projected inputs instead.")
    return _run("gru" if reset_after else "gru_reset_before", projected, recurrent_kernel, h0, None, recurrent_bias,
                mask, dropped, activation, recurrent_activation, zero_masked)  # fmt: skip


def _run(cell, projected, kernel, h0, c0, bias, mask, dropped, activation, recurrent_activation, zero_masked):
    for name in (activation, recurrent_activation):
        if name not in ACTIVATIONS:
            raise ValueError(f"The recurrent ops have no activation {name!r}; they know {', '.join(ACTIVATIONS)}.")
    keeps = STATE.graph is not None or bool(STATE.tapes)
    hs, *rest = recurrence(
        projected, kernel, h0, c0, bias, mask, dropped, cell, activation, recurrent_activation, keeps
    )
    outputs = hs if mask is None else where(expand_dims(_counted(mask, zero_masked), -1), hs, zeros_like(hs))
    return (outputs, *rest[: 1 if c0 is None else 2])


def _counted(mask, zero_masked):
    """Where the state of a step is its output: at steps that count, or from the first of those on."""
    return mask if zero_masked else greater(cumsum(cast(mask, dtypes.int32), 0), 0)
