"""The same elements again: tile and repeat."""

import numpy as np

from tenfold.core.calls.attrs import Axis, Counts, Shape
from tenfold.core.calls.op import op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.ops import memory
from tenfold.ops.arrays.gathering import add_rows
from tenfold.ops.arrays.shaping import reshape
from tenfold.ops.graphdef import COMPOSED, AsInput, Row, as_ints
from tenfold.ops.infer import shaped, wrap_axis


def infer_tile(x, *, multiples):
    if x.shape is None or multiples is None:
        rank = len(x.shape) if x.shape is not None else len(multiples) if multiples is not None else None
        return Spec(None if rank is None else (None,) * rank, x.dtype)
    _check_multiples(x.shape, multiples)
    return Spec(tuple(None if None in (d, m) else d * m for d, m in zip(x.shape, multiples)), x.dtype)


def _check_multiples(dims, multiples):
    if len(multiples) != len(dims):
        raise ValueError(
            f"Expected multiples argument to be a vector of length {len(dims)} but got length {len(multiples)}"
        )


@op(
    infer=infer_tile,
    static=True,
    graphdef=Row("input", AsInput("multiples", "Tmultiples", read=as_ints)),
)
def tile(input, *, multiples: Counts):
    """`input` repeated as a whole `multiples[i]` times along axis i."""
    _check_multiples(input.shape, multiples)
    memory.reserve((*input.shape, *multiples), input.dtype)
    return xp(input).tile(input, multiples) if multiples else input


@tile.gradient
def _(dy, input_shape, multiples):
    return untile(dy, input_shape, multiples)


@op(infer=shaped)
def untile(d, *, shape: Shape, multiples: Counts):
    """The copies that `tile` made, summed."""
    apart = [n for pair in zip(multiples, shape) for n in pair]
    return d.reshape(apart).sum(axis=tuple(range(0, len(apart), 2)), dtype=d.dtype)


@untile.gradient
def _(dy, multiples):
    return tile(dy, multiples)


def infer_repeat(x, *, repeats, axis):
    if x.shape is None:
        return Spec(None, x.dtype)
    at = wrap_axis(axis, len(x.shape))
    n = x.shape[at]
    if repeats is None or None in repeats or len(repeats) == 1 and n is None:
        along = None
    elif len(repeats) == 1:
        along = n * repeats[0]
    else:
        _check_repeats(n, repeats)
        along = sum(repeats)
    return Spec((*x.shape[:at], along, *x.shape[at + 1 :]), x.dtype)


def _check_repeats(n, repeats):
    if n is not None and len(repeats) not in (1, n):
        raise ValueError(f"repeat: {len(repeats)} repeats for {n} elements; give one number, or one for each element.")


def _by_one_number(repeats):
    return not isinstance(repeats, Tensor) and len(repeats) == 1


@op(
    infer=infer_repeat,
    static=True,
    type=lambda _, attrs: "Reshape" if _by_one_number(attrs["repeats"]) else "GatherV2",
    label=lambda _, attrs: "Repeat/Reshape_1" if _by_one_number(attrs["repeats"]) else "Repeat/boolean_mask/GatherV2",
    graphdef=COMPOSED,
)
def _repeat(input, *, repeats: Counts, axis: Axis):
    _check_repeats(input.shape[axis], repeats)
    row = input.size // max(input.shape[axis], 1)
    memory.reserve((row, input.shape[axis] * repeats[0] if len(repeats) == 1 else sum(repeats)), input.dtype)
    return xp(input).repeat(input, repeats[0] if len(repeats) == 1 else np.array(repeats), axis)


@_repeat.gradient
def _(dy, input_shape, repeats, axis):
    return unrepeat(dy, input_shape, repeats, axis)


@op(infer=shaped)
def unrepeat(d, *, shape: Shape, repeats: Counts, axis: Axis):
    """The copies that `repeat` made of each element, summed."""
    one, n, axis = xp(d), shape[axis], axis % len(shape)
    if len(repeats) == 1:  # copies lie side by side
        return d.reshape(*shape[: axis + 1], repeats[0], *shape[axis + 1 :]).sum(axis=axis + 1, dtype=d.dtype)
    index = np.repeat(np.arange(n), repeats[0] if len(repeats) == 1 else repeats)
    rows = one.moveaxis(d, axis, 0)
    inner = int(np.prod(rows.shape[1:]))
    out = add_rows(one.zeros((n, inner), d.dtype), index, rows.reshape(len(index), inner))
    return one.moveaxis(out.reshape(n, *rows.shape[1:]), 0, axis)


@unrepeat.gradient
def _(dy, repeats, axis):
    return _repeat(dy, repeats, axis)


def repeat(input, repeats, axis=None, name=None):
    """Each element along `axis` `repeats` times over; without an axis, each element of the flattened input.

    Args:
      repeats: an int, or a vector with one for each element along `axis`.
    """
    input = convert(input)
    if axis is None or input.ndim == 0:
        input, axis = reshape(input, [-1]), 0
    return _repeat(input, repeats=repeats, axis=axis, name=name)
