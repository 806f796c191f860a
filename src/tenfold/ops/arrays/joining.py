"""Joining tensors and cutting them apart."""

import numpy as np

from tenfold.core.base.hooks import hooks
from tenfold.core.calls.attrs import Axis, Count, Ints, Size
from tenfold.core.calls.complaints import short
from tenfold.core.calls.op import op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.values.convert import convert, meet
from tenfold.core.values.shapes import merge
from tenfold.core.values.tensor import Tensor
from tenfold.ops.arrays.casting import cast
from tenfold.ops.graphdef import AsInput, Row, as_int
from tenfold.ops.infer import same_dims, wrap_axis
from tenfold.ops.state.sources import identity
from tenfold.ops.structures.kept_whole import kept_whole


def infer_pack(*xs, axis):
    dims = xs[0].shape
    for x in xs[1:]:
        dims = merge(dims, x.shape)
    if dims is None:
        return Spec(None, xs[0].dtype)
    at = wrap_axis(axis, len(dims) + 1)
    return Spec((*dims[:at], len(xs), *dims[at:]), xs[0].dtype)


@op(infer=infer_pack, static=True, type="Pack", label="stack", graphdef=Row("values", axis="axis"))
def _pack(*values, axis: Axis = 0):
    return xp(*values).stack(values, axis)


@_pack.gradient
def _(dy, values_dtype, axis):
    return unstack(dy, len(values_dtype), axis)


def stack(values, axis=0, name="stack"):
    """Tensors of one shape joined along a new axis."""
    if isinstance(values, Tensor):
        return values if axis == 0 else stack(unstack(values), axis)
    if not len(values):
        return convert([])
    return _pack(*values, axis=axis, name=name)


def _pack_nested(values, dtype=None, name=None):
    """A tensor from nested lists that hold tensors: cast to `dtype`, if one is demanded, else the first decides."""
    leader = dtype or _first_dtype(values)

    def packed(value):
        if isinstance(value, (list, tuple)):
            return _pack(*map(packed, value))
        if dtype is None:
            return meet(value, leader)
        return cast(value, dtype) if _is_tensor(value) else convert(value, dtype)

    return _pack(*map(packed, values), name=name)


def _first_dtype(values):
    """The dtype of the first tensor in nested lists; None where there is none."""
    found = (_first_dtype(v) if isinstance(v, (list, tuple)) else v.dtype if _is_tensor(v) else None for v in values)
    return next((dtype for dtype in found if dtype is not None), None)


def _is_tensor(value):
    return isinstance(value, Tensor) or hasattr(value, "_as_tensor")


def _check_known(num):
    if num is None:
        raise ValueError("the number of results must be a Python int, known while the graph is written.")


def infer_unstack(x, *, num, axis):
    _check_known(num)
    if x.shape is None:
        return [Spec(None, x.dtype)] * num
    at = wrap_axis(axis, len(x.shape))
    if x.shape[at] is not None and x.shape[at] != num:
        raise ValueError(f"unstack expected {num} slices along axis {axis}; the input has shape {x.shape}.")
    return [Spec((*x.shape[:at], *x.shape[at + 1 :]), x.dtype)] * num


@op(
    infer=infer_unstack,
    results=list,
    static=True,
    type="Unpack",
    label="unstack",
    graphdef=Row("value", num="num", axis="axis"),
)
def _unpack(value, *, num: Count, axis: Axis = 0):
    if value.shape[axis] != num:
        raise ValueError(f"unstack expected {num} slices along axis {axis}; the input has shape {list(value.shape)}.")
    return tuple(xp(value).moveaxis(value, axis, 0)[i] for i in range(num))


@_unpack.gradient
def _(dys, axis):
    return stack(dys, axis)


def unstack(value, num=None, axis=0, name="unstack"):
    """The slices along `axis`, as a list of tensors of one rank less."""
    value = convert(value)
    num = num if num is not None else value.shape[wrap_axis(axis, len(value.shape))]
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


@op(
    infer=infer_concat,
    static=True,
    type=lambda inputs, _: "ConcatV2" if len(inputs) > 1 else "Identity",
    label=lambda inputs, _: "concat" if len(inputs) > 1 else "concat/concat",
    graphdef=Row("values", AsInput("axis", read=as_int)),
)
def _concat(*values, axis: Axis):
    return xp(*values).concatenate(values, axis)


@_concat.gradient
def _(dy, values_shape, axis):
    if all(type(s) is tuple for s in values_shape):
        return split(dy, [s[axis] for s in values_shape], axis)
    return split(dy, stack([convert(s)[axis] for s in values_shape]), axis, num=len(values_shape))


def concat(values, axis, name="concat"):
    """Tensors joined along the existing axis `axis`."""
    if not isinstance(values, (list, tuple)) and (isinstance(axis, (list, tuple)) or getattr(axis, "ndim", 0)):
        raise ValueError(
            f"concat: `axis` must be one whole number; received {short(axis)}. The order is concat(values, axis); "
            "before TensorFlow 1.0 the axis came first."
        )
    if not isinstance(values, (list, tuple)):
        values = [values]
    if len(values) == 1 and not hasattr(values[0], "_called_with") and convert(values[0])._dims == ():
        return identity(values[0], name=name)  # the one case in which a scalar is joined
    if (
        values and type(values[0]) is not Tensor and not any([hasattr(v, "dtype") for v in values])
    ):  # nothing is promoted, the first one decides
        first = convert(values[0])
        values = [first, *(meet(v, first.dtype) for v in values[1:])]
    return _concat(*values, axis=axis, name=name)


def _sizes(sizes, axis, total):
    """The sizes of the parts of `total` elements, checked, -1 replaced by what is left; `total` may be None."""
    given = [s for s in sizes if s not in (-1, None)]
    fits = min(given, default=0) >= 0 and sizes.count(-1) <= 1
    if total is not None and fits and None not in sizes:
        rest = total - sum(given)
        fits = rest >= 0 if -1 in sizes else rest == 0
        sizes = tuple(rest if s == -1 else s for s in sizes)
    if not fits:
        raise ValueError(
            f"split sizes {list(sizes)} must sum to dimension {axis} of the input, which is {total}, and be 0 or more; "
            "one may be -1 for what is left."
        )
    return sizes


def infer_split(x, *, sizes, axis, num):
    _check_known(num)
    if x.shape is None:
        return [Spec(None, x.dtype)] * num
    at = wrap_axis(axis, len(x.shape))
    if sizes == ():  # equal parts
        sizes = (None if x.shape[at] is None or x.shape[at] % num else x.shape[at] // num,) * num
    sizes = (None,) * num if sizes is None else sizes
    sizes = tuple(None if s == -1 else s for s in _sizes(tuple(sizes), axis, x.shape[at]))
    return [Spec((*x.shape[:at], s, *x.shape[at + 1 :]), x.dtype) for s in sizes]


@op(
    infer=infer_split,
    results=list,
    static=True,
    type=lambda _, attrs: "Split" if attrs["sizes"] == () else "SplitV",
    label="split",
)
def _split(value, *, sizes: Ints, axis: Axis, num: Size):
    total = value.shape[axis]
    if sizes == () and num:
        if total % num:
            raise ValueError(f"Dimension size, {total}, must be evenly divisible by the number of splits, {num}")
        sizes = (total // num,) * num
    else:
        sizes = _sizes(sizes, axis, total)
    ends = np.cumsum(sizes)
    return tuple(xp(value).split(value, ends[:-1], axis))


@_split.gradient
def _(dys, axis):
    return concat(dys, axis)


@kept_whole("split")
def split(value, num_or_size_splits, axis=0, num=None, name="split"):
    """`value` cut along `axis` into equal parts (an int) or parts of the sizes given; a size may be -1."""
    if not isinstance(num_or_size_splits, (list, tuple)) and getattr(num_or_size_splits, "ndim", 0) == 0:
        return _split(value, (), axis, num_or_size_splits, name=name)
    if num is None:
        num = num_or_size_splits.shape[0] if isinstance(num_or_size_splits, Tensor) else len(num_or_size_splits)
    return _split(value, num_or_size_splits, axis, num, name=name)


def parallel_stack(values, name="parallel_stack"):
    """`stack` along axis 0; nothing is gained here by stacking in parallel."""
    return stack(values, 0, name)


hooks.pack = _pack_nested
