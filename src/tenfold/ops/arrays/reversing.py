"""Elements in another order along an axis: reverse, reverse_sequence, roll."""

import numpy as np

from tenfold.core.calls.attrs import Axis, Ints
from tenfold.core.calls.op import Free, op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.ops.failing import fails_where
from tenfold.ops.graphdef import AsInput, Row, as_ints
from tenfold.ops.infer import same_as, wrap_axis
from tenfold.ops.math.arithmetic import negative


def infer_reverse(x, *, axis):
    if x.shape is not None and axis is not None and None not in axis:
        axes = [wrap_axis(a, len(x.shape)) for a in axis]
        if len(set(axes)) < len(axes):
            raise ValueError(f"reverse: axis {axis} names one axis twice.")
    return x


@op(
    infer=infer_reverse,
    static=True,
    type="ReverseV2",
    graphdef=Row("tensor", AsInput("axis", read=as_ints)),
)
def reverse(tensor, *, axis: Ints):
    """`tensor` backwards along each of the axes named."""
    return xp(tensor).flip(tensor, axis)


@reverse.gradient
def _(dy, axis):
    return reverse(dy, axis)


@op(infer=same_as(0))
def _reverse_sequence(input, seq_lengths: Free, *, seq_axis: Axis, batch_axis: Axis):
    one, n = xp(input, seq_lengths), input.shape[seq_axis]
    fails_where(
        (seq_lengths < 0) | (seq_lengths > n), f"seq_lengths must lie in [0, {n}], the input's length along seq_axis."
    )
    step = np.arange(n)
    lengths = seq_lengths[:, None]
    index = one.where(step < lengths, lengths - 1 - step, step)
    dims = [1] * input.ndim
    dims[seq_axis], dims[batch_axis] = n, input.shape[batch_axis]
    seq, batch = wrap_axis(seq_axis, input.ndim), wrap_axis(batch_axis, input.ndim)
    index = (index if batch < seq else index.T).reshape(dims)
    return one.take_along_axis(input, one.broadcast_to(index, input.shape), seq_axis)


@_reverse_sequence.gradient
def _(dy, seq_lengths, seq_axis, batch_axis):
    return _reverse_sequence(dy, seq_lengths, seq_axis, batch_axis), None


def reverse_sequence(input, seq_lengths, seq_axis=None, batch_axis=None, name=None):
    """The first `seq_lengths[i]` steps along `seq_axis` of entry i along `batch_axis`, backwards; the rest as it is.

    Args:
      seq_lengths: (input.shape[batch_axis],) integers, each at most input.shape[seq_axis].
      seq_axis: required.
      batch_axis: 0 by default.
    """
    if seq_axis is None:
        raise ValueError("reverse_sequence needs seq_axis: the axis to reverse along.")
    batch_axis = 0 if batch_axis is None else batch_axis
    return _reverse_sequence(input, seq_lengths, seq_axis=seq_axis, batch_axis=batch_axis, name=name)


def infer_roll(x, *, shift, axis):
    if x.shape is not None and axis is not None:
        for a in axis:
            if a is not None:
                wrap_axis(a, len(x.shape))
    if None not in (shift, axis) and len(shift) != len(axis):
        raise ValueError(f"roll: shift {list(shift)} and axis {list(axis)} must have as many entries each.")
    return Spec(x.shape, x.dtype)


@op(infer=infer_roll)
def roll(input, *, shift: Ints, axis: Ints):
    """`input` moved by `shift` places along `axis`; what falls off one end comes in at the other."""
    if len(shift) != len(axis):
        raise ValueError(f"shift {list(shift)} and axis {list(axis)} must have as many entries each")
    return xp(input).roll(input, shift, axis)


@roll.gradient
def _(dy, shift, axis):
    return roll(dy, negative(shift) if isinstance(shift, SymbolicTensor) else tuple(-s for s in shift), axis)
