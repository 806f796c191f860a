"""Shapes, and the same elements seen under another shape."""

import math

import numpy as np

from tenfold.core.base import errors
from tenfold.core.base.hooks import hooks
from tenfold.core.base.thread import STATE
from tenfold.core.calls.attrs import Axes, Axis, Dtype, Ints, OpenShape
from tenfold.core.calls.op import op, xp
from tenfold.core.graphs.spec import Spec, size_of
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert, meet
from tenfold.core.values.shapes import TensorShape, broadcast_shapes, is_compatible, merge
from tenfold.core.values.shapes import as_tuple as dims_of
from tenfold.core.values.tensor import Tensor
from tenfold.ops.failing import fails_where
from tenfold.ops.graphdef import AsInput, Part, Row, as_int, as_ints, if_known, perm
from tenfold.ops.infer import as_tuple, wrap_axis


@op(
    infer=lambda x, *, out_type: Spec((None if x.shape is None else len(x.shape),), out_type),
    static=True,
    gradient=None,
    type=lambda inputs, attrs: "Const" if if_known(inputs, attrs) else "Shape",
    label="Shape",
)
def shape(input, *, out_type: Dtype = dtypes.int32):
    """The dimensions, as a NumPy vector in both gears: known while a graph is being lowered."""
    return np.array(input.shape, out_type.numpy)


@op(infer=lambda x, *, out_type: Spec((), out_type), gradient=None)
def _size(input, *, out_type: Dtype):
    return out_type.numpy.type(input.size)


def size(input, out_type=dtypes.int32, name=None):
    """Number of elements; a constant where the shape is known."""
    out_type = dtypes.as_dtype(out_type or dtypes.int32)
    if hasattr(input, "_called_with"):  # sparse and ragged
        return _size(input, out_type, name=name)
    input = convert(input)
    known = size_of(input._dims)
    return _size(input, out_type, name=name) if known is None else _known(known, out_type, name or "Size")


@op(infer=lambda x: Spec((), dtypes.int32), gradient=None)
def _rank(input):
    return np.int32(input.ndim)


def rank(input, name=None):
    """Number of dimensions; a constant where it is known."""
    if hasattr(input, "_called_with"):  # sparse and ragged
        return _rank(input, name=name)
    input = convert(input)
    return _rank(input, name=name) if input._dims is None else _known(len(input._dims), dtypes.int32, name or "Rank")


def _known(number, dtype, name):
    value = dtype.numpy.type(number)
    return Tensor(value) if STATE.graph is None else STATE.graph.constant(value, name=name)


def shape_n(input, out_type=dtypes.int32, name=None):
    """The shapes of several tensors, as a list."""
    return [shape(x, out_type) for x in input]


def known_shape(tensor):
    """The shape as a tuple of ints where it is known, else as a tensor."""
    return shape(tensor) if tensor._dims is None or None in tensor._dims else tensor._dims


def infer_reshape(x, *, shape):
    if shape is None:
        return Spec(None, x.dtype)
    if shape.count(-1) > 1:
        raise ValueError(f"Only one dimension of `shape` may be -1, which is what is left; received {list(shape)}.")
    wanted, total, known = shape, size_of(x.shape), size_of(tuple(d for d in shape if d != -1))
    if -1 in shape and total == 0 and None not in shape:
        shape = filled(shape, x.shape)
    elif -1 in shape:
        rest = total // known if total is not None and known else None
        shape = tuple(rest if d == -1 else d for d in shape)
    elif shape.count(None) == 1 and total is not None and (k := size_of(tuple(d for d in shape if d is not None))):
        shape = tuple(total // k if d is None else d for d in shape)
    if total is not None and size_of(shape) not in (None, total):
        needed = f"a multiple of {known}" if -1 in wanted else size_of(shape)
        raise ValueError(f"Cannot reshape a tensor with {total} elements to shape {list(wanted)} ({needed} elements)")
    return Spec(shape, x.dtype)


@op(infer=infer_reshape, static=True, graphdef=Row("tensor", AsInput("shape", "Tshape", read=as_ints)))
def reshape(tensor, *, shape: OpenShape):
    """The same elements in the same order under another shape; one dimension may be -1."""
    if not tensor.size and -1 in shape:
        shape = filled(shape, tensor.shape)
    return tensor.reshape(shape)


def filled(shape, dims):
    """`shape` with its -1 replaced, for a tensor of no elements and dimensions `dims`.

    Anything would fit, and NumPy gives up. This is TensorFlow's choice: what the dimensions other than 0 leave.
    """
    if shape.count(-1) != 1:
        return shape
    rest = math.prod([n for n in dims if n]) // math.prod([n for n in shape if n > 0]) if 0 in shape else 0
    return tuple([rest if n == -1 else n for n in shape])


@reshape.gradient
def _(dy, tensor_shape):
    return reshape(dy, tensor_shape)


def infer_expand(x, *, axis):
    if x.shape is None:
        return Spec(None, x.dtype)
    at = wrap_axis(axis, len(x.shape) + 1)
    return Spec((*x.shape[:at], 1, *x.shape[at:]), x.dtype)


@op(infer=infer_expand, static=True, graphdef=Row("input", AsInput("axis", "Tdim", read=as_int)))
def expand_dims(input, *, axis: Axis):
    """A new axis of length 1 at `axis`."""
    return xp(input).expand_dims(input, axis)


@expand_dims.gradient
def _(dy, input_shape):
    return reshape(dy, input_shape)


def _squeeze_dims(axis, _):
    return list(as_tuple(() if axis is None else axis))


def infer_squeeze(x, *, axis):
    if x.shape is None or axis is None and None in x.shape:
        return Spec(None, x.dtype)
    axes = [wrap_axis(a, len(x.shape)) for a in as_tuple(axis)] if axis not in (None, ()) else None
    for a in axes or ():
        if x.shape[a] not in (1, None):
            raise ValueError(f"Can not squeeze dim[{a}], expected a dimension of 1, got {x.shape[a]}")
    return Spec(tuple(d for i, d in enumerate(x.shape) if (d != 1 if axes is None else i not in axes)), x.dtype)


@op(
    infer=infer_squeeze,
    static=True,
    graphdef=Row("input", squeeze_dims=Part("axis", _squeeze_dims, lambda dims: tuple(dims) or None)),
)
def squeeze(input, *, axis: Axes = None):
    """The input without its axes of length 1, or without those named."""
    axis = axis if axis is None or input.ndim else as_tuple(axis)  # which NumPy checks for a scalar
    return xp(input).squeeze(input, None if axis == () else axis)


@squeeze.gradient
def _(dy, input_shape):
    return reshape(dy, input_shape)


def infer_transpose(a, *, perm, conjugate):
    if a.shape is None:
        return Spec(None, a.dtype)
    perm = range(len(a.shape))[::-1] if perm is None else perm
    if len(perm) != len(a.shape):
        raise ValueError(f"Dimension must be {len(perm)} but is {len(a.shape)}: perm {perm} for shape {a.shape}")
    if missing := _missing(perm):
        raise ValueError(f"{missing[0]} is missing from perm {tuple(perm)}, which needs each axis of {a.shape} once")
    return Spec(tuple(None if p is None else a.shape[p] for p in perm), a.dtype)


def _missing(perm):
    """Axes that an order of all of them lacks; none where a part of it is not known yet."""
    rank = len(perm)
    return [] if None in perm else sorted(set(range(rank)) - {p % rank for p in perm if -rank <= p < rank})


def transposed(inputs, attrs):
    return "ConjugateTranspose" if attrs["conjugate"] and inputs[0].dtype.is_complex else "Transpose"


@op(
    infer=infer_transpose,
    type=transposed,
    label="transpose",
    graphdef=Row("a", AsInput("perm", "Tperm", perm, as_ints), told={"ConjugateTranspose": {"conjugate": True}}),
)
def transpose(a, *, perm: Ints = None, conjugate=False):
    """Axes in the order `perm`, reversed by default; `conjugate` also conjugates."""
    a = xp(a).transpose(a, perm)
    return a.conj() if conjugate and a.dtype.kind == "c" else a


@transpose.gradient
def _(dy, perm, conjugate):
    if isinstance(perm, Tensor):
        return transpose(dy, invert_permutation(perm), conjugate)
    return transpose(dy, None if perm is None else tuple(np.argsort([p % len(perm) for p in perm]).tolist()), conjugate)


def infer_matrix_transpose(a, *, conjugate):
    return Spec(None if a.shape is None else (*a.shape[:-2], a.shape[-1], a.shape[-2]), a.dtype)


@op(infer=infer_matrix_transpose, type=transposed, label="matrix_transpose/transpose")
def matrix_transpose(a, *, conjugate=False):
    """The last two axes swapped."""
    a = a.swapaxes(-1, -2)
    return a.conj() if conjugate and a.dtype.kind == "c" else a


@matrix_transpose.gradient
def _(dy, conjugate):
    return matrix_transpose(dy, conjugate)


@op(infer=lambda x: x, gradient=None)
def invert_permutation(x):
    """The permutation that undoes `x`, a vector that holds each of 0 ... n - 1 once."""
    wrong = xp(x).sort(x) != np.arange(x.size)
    fails_where(wrong, f"invert_permutation needs each of 0 ... {x.size - 1} exactly once.")
    return xp(x).argsort(x).astype(x.dtype)


def infer_ensure_shape(x, *, shape):
    return Spec(merge(x.shape, shape), x.dtype)


@op(infer=infer_ensure_shape)
def _ensure_shape(x, *, shape):
    if not is_compatible(x.shape, shape):
        raise errors.InvalidArgumentError(
            f"Shape {x.shape} of the input is not compatible with expected shape {shape}."
        )
    return x


@_ensure_shape.gradient
def _(dy):
    return dy


def ensure_shape(x, shape, name=None):
    """`x`, checked when it runs to have `shape` (which may be partly unknown); from here on that shape is known."""
    return _ensure_shape(x, shape=dims_of(shape), name=name)


def infer_broadcast_args(s0, s1):
    known = s0.shape is not None and s1.shape is not None and None not in (*s0.shape, *s1.shape)
    return Spec(max(s0.shape, s1.shape) if known else (None,), s0.dtype)


@op(infer=infer_broadcast_args, gradient=None)
def _broadcast_args(s0, s1):
    return np.array(broadcast_shapes(tuple(s0.tolist()), tuple(s1.tolist())), s0.dtype)


def broadcast_dynamic_shape(shape_x, shape_y):
    """The shape, as a tensor, that tensors of these two shapes broadcast to."""
    return _broadcast_args(meet(shape_x, dtypes.int32), meet(shape_y, dtypes.int32))


def broadcast_static_shape(shape_x, shape_y):
    """The TensorShape that tensors of these two shapes broadcast to."""
    return TensorShape._from_tuple(broadcast_shapes(dims_of(shape_x), dims_of(shape_y)))


hooks.shape = shape
