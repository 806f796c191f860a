"""Choosing by a condition, and by what differs: where, boolean_mask, unique."""

import numpy as np

from tenfold.core.base import errors
from tenfold.core.calls.attrs import Dtype
from tenfold.core.calls.op import Free, op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.shapes import is_compatible, shape_text
from tenfold.ops.arrays.gathering import gather
from tenfold.ops.arrays.joining import concat
from tenfold.ops.arrays.shaping import expand_dims, reshape, shape, size
from tenfold.ops.arrays.slicing import get_item
from tenfold.ops.infer import wrap_axis
from tenfold.ops.math.arithmetic import match
from tenfold.ops.math.comparison import select
from tenfold.ops.scoped import scoped
from tenfold.ops.structures.kept_whole import kept_whole


@op(
    infer=lambda c: Spec((None, None if c.shape is None else len(c.shape)), dtypes.int64),
    static=True,
    gradient=None,
)
def _where(condition: Free):
    return xp(condition).argwhere(condition != 0).astype(np.int64)


def where(condition, x=None, y=None, name=None):
    """`x` where `condition` holds, else `y`, all three broadcast; or, without them, the coordinates where it holds.

    Returns: with x and y, their dtype; without, (number of true elements, rank of condition) of int64.
    """
    if hasattr(condition, "_called_with"):  # ragged
        return select(condition, x, y, name=name) if x is not None else _where(condition, name=name)
    condition = convert(condition)
    if condition.dtype is dtypes.string:
        raise errors.InvalidArgumentError("where: strings are neither true nor false; compare them first, x != ''.")
    if x is None and y is None:
        return _where(condition, name=name)
    if x is None or y is None:
        raise ValueError("where: x and y must both be given, or neither.")
    return select(_as_bool(condition), *match(x, y), name=name)


def where_v1(condition, x=None, y=None, name=None):
    """TensorFlow 1's `where`: x and y have one shape; a vector `condition` chooses among their rows."""
    if x is None or y is None:
        return where(condition, x, y, name)
    condition, (x, y) = _as_bool(convert(condition)), match(x, y)
    if condition.ndim == 1 and x.ndim is not None and x.ndim > 1:
        condition = reshape(condition, [-1] + [1] * (x.ndim - 1))
    return select(condition, x, y, name=name)


def _as_bool(condition):
    if not condition.dtype.is_bool:
        raise TypeError(
            f"where: the condition must be bool; received {condition.dtype.name}. Write x != 0 or tf.cast(x, tf.bool)."
        )
    return condition


@kept_whole("compat.v1.boolean_mask")
@scoped("boolean_mask", "GatherV2")
def boolean_mask(tensor, mask, axis=None, name="boolean_mask"):
    """The slices of `tensor` for which `mask` holds.

    Args:
      mask: bool; its shape equals that of `tensor` from `axis` on (0 by default), as far as it goes.

    Returns: `tensor.shape[:axis] + [number of true] + tensor.shape[axis + mask.ndim:]`.
    """
    tensor, mask = convert(tensor), convert(mask)
    if mask.ndim is None:
        raise ValueError(
            "boolean_mask: the number of dimensions of mask must be known, even if its dimensions are not."
        )
    if mask.ndim == 0:
        raise ValueError("boolean_mask: mask cannot be scalar.")
    axis = 0 if axis is None else int(axis) if tensor.ndim is None else wrap_axis(int(axis), tensor.ndim)
    if tensor.ndim is not None and not is_compatible(tensor._dims[axis : axis + mask.ndim], mask._dims):
        raise ValueError(
            f"boolean_mask: shapes {shape_text(tensor._dims[axis : axis + mask.ndim])} of the tensor from axis {axis} "
            f"on and {shape_text(mask._dims)} of the mask are incompatible."
        )
    if mask.ndim > 1:
        dims = shape(tensor)
        merged = concat([dims[:axis], expand_dims(size(mask), 0), dims[axis + mask.ndim :]], 0)
        tensor, mask = reshape(tensor, merged), reshape(mask, [-1])
    return gather(tensor, reshape(_where(mask), [-1]), axis=axis, name=name)


def infer_unique(x, *, out_idx):
    if x.shape is not None and len(x.shape) != 1:
        raise ValueError(f"unique expects a 1D vector; received shape {shape_text(x.shape)}.")
    return Spec((None,), x.dtype), Spec(x.shape, out_idx)


def _first_seen(x):
    """Distinct values in order of appearance, the number of each element's, and the counts."""
    if x.ndim != 1:
        raise ValueError(f"unique expects a 1D vector; received shape {list(x.shape)}.")
    every = dict.fromkeys(("return_index", "return_inverse", "return_counts"), True)
    y, first, inverse, counts = xp(x).unique(x, **every, equal_nan=False)
    order = np.argsort(first)
    return y[order], np.argsort(order)[inverse.reshape(-1)], counts[order]


@op(infer=infer_unique, results=("y", "idx"), gradient=None)
def unique(x, *, out_idx: Dtype = dtypes.int32):
    """The distinct values of a vector in order of appearance, and for each element the number of its value."""
    y, idx, _ = _first_seen(x)
    return y, idx.astype(out_idx.numpy)


@op(
    infer=lambda x, *, out_idx: (*infer_unique(x, out_idx=out_idx), Spec((None,), out_idx)),
    results=("y", "idx", "count"),
    gradient=None,
)
def unique_with_counts(x, *, out_idx: Dtype = dtypes.int32):
    """As `unique`, with how often each value occurs."""
    y, idx, counts = _first_seen(x)
    return y, idx.astype(out_idx.numpy), counts.astype(out_idx.numpy)


@op(
    infer=lambda x, y, *, index_dtype: (Spec((None,), x.dtype), Spec((None,), index_dtype)),
    results=("out", "idx"),
    gradient=None,
    type="ListDiff",
)
def list_diff(x, y, *, index_dtype: Dtype = dtypes.int32):
    """The elements of vector `x` that are not in `y`, in their order, and where they stand."""
    idx = np.flatnonzero(~xp(x, y).isin(x, y))
    return x[idx], idx.astype(index_dtype.numpy)


get_item.boolean_mask = boolean_mask
