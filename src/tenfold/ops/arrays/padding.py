"""Padding: with a constant, or with the tensor's own elements mirrored."""

import numpy as np

from tenfold.core.base.errors import InvalidArgumentError
from tenfold.core.calls.attrs import Paddings
from tenfold.core.calls.op import op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values.convert import convert, meet
from tenfold.ops import memory
from tenfold.ops.arrays.slicing import slice_
from tenfold.ops.failing import check_scalar
from tenfold.ops.graphdef import constant
from tenfold.ops.structures.kept_whole import kept_whole


def infer_pad(x, *others, paddings, **_):
    if x.shape is None or paddings is None:
        rank = len(x.shape) if x.shape is not None else None if paddings is None else len(paddings) // 2
        return Spec(None if rank is None else (None,) * rank, x.dtype)
    if len(paddings) != 2 * len(x.shape):
        raise ValueError(
            f"paddings must have shape [{len(x.shape)}, 2] for an input of shape {x.shape}; received {paddings}."
        )
    pairs = zip(paddings[::2], paddings[1::2])
    return Spec(tuple(None if None in (d, a, b) else d + a + b for d, (a, b) in zip(x.shape, pairs)), x.dtype)


def _pairs(paddings, rank):
    if len(paddings) != 2 * rank:
        raise InvalidArgumentError(
            f"The first dimension of paddings must be the rank of inputs, {rank}: received {paddings}."
        )
    return list(zip(paddings[::2], paddings[1::2]))


def _pads_with_more_than_zero(value):
    value = constant(value)
    return value is None or value not in (0, b"", False)


@op(
    infer=infer_pad,
    static=True,
    type=lambda inputs, _: "PadV2" if _pads_with_more_than_zero(inputs[1]) else "Pad",
)
def _pad(tensor, value, *, paddings: Paddings):
    check_scalar(value, "constant_values")
    pairs = _pairs(paddings, tensor.ndim)
    memory.reserve([a + d + b for d, (a, b) in zip(tensor.shape, pairs)], tensor.dtype)
    one = xp(tensor, value)
    if one is not np:
        return one.pad(tensor, pairs, constant_values=value)
    out = np.full([a + d + b for d, (a, b) in zip(tensor.shape, pairs)], value, tensor.dtype)
    out[tuple([np.s_[a : a + d] for d, (a, _) in zip(tensor.shape, pairs)])] = tensor
    return out


@_pad.gradient
def _(dy, tensor_shape, paddings):
    return lambda: slice_(dy, _begins(paddings), tensor_shape), None


def _begins(paddings):
    return paddings[:, 0] if isinstance(paddings, SymbolicTensor) else paddings[::2]


@op(infer=infer_pad, static=True, type="MirrorPad")
def mirror_pad(input, *, paddings: Paddings, mode):
    """`input` continued by its mirror image; "reflect" leaves out the element on the edge, "symmetric" repeats it."""
    pairs = _pairs(paddings, input.ndim)
    edge = mode == "reflect"
    for d, (a, b) in zip(input.shape, pairs):
        if max(a, b) > d - edge:
            what = "less than" if edge else "no greater than"
            raise InvalidArgumentError(f"paddings must be {what} the dimension size: {a}, {b} for {d} (mode {mode}).")
    return xp(input).pad(input, pairs, mode)


@mirror_pad.gradient
def _(dy, paddings, mode):
    return mirror_pad_grad(dy, paddings, mode)


def infer_unpad(d, *, paddings, mode):
    if d.shape is None or paddings is None:
        return Spec(None if d.shape is None else (None,) * len(d.shape), d.dtype)
    pairs = zip(paddings[::2], paddings[1::2])
    return Spec(tuple(None if None in (d, a, b) else d - a - b for d, (a, b) in zip(d.shape, pairs)), d.dtype)


@op(infer=infer_unpad)
def mirror_pad_grad(d, *, paddings: Paddings, mode):
    """The gradient of `mirror_pad`: what lies in the padding is folded back and added."""
    edge = int(mode == "reflect")
    for axis, (a, b) in enumerate(_pairs(paddings, d.ndim)):
        at = (np.s_[:],) * axis
        n = d.shape[axis] - a - b
        out = d[(*at, np.s_[a : a + n])]
        out = _added(out, (*at, np.s_[edge : edge + a]), xp(d).flip(d[(*at, np.s_[:a])], axis))
        d = _added(out, (*at, np.s_[n - edge - b : n - edge]), xp(d).flip(d[(*at, np.s_[a + n :])], axis))
    return d


def _added(x, index, value):
    if xp(x) is not np:
        return x.at[index].add(value)
    x = x.copy()
    x[index] += value
    return x


@mirror_pad_grad.gradient
def _(dy, paddings, mode):
    return mirror_pad(dy, paddings, mode)


@kept_whole("compat.v1.pad")
def pad(tensor, paddings, mode="CONSTANT", constant_values=0, name=None):
    """`tensor` with `paddings[i, 0]` elements before and `paddings[i, 1]` behind along axis i.

    Args:
      paddings: (rank, 2) non-negative integers.
      mode: "CONSTANT", "REFLECT" (at most d - 1 along an axis of d) or "SYMMETRIC" (at most d), in any case.
      constant_values: scalar for "CONSTANT".
    """
    tensor = convert(tensor)
    paddings = convert(paddings)
    mode = str(mode)
    if mode.lower() in ("reflect", "symmetric"):
        return mirror_pad(tensor, paddings=paddings, mode=mode.lower(), name=name)
    if mode.lower() != "constant":
        raise ValueError(
            'Value of argument `mode` expected to be one of "CONSTANT", "REFLECT", or "SYMMETRIC". '
            f"Received `mode` = {mode}"
        )
    if type(constant_values) is int and constant_values == 0:
        constant_values = {"string": b"", "bool": False}.get(tensor.dtype.name, 0)
    return _pad(tensor, meet(constant_values, tensor.dtype), paddings=paddings, name=name)
