"""Shapes, casts and the joining and cutting that every program needs."""

import numpy as np

from tenfold.core import dtypes
from tenfold.core.attrs import Axes, Axis, Dtype, Int, Ints, Shape
from tenfold.core.convert import convert
from tenfold.core.infer import Spec, as_tuple, made, same_dims, size_of, wrap_axis
from tenfold.core.op import op, xp
from tenfold.core.shapes import merge
from tenfold.core.state import STATE, hooks
from tenfold.core.symbolic import SymbolicTensor
from tenfold.core.tensor import Tensor


@op(infer=lambda x, *, out_type: Spec((None if x.shape is None else len(x.shape),), out_type), static=True, gradient=None)
def shape(input, *, out_type: Dtype = dtypes.int32):
    """The dimensions, as a NumPy vector in both gears: known while a graph is being lowered."""
    return np.array(input.shape, out_type.numpy)


@op(infer=lambda x, *, out_type: Spec((), out_type), gradient=None)
def size(input, *, out_type: Dtype = dtypes.int32):
    """Number of elements."""
    return out_type.numpy.type(input.size)


@op(infer=lambda x: Spec((), dtypes.int32), gradient=None)
def rank(input):
    """Number of dimensions."""
    return np.int32(input.ndim)


@op(infer=lambda x, *, dtype: Spec(x.shape, dtype), static=True)
def _cast(x, *, dtype: Dtype):
    if x.dtype == object and type(x) is np.ndarray and dtype.is_integer:  # partly known values, see Graph
        return x
    if x.dtype.kind == "c" and dtype.numpy.kind != "c":
        x = x.real
    return x.astype(dtype.numpy)


@_cast.gradient
def _(dy, x_dtype):
    return cast(dy, x_dtype) if x_dtype.is_differentiable else None


def cast(x, dtype, name=None):
    """`x` as `dtype`: floats are cut towards zero, complex numbers lose their imaginary part, anything nonzero is True."""
    dtype = dtypes.as_dtype(dtype)
    x = convert(x)
    return x if x.dtype is dtype else _cast(x, dtype=dtype, name=name)


def infer_reshape(x, *, shape):
    if shape is None:
        return Spec(None, x.dtype)
    total, known = size_of(x.shape), size_of(tuple(d for d in shape if d != -1))
    if -1 in shape:
        rest = total // known if total is not None and known else None
        shape = tuple(rest if d == -1 else d for d in shape)
    elif shape.count(None) == 1 and total is not None and (k := size_of(tuple(d for d in shape if d is not None))):
        shape = tuple(total // k if d is None else d for d in shape)
    if total is not None and size_of(shape) not in (None, total):
        raise ValueError(f"Cannot reshape a tensor with {total} elements to shape {list(shape)} ({size_of(shape)} elements)")
    return Spec(shape, x.dtype)


@op(infer=infer_reshape, static=True)
def reshape(tensor, *, shape: Shape):
    """The same elements in the same order under another shape; one dimension may be -1."""
    return tensor.reshape(shape)


@reshape.gradient
def _(dy, tensor_shape):
    return reshape(dy, tensor_shape)


def infer_expand(x, *, axis):
    if x.shape is None:
        return Spec(None, x.dtype)
    at = wrap_axis(axis, len(x.shape) + 1)
    return Spec((*x.shape[:at], 1, *x.shape[at:]), x.dtype)


@op(infer=infer_expand, static=True)
def expand_dims(input, *, axis: Axis):
    """A new axis of length 1 at `axis`."""
    return xp(input).expand_dims(input, axis)


@expand_dims.gradient
def _(dy, input_shape):
    return reshape(dy, input_shape)


def infer_squeeze(x, *, axis):
    if x.shape is None or axis is None and None in x.shape:
        return Spec(None, x.dtype)
    axes = [wrap_axis(a, len(x.shape)) for a in as_tuple(axis)] if axis not in (None, ()) else None
    for a in axes or ():
        if x.shape[a] not in (1, None):
            raise ValueError(f"Can not squeeze dim[{a}], expected a dimension of 1, got {x.shape[a]}")
    return Spec(tuple(d for i, d in enumerate(x.shape) if (d != 1 if axes is None else i not in axes)), x.dtype)


@op(infer=infer_squeeze, static=True)
def squeeze(input, *, axis: Axes = None):
    """The input without its axes of length 1, or without those named."""
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
    return Spec(tuple(None if p is None else a.shape[p] for p in perm), a.dtype)


@op(infer=infer_transpose)
def transpose(a, *, perm: Ints = None, conjugate=False):
    """Axes in the order `perm`, reversed by default; `conjugate` also conjugates."""
    a = xp(a).transpose(a, perm)
    return a.conj() if conjugate else a


@transpose.gradient
def _(dy, perm, conjugate):
    if isinstance(perm, Tensor):
        return transpose(dy, invert_permutation(perm), conjugate)
    return transpose(dy, None if perm is None else tuple(np.argsort([p % len(perm) for p in perm]).tolist()), conjugate)


@op(infer=lambda x: x, gradient=None)
def invert_permutation(x):
    """The permutation that undoes `x`."""
    return xp(x).argsort(x).astype(x.dtype)


def infer_pack(*xs, axis):
    dims = xs[0].shape
    for x in xs[1:]:
        dims = merge(dims, x.shape)
    if dims is None:
        return Spec(None, xs[0].dtype)
    at = wrap_axis(axis, len(dims) + 1)
    return Spec((*dims[:at], len(xs), *dims[at:]), xs[0].dtype)


@op(infer=infer_pack, static=True)
def _pack(*values, axis: Axis = 0):
    return xp(*values).stack(values, axis)


@_pack.gradient
def _(dy, values_dtype, axis):
    return unstack(dy, len(values_dtype), axis)


def stack(values, axis=0, name="stack"):
    """Tensors of one shape joined along a new axis."""
    if isinstance(values, Tensor):
        return values if axis == 0 else stack(unstack(values), axis)
    return _pack(*values, axis=axis, name=name)


def _pack_nested(values, partner=None):
    """A tensor from nested lists that hold tensors."""
    rows = [_pack_nested(v, partner) if isinstance(v, (list, tuple)) else v for v in values]
    dtype = next((r.dtype for r in rows if hasattr(r, "dtype")), partner)
    return _pack(*[convert(r, partner=dtypes.as_dtype(dtype) if dtype is not None else None) for r in rows])


def infer_unstack(x, *, num, axis):
    if x.shape is None:
        return [Spec(None, x.dtype)] * num
    at = wrap_axis(axis, len(x.shape))
    if x.shape[at] is not None and x.shape[at] != num:
        raise ValueError(f"unstack expected {num} slices along axis {axis}; the input has shape {x.shape}.")
    return [Spec((*x.shape[:at], *x.shape[at + 1 :]), x.dtype)] * num


@op(infer=infer_unstack, results=list, static=True)
def _unpack(value, *, num: Int, axis: Axis = 0):
    return tuple(xp(value).moveaxis(value, axis, 0)[i] for i in range(num))


@_unpack.gradient
def _(dys, axis):
    return stack(dys, axis)


def unstack(value, num=None, axis=0, name="unstack"):
    """The slices along `axis`, as a list of tensors of one rank less."""
    value = convert(value)
    num = num if num is not None else value.shape[axis]
    if num is None:
        raise ValueError(f"Cannot infer argument `num` from shape {value.shape}; give unstack(num=...).")
    return _unpack(value, num, axis, name=name)


def infer_concat(*xs, axis):
    known = [x for x in xs if x.shape is not None]
    if not known:
        return Spec(None, xs[0].dtype)
    rank = len(known[0].shape)
    at = wrap_axis(axis, rank)
    if any(len(x.shape) != rank for x in known):
        raise ValueError(f"concat needs inputs of one rank; received shapes {[x.shape for x in xs]}.")
    dims = [same_dims(*(x.shape[i] for x in known)) if i != at else None for i in range(rank)]
    along = [x.shape[at] if x.shape is not None else None for x in xs]
    dims[at] = None if None in along else sum(along)
    return Spec(tuple(dims), xs[0].dtype)


@op(infer=infer_concat, static=True)
def _concat(*values, axis: Axis):
    return xp(*values).concatenate(values, axis)


@_concat.gradient
def _(dy, values_shape, axis):
    if all(type(s) is tuple for s in values_shape):
        return split(dy, [s[axis] for s in values_shape], axis)
    return split(dy, stack([convert(s)[axis] for s in values_shape]), axis, num=len(values_shape))


def concat(values, axis, name="concat"):
    """Tensors joined along the existing axis `axis`."""
    if not isinstance(values, (list, tuple)):
        values = [values]
    return _concat(*values, axis=axis, name=name)


def infer_split(x, *, sizes, axis, num):
    if x.shape is None:
        return [Spec(None, x.dtype)] * num
    at = wrap_axis(axis, len(x.shape))
    sizes = (None,) * num if sizes is None else sizes
    if -1 in sizes and x.shape[at] is not None and None not in sizes:
        sizes = tuple(x.shape[at] - sum(s for s in sizes if s != -1) if s == -1 else s for s in sizes)
    sizes = tuple(None if s == -1 else s for s in sizes)
    if None not in (x.shape[at], *sizes) and sum(sizes) != x.shape[at]:
        raise ValueError(f"split sizes {list(sizes)} must sum to dimension {axis} of the input, which is {x.shape[at]}.")
    return [Spec((*x.shape[:at], s, *x.shape[at + 1 :]), x.dtype) for s in sizes]


@op(infer=infer_split, results=list, static=True)
def _split(value, *, sizes: Ints, axis: Axis, num: Int):
    total = value.shape[axis]
    if sizes is None:
        if total % num:
            raise ValueError(f"Dimension size, {total}, must be evenly divisible by the number of splits, {num}")
        sizes = (total // num,) * num
    rest = total - sum(s for s in sizes if s != -1)
    ends = np.cumsum([rest if s == -1 else s for s in sizes])
    if len(ends) and ends[-1] != total:
        raise ValueError(f"split sizes {list(sizes)} must sum to dimension {axis} of the input, which is {total}.")
    return tuple(xp(value).split(value, ends[:-1], axis)) if len(ends) else ()


@_split.gradient
def _(dys, axis):
    return concat(dys, axis)


def split(value, num_or_size_splits, axis=0, num=None, name="split"):
    """`value` cut along `axis` into equal parts (an int) or parts of the sizes given; a size may be -1."""
    if isinstance(num_or_size_splits, (int, np.integer)):
        return _split(value, None, axis, int(num_or_size_splits), name=name)
    if num is None:
        num = num_or_size_splits.shape[0] if isinstance(num_or_size_splits, Tensor) else len(num_or_size_splits)
    return _split(value, num_or_size_splits, axis, num, name=name)


@op(infer=made, gradient=None)
def _zeros(*, shape: Shape, dtype: Dtype):
    return np.zeros(shape, dtype.numpy) if dtype is not dtypes.string else np.full(shape, b"", object)


@op(infer=made, gradient=None)
def _ones(*, shape: Shape, dtype: Dtype):
    return np.ones(shape, dtype.numpy)


def zeros(shape, dtype=dtypes.float32, name=None):
    """A tensor of zeros (empty strings, for `tf.string`)."""
    return _zeros(shape=shape, dtype=dtype, name=name)


def ones(shape, dtype=dtypes.float32, name=None):
    """A tensor of ones."""
    return _ones(shape=shape, dtype=dtype, name=name)


def zeros_like(input, dtype=None, name=None):
    """Zeros of the input's shape and dtype."""
    input = convert(input)
    return zeros(_dims_of(input), dtype or input.dtype, name)


def ones_like(input, dtype=None, name=None):
    """Ones of the input's shape and dtype."""
    input = convert(input)
    return ones(_dims_of(input), dtype or input.dtype, name)


def _dims_of(tensor):
    known = tensor._dims is not None and None not in tensor._dims
    return tensor._dims if known else shape(tensor)


def constant(value, dtype=None, shape=None, name="Const"):
    """A tensor of `value`, cast to `dtype`, reshaped or filled up to `shape`."""
    tensor = convert(value, dtype)
    if shape is not None and tensor._dims != tuple(shape):
        filled = np.broadcast_to(tensor._array, shape) if tensor._array.size == 1 else tensor._array.reshape(shape)
        tensor = Tensor(filled.copy())
    if STATE.graph is None or isinstance(tensor, SymbolicTensor):
        return tensor
    return STATE.graph.constant(tensor._array, name=name)


newaxis = None  # `t[:, tf.newaxis]`

hooks.shape, hooks.pack, hooks.zeros, hooks.ones_like = shape, _pack_nested, zeros, ones_like
