"""Numbers at even distances, and grids of them."""

import builtins
import math

import numpy as np

from tenfold.core.calls.attrs import Axis, Count, Dtype, Number
from tenfold.core.calls.op import op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.shapes import broadcast_shapes
from tenfold.ops import memory
from tenfold.ops.arrays.broadcasting import broadcast_to, sum_to
from tenfold.ops.arrays.casting import cast
from tenfold.ops.arrays.shaping import known_shape, reshape, size
from tenfold.ops.graphdef import COMPOSED
from tenfold.ops.infer import wrap_axis
from tenfold.ops.math.arithmetic import match, multiply, subtract
from tenfold.ops.math.reduce import reduce_sum
from tenfold.ops.scoped import scoped, within

RANGE_DTYPES = (dtypes.int32, dtypes.int64, dtypes.float16, dtypes.bfloat16, dtypes.float32, dtypes.float64)


def _steps(start, limit, delta, dtype):
    """How many numbers there are, in the arithmetic of `dtype`."""
    if delta == 0:
        raise ValueError("Requires delta != 0: 0")
    if (limit - start) * (1 if delta > 0 else -1) < 0:
        raise ValueError(
            f"Requires start {'<=' if delta > 0 else '>='} limit when delta {'>' if delta > 0 else '<'} 0: "
            f"{start}/{limit}"
        )
    if dtype.is_integer:
        return len(builtins.range(start, limit, delta))
    return math.ceil(abs((dtype.numpy.type(limit) - dtype.numpy.type(start)) / dtype.numpy.type(delta)))


def infer_range(*, start, limit, delta, dtype):
    return Spec((None if None in (start, limit, delta) else _steps(start, limit, delta, dtype),), dtype)


@op(infer=infer_range, static=True, gradient=None, type="Range", label="range")
def _range(*, start: Number, limit: Number, delta: Number, dtype: Dtype):
    n = memory.reserve((_steps(start, limit, delta, dtype),), dtype.numpy)
    if dtype.is_integer:
        return np.arange(start, limit, delta, dtype.numpy)
    first, step = float(dtype.numpy.type(start)), float(dtype.numpy.type(delta))
    return (first + np.arange(n) * step).astype(dtype.numpy)


def range(start, limit=None, delta=1, dtype=None, name="range"):
    """`start`, `start + delta`, ... as long as `limit` is not reached; `range(n)` counts from 0.

    dtype is by default the widest of the arguments' dtypes.

    Raises:
      InvalidArgumentError: `delta` is 0 or leads away from `limit`.
      ValueError: there is no number: None, as x.shape[0] may be where a function is traced.
    """
    if limit is None:
        start, limit = 0, start
    if limit is None or start is None or delta is None:
        raise ValueError(
            f"range: None values not supported; received start={start}, limit={limit}, delta={delta}. None is a "
            "dimension that is not known while the function is traced: write tf.shape(x)[i] in place of x.shape[i]."
        )
    if dtype is None:
        found = {_number_dtype(v) for v in (start, limit, delta)}
        dtype = max(found, key=RANGE_DTYPES.index)
    return _range(start=start, limit=limit, delta=delta, dtype=dtype, name=name)


def _number_dtype(value):
    if hasattr(value, "dtype"):
        found = dtypes.as_dtype(value.dtype)
    else:
        found = dtypes.float32 if isinstance(value, float) else dtypes.int32
        if found is dtypes.int32 and not -(2**31) <= value < 2**31:
            found = dtypes.int64
    if found not in RANGE_DTYPES:
        raise TypeError(
            f"range: arguments must be numbers of type int32, int64 or floating point; received {found.name}."
        )
    return found


def infer_linspace(start, stop, *, num, axis):
    dims = broadcast_shapes(start.shape, stop.shape)
    if dims is None:
        return Spec(None, start.dtype)
    at = wrap_axis(axis, len(dims) + 1)
    return Spec((*dims[:at], None if num is None else max(num, 0), *dims[at:]), start.dtype)


@op(infer=infer_linspace, type="Slice", label="linspace/Slice", graphdef=COMPOSED)
def _linspace(start, stop, *, num: Count, axis: Axis):
    one = xp(start, stop)
    start, stop = one.broadcast_arrays(start, stop)
    if num <= 0:
        at = wrap_axis(axis, start.ndim + 1)
        return np.zeros((*start.shape[:at], 0, *start.shape[at:]), start.dtype)
    memory.reserve((num, *start.shape), start.dtype)
    step = (stop - start) / start.dtype.type(max(num - 1, 1))
    count = np.arange(num - 1, dtype=start.dtype).reshape(-1, *[1] * start.ndim)
    inner = start[None] + step[None] * count
    last = start if num == 1 else stop
    return one.moveaxis(one.concatenate([inner, last[None]]).astype(start.dtype), 0, axis)


@_linspace.gradient
def _(dy, start, stop, num, axis):
    zero = multiply(subtract(stop, start), 0.0)  # of the broadcast shape
    towards = _linspace(zero, zero + 1.0, num, axis)
    from_stop = reduce_sum(multiply(dy, towards), axis)
    from_start = subtract(reduce_sum(dy, axis), from_stop)
    return _reduced_to(from_start, start), _reduced_to(from_stop, stop)


def _reduced_to(d, x):
    return sum_to(d, known_shape(x))


def linspace(start, stop, num, name=None, axis=0):
    """`num` numbers at even distances from `start` to `stop`, both included, along a new `axis`.

    Integers become float64.
    """
    start, stop = match(start, stop)
    if start.dtype.is_integer:
        start, stop = cast(start, dtypes.float64), cast(stop, dtypes.float64)
    return _linspace(start, stop, num, axis, name=name)


def meshgrid(*args, indexing="xy", name="meshgrid"):
    """Coordinates of a grid: one tensor per argument, all of the grid's shape.

    Args:
      *args: vectors.
      indexing: "xy" lets the first argument run along axis 1 (as in pictures), "ij" along axis 0.
    """
    if indexing not in ("xy", "ij"):
        raise ValueError(f"Argument `indexing` parameter must be either 'xy' or 'ij', got '{indexing}'")
    return _grid(args, indexing, name=name)


@scoped("meshgrid", None)
def _grid(args, indexing, name):
    vectors = [convert(a) for a in args]
    n = len(vectors)
    axes = list(builtins.range(n))
    if indexing == "xy" and n > 1:
        axes[:2] = [1, 0]
    sizes = [size(vectors[a]) for a in axes]
    columns = [reshape(v, [-1 if i == a else 1 for i in builtins.range(n)]) for a, v in zip(axes, vectors)]
    return [broadcast_to(v, sizes, name=within(name, _mul(k))) for k, v in enumerate(columns)]


def _mul(k):
    """What TensorFlow calls result k of a grid, which it makes by multiplying."""
    return f"mul_{k}" if k else "mul"
