"""Tensors made of nothing but a shape, a value or both."""

import math

import numpy as np

from tenfold.core.base.hooks import hooks
from tenfold.core.base.thread import STATE
from tenfold.core.calls.attrs import Count, Dtype, Shape
from tenfold.core.calls.op import op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert, snapshot
from tenfold.core.values.tensor import Tensor
from tenfold.ops import memory
from tenfold.ops.arrays.broadcasting import sum_to
from tenfold.ops.arrays.shaping import known_shape
from tenfold.ops.failing import check_scalar
from tenfold.ops.graphdef import COMPOSED, AsInput, Row, as_ints
from tenfold.ops.infer import made
from tenfold.ops.structures.kept_whole import keeper

newaxis = None  # `t[:, tf.newaxis]`


def filled_type(_, attrs):
    """TensorFlow fills small shapes, where they are known, while the graph is written."""
    dims = attrs["shape"]
    return "Const" if not isinstance(dims, Tensor) and math.prod(dims) < 1000 else "Fill"


@op(infer=made, static=True, gradient=None, type=filled_type, label="zeros", graphdef=COMPOSED)
def _zeros(*, shape: Shape, dtype: Dtype):
    memory.reserve(shape, dtype.numpy)
    return np.zeros(shape, dtype.numpy) if dtype is not dtypes.string else np.full(shape, b"", object)


@op(infer=made, static=True, gradient=None, type=filled_type, label="ones", graphdef=COMPOSED)
def _ones(*, shape: Shape, dtype: Dtype):
    memory.reserve(shape, dtype.numpy)
    return np.ones(shape, dtype.numpy)


def zeros(shape, dtype=dtypes.float32, name=None):
    """A tensor of zeros (empty strings, for `tf.string`)."""
    return _zeros(shape=shape, dtype=dtype, name=name)


def _check_has_one(dtype):
    if dtypes.as_dtype(dtype) is dtypes.string:
        raise TypeError("there are ones among numbers and booleans, not among strings; use tf.fill(shape, text).")


def ones(shape, dtype=dtypes.float32, name=None):
    """A tensor of ones."""
    _check_has_one(dtype)
    return _ones(shape=shape, dtype=dtype, name=name)


def zeros_like(input, dtype=None, name=None):
    """Zeros of the input's shape and dtype."""
    if hasattr(input, "flat_values"):  # ragged
        return input._map_values(lambda v: zeros_like(v, dtype, name))
    input = convert(input)
    graph = keeper(input)
    if graph is not None:
        return graph.keep_call("zeros_like", zeros_like, (input,), {} if dtype is None else {"dtype": dtype})
    return zeros(known_shape(input), dtype or input.dtype, name or "zeros_like")


def ones_like(input, dtype=None, name=None):
    """Ones of the input's shape and dtype."""
    if hasattr(input, "flat_values"):  # ragged
        return input._map_values(lambda v: ones_like(v, dtype, name))
    input = convert(input)
    graph = keeper(input)
    if graph is not None:
        return graph.keep_call("ones_like", ones_like, (input,), {} if dtype is None else {"dtype": dtype})
    return ones(known_shape(input), dtype or input.dtype, name or "ones_like")


@op(
    infer=lambda value, *, dims: Spec(dims, value.dtype),
    static=True,
    graphdef=Row(AsInput("dims", "index_type", read=as_ints), "value"),
)
def _fill(value, *, dims: Shape):
    check_scalar(value, "value")
    memory.reserve(dims, value.dtype)
    return xp(value).full(dims, value, value.dtype)


@_fill.gradient
def _(dy):
    return sum_to(dy, ())


def fill(dims, value, name=None):
    """A tensor of shape `dims` with the scalar `value` everywhere."""
    return _fill(value, dims, name=name)


def infer_eye(*, num_rows, num_columns, batch_shape, dtype):
    return Spec(None if batch_shape is None else (*batch_shape, num_rows, num_columns), dtype)


def _is_square(attrs):
    rows, columns = attrs["num_rows"], attrs["num_columns"]
    return rows is columns or not isinstance(rows, Tensor) and not isinstance(columns, Tensor) and rows == columns


@op(
    infer=infer_eye,
    static=True,
    gradient=None,
    type=lambda _, attrs: "MatrixDiagV3" if _is_square(attrs) else "MatrixSetDiagV3",
    label=lambda _, attrs: "eye/diag" if _is_square(attrs) else "eye/set_diag",
    graphdef=COMPOSED,
)
def _eye(*, num_rows: Count, num_columns: Count, batch_shape: Shape, dtype: Dtype):
    memory.reserve((*batch_shape, num_rows, num_columns), dtype.numpy)
    one = np.eye(num_rows, num_columns, dtype=dtype.numpy)
    return np.broadcast_to(one, (*batch_shape, *one.shape)).copy() if batch_shape else one


def eye(num_rows, num_columns=None, batch_shape=None, dtype=dtypes.float32, name=None):
    """The identity matrix, or `batch_shape` of them; zeros fill up where it is not square."""
    _check_has_one(dtype)
    num_columns = num_rows if num_columns is None else num_columns
    batch_shape = () if batch_shape is None else batch_shape
    return _eye(num_rows=num_rows, num_columns=num_columns, batch_shape=batch_shape, dtype=dtype, name=name)


def constant(value, dtype=None, shape=None, name="Const"):
    """A tensor of `value`, cast to `dtype` and brought to `shape`.

    Raises:
      TypeError: elements do not fit `dtype`, or their number does not fit `shape`. One element fills any shape; while a
        TensorFlow 1 graph is written, too few are filled up with the last.
    """
    if isinstance(value, Tensor) and dtype is not None and value.dtype != dtype:
        raise TypeError(
            f"Expected tensor {value} with dtype {dtypes.as_dtype(dtype)!r}, but got dtype {value.dtype!r}. "
            f"Use tf.cast(x, {dtypes.as_dtype(dtype)!r})."
        )
    tensor = snapshot(convert(value, dtype))
    if isinstance(tensor, SymbolicTensor):
        return tensor
    if shape is not None:
        tensor = Tensor(_shaped(np.asarray(tensor._array), tuple(shape)))
    return tensor if STATE.graph is None else STATE.graph.constant(tensor._array, name=name or "Const")


def _shaped(array, shape):
    wanted = memory.reserve(shape, array.dtype)
    if array.size == wanted:
        return array.reshape(shape)
    if array.size == 1:
        return np.full(shape, array.item() if array.dtype == object else array.reshape(()), array.dtype)
    if STATE.graph is not None and not STATE.graph.building_function and 0 < array.size < wanted:
        return np.append(array, np.full(wanted - array.size, array.flat[-1], array.dtype)).reshape(shape)
    raise TypeError(f"tf.constant: a value of {array.size} elements cannot have shape {shape}, which holds {wanted}.")


hooks.zeros, hooks.zeros_like, hooks.ones_like = zeros, zeros_like, ones_like
