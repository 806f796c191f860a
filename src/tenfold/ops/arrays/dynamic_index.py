"""`x[i]` where `i` is a scalar whose value turns up when the graph runs, as in loops."""

import numpy as np

from tenfold.core.calls.attrs import Int, Shape
from tenfold.core.calls.op import Free, op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.ops.failing import fails_where
from tenfold.ops.graphdef import COMPOSED
from tenfold.ops.infer import shaped, wrap_axis


def infer_take(x, index, *, axis):
    if x.shape is None:
        return Spec(None, x.dtype)
    at = wrap_axis(axis, len(x.shape))
    return Spec((*x.shape[:at], *x.shape[at + 1 :]), x.dtype)


def position(axis, index, n):
    """The index of entry `index` (counted from the end where negative) along `axis`, which has length n."""
    fails_where(
        (index < -n) | (index >= n),
        lambda: f"slice index {index} of dimension {axis} out of bounds: its length is {n}.",
    )
    return (slice(None),) * axis + (xp(index).where(index < 0, index + n, index),)


@op(infer=infer_take, type="StridedSlice", label="strided_slice", graphdef=COMPOSED)
def take_at(x, index: Free, *, axis: Int):
    """The slice number `index` along `axis`."""
    return x[position(axis, index, x.shape[axis])]


@take_at.gradient
def _(dy, index, x_shape, axis):
    return put_at(dy, index, x_shape, axis), None


@op(infer=lambda d, index, *, shape, axis: shaped(d, shape=shape))
def put_at(d, index: Free, *, shape: Shape, axis: Int):
    """Zeros of `shape` with `d` as slice number `index` along `axis`."""
    out = xp(d, index).zeros(shape, d.dtype)
    at = position(axis, index, shape[axis])
    if hasattr(out, "at"):
        return out.at[at].set(d)
    out[at] = d
    return out


@put_at.gradient
def _(dy, index, axis):
    return take_at(dy, index, axis), None


@op(infer=lambda x, d, index, *, axis: x)
def add_at(x, d, index: Free, *, axis: Int):
    """`x` with `d` added to slice number `index` along `axis`."""
    at = position(axis, index, x.shape[axis])
    if xp(x, d, index) is not np:
        return xp(x, d, index).asarray(x).at[at].add(d)
    out = x.copy()
    out[at] += d
    return out


@add_at.gradient
def _(dy, index, axis):
    return dy, take_at(dy, index, axis), None


def has_unknown(items):
    """Whether an index holds a scalar that is not known yet."""
    return any(_unknown(i) for i in items)


def _unknown(item):
    return (
        isinstance(item, SymbolicTensor)
        and item.dtype.is_integer
        and item._dims == ()
        and (item._value is None or item._value.item() is None)
    )


def split_unknown(items, rank):
    """An index without its unknown scalars (whole axes in their place), and (axis of that result, scalar) for each."""
    plain = [slice(None) if _unknown(i) else i for i in items]
    used = sum(i is not None and i is not Ellipsis for i in plain)
    if rank is None and any(i is Ellipsis for i in plain):
        raise ValueError("An index with `...` and a scalar tensor needs a tensor of known rank.")
    found, axis = [], 0
    for item, original in zip(plain, items):
        if item is Ellipsis:
            axis += rank - used
        elif item is None or isinstance(item, slice):
            found += [(axis, original)] if _unknown(original) else []
            axis += 1
    return plain, found
