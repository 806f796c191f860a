"""Conversions that hold a value within the target's limits, or keep its bits."""

import numpy as np

from tenfold.core.calls.attrs import Dtype
from tenfold.core.calls.op import op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops.arrays.basics import cast
from tenfold.ops.math.clipping import clip_by_value
from tenfold.ops.math.complex_numbers import real_part
from tenfold.ops.scoped import scoped


def infer_bitcast(x, *, type):
    old, new = x.dtype.size, type.size
    if x.shape is None or old == new:
        return Spec(x.shape, type)
    if old > new:
        return Spec((*x.shape, old // new), type)
    if not x.shape or x.shape[-1] not in (None, new // old):
        raise ValueError(
            f"Cannot bitcast {x.dtype.name} to {type.name}: the last of dimensions {x.shape} must be {new // old}"
        )
    return Spec(x.shape[:-1], type)


@op(infer=infer_bitcast, gradient=None)
def bitcast(input, *, type: Dtype):
    """The same bits read as `type`.

    A wider dtype becomes a new last axis of narrower numbers; a narrower one gives up its last axis, which must hold
    just as many numbers as make one of the wider.
    """
    old, new = input.dtype.itemsize, type.numpy.itemsize
    if old == new:
        return input.view(type.numpy)
    if old > new:
        return input.reshape((*input.shape, 1)).view(type.numpy)
    if not input.shape or input.shape[-1] != new // old:
        raise ValueError(f"Cannot bitcast from {new} to {old * (input.shape or (1,))[-1]} bytes")
    return input.view(type.numpy)[..., 0]


@scoped("saturate_cast")
def saturate_cast(value, dtype, name=None):
    """`value` as `dtype`, what lies outside its limits moved to them first; complex numbers lose their imaginary
    part."""
    value, dtype = convert(value), dtypes.as_dtype(dtype)
    if value.dtype.is_complex and not dtype.is_complex:
        value = real_part(value)
    if not dtype.is_complex and not value.dtype.is_bool:
        low, high = within(value.dtype, dtype)
        if low is not None:
            value = clip_by_value(value, low, high)
    return cast(value, dtype, name=name)


def within(source, target):
    """The limits of `target` as numbers of `source`; (None, None) where `source` has nothing outside of them."""
    ours, theirs = limits(source), limits(target)
    if ours[0] >= theirs[0] and ours[1] <= theirs[1]:
        return None, None
    return held(max(ours[0], theirs[0]), source), held(min(ours[1], theirs[1]), source)


def limits(dtype):
    return [v if isinstance(v, int) else float(v) for v in (dtype.min, dtype.max)]


def held(limit, dtype):
    """`limit` as a number of `dtype`, the next one towards zero where rounding would pass the limit."""
    number = dtype.numpy.type(limit)
    passed = dtype.is_floating and abs(float(number)) > abs(limit)
    return np.nextafter(number, dtype.numpy.type(0)) if passed else number
