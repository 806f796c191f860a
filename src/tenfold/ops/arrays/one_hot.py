"""Numbers turned into rows of on and off: one_hot, sequence_mask."""

import math

import numpy as np

from tenfold.core.calls.attrs import Axis, Count, Dtype
from tenfold.core.calls.op import Free, op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert, meet
from tenfold.ops import memory
from tenfold.ops.failing import check_scalar
from tenfold.ops.graphdef import COMPOSED, AsInput, Row, as_int
from tenfold.ops.infer import wrap_axis


def infer_one_hot(indices, on, off, *, depth, axis):
    if not indices.dtype.is_integer and not indices.dtype.is_bool:
        raise TypeError(f"one_hot: indices must be integers; received {indices.dtype.name}. Use tf.cast(x, tf.int32).")
    if indices.shape is None:
        return Spec(None, on.dtype)
    at = wrap_axis(axis, len(indices.shape) + 1)
    return Spec((*indices.shape[:at], depth, *indices.shape[at:]), on.dtype)


MANY = 256  # results from which on it is sooner to look for those that are on than at each


ONE_HOT = Row(
    "indices",
    AsInput("depth", None, read=as_int),
    "on_value",
    "off_value",
    types={"TI": 0, "T": 1},
    axis="axis",
)


@op(
    infer=infer_one_hot,
    gradient=None,
    type="OneHot",
    label="one_hot",
    graphdef=ONE_HOT,
)
def _one_hot(indices: Free, on_value, off_value, *, depth: Count, axis: Axis):
    if indices.dtype.kind not in "iub":
        raise ValueError(f"one_hot: indices must be integers; received {indices.dtype}. Use tf.cast(x, tf.int32).")
    check_scalar(on_value, "on_value")
    check_scalar(off_value, "off_value")
    if axis < -1:
        raise ValueError(f"Expected axis to be -1 or between 0 and the rank; received {axis}")
    one, at = xp(indices, on_value, off_value), wrap_axis(axis, indices.ndim + 1)
    memory.reserve((*indices.shape, depth), on_value.dtype)
    if one is np and at == indices.ndim and indices.size * depth >= MANY:
        return _scattered(indices, on_value, off_value, depth)
    classes = np.arange(depth, dtype=indices.dtype if indices.dtype.kind != "b" else np.int32).reshape(
        -1, *[1] * (indices.ndim - at)
    )
    return one.where(one.expand_dims(indices, at) == classes, on_value, off_value)


def _scattered(indices, on_value, off_value, depth):
    """Rows of `off_value`, with `on_value` in each at its index, if that is one of the row's."""
    flat = indices.reshape(-1)
    out = np.zeros((flat.size, depth), on_value.dtype)
    if out.dtype.hasobject or any(off_value.tobytes()):  # -0.0 is no zero
        out[...] = off_value
    starts, inside = np.arange(0, out.size, depth), (flat >= 0) & (flat < depth)
    if not inside.all():
        starts, flat = starts[inside], flat[inside]
    out.reshape(-1)[starts + flat.astype(np.intp)] = on_value
    return out.reshape(*indices.shape, depth)


def one_hot(indices, depth, on_value=None, off_value=None, axis=None, dtype=None, name=None):
    """`on_value` where a new axis of length `depth` counts to the index, `off_value` elsewhere.

    Args:
      indices: integers; those outside [0, depth) give `off_value` everywhere.
      on_value, off_value: scalars of one dtype, 1 and 0 by default.
      axis: where the new axis goes; the last by default.
      dtype: by default that of on_value or off_value, or float32.

    Raises:
      TypeError: `dtype` is not that of `on_value` or `off_value`.
    """
    given = [convert(v, partner=dtype and dtypes.as_dtype(dtype)) for v in (on_value, off_value) if v is not None]
    dtype = dtypes.as_dtype(dtype or (given[0].dtype if given else dtypes.float32))
    for which, value in (("on_value", on_value), ("off_value", off_value)):
        if value is not None and convert(value, partner=dtype).dtype is not dtype:
            raise TypeError(f"dtype {convert(value).dtype!r} of {which} does not match dtype parameter {dtype!r}.")
    on, off = (meet(d if v is None else v, dtype) for d, v in ((1, on_value), (0, off_value)))
    indices = convert(indices, partner=dtypes.int64) if isinstance(indices, (list, tuple)) else indices
    return _one_hot(indices, on, off, depth=depth, axis=-1 if axis is None else axis, name=name)


def infer_sequence_mask(lengths, *, maxlen, dtype):
    return Spec(None if lengths.shape is None else (*lengths.shape, maxlen), dtype)


@op(infer=infer_sequence_mask, gradient=None, type="Less", label="SequenceMask/Less", graphdef=COMPOSED)
def _sequence_mask(lengths: Free, *, maxlen: Count.or_none(), dtype: Dtype):
    maxlen = math.ceil(lengths.max(initial=0)) if maxlen is None else maxlen
    memory.reserve((*lengths.shape, maxlen), dtype.numpy)
    return (np.arange(maxlen) < lengths[..., None]).astype(dtype.numpy)


def sequence_mask(lengths, maxlen=None, dtype=dtypes.bool, name=None):
    """True (or 1) for the first `lengths[...]` of `maxlen` steps: lengths.shape + (maxlen,).

    Args:
      maxlen: the largest of `lengths` by default.
    """
    lengths, dtype = convert(lengths), dtypes.as_dtype(dtype)
    if not (lengths.dtype.is_integer or lengths.dtype.is_floating) or not (dtype.is_numeric or dtype.is_bool):
        raise TypeError(
            f"sequence_mask: lengths and the mask are numbers; received {lengths.dtype.name} and dtype={dtype.name}."
        )
    return _sequence_mask(lengths, maxlen=maxlen, dtype=dtype, name=name)
