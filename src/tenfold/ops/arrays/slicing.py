"""Slices: `t[...]` as TensorFlow's strided_slice, and its gradient."""

import numpy as np

from tenfold.core.calls.attrs import Int, Ints, Shape
from tenfold.core.calls.op import op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.core.values.variable import Variable
from tenfold.ops.arrays.dynamic_index import has_unknown, split_unknown, take_at
from tenfold.ops.graphdef import AsInput, Row, as_ints
from tenfold.ops.infer import shaped


def index_of(begin, end, strides, masks):
    """The Python index that TensorFlow's five masks describe."""
    begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask = masks
    strides = (1,) * len(begin) if strides is None else strides
    out = []
    for i, (b, e, s) in enumerate(zip(begin, end, strides, strict=True)):
        bit = 1 << i
        if ellipsis_mask & bit:
            out.append(Ellipsis)
        elif new_axis_mask & bit:
            out.append(None)
        elif shrink_axis_mask & bit:
            out.append(b)
        else:
            out.append(slice(None if begin_mask & bit else b, None if end_mask & bit else e, s))
    return tuple(out)


def infer_slice(x, *, begin, end, strides, **masks):
    if x.shape is None or begin is None or end is None:
        return Spec(None, x.dtype)
    known = tuple(masks.values())
    unknown = _unknown_entries(begin, end, strides or (1,) * len(begin), *known)
    index = list(index_of([b or 0 for b in begin], end, strides, known))
    used = sum(i is not None and i is not Ellipsis for i in index)
    if Ellipsis not in index:
        index.append(Ellipsis)
    at = index.index(Ellipsis)
    if used > len(x.shape):
        raise ValueError(f"Index out of range using input dim {len(x.shape)}; input has only {len(x.shape)} dims")
    index[at : at + 1] = [slice(None)] * (len(x.shape) - used)
    blurred = {i if i < at else i + len(x.shape) - used - 1 for i in unknown}
    return Spec(tuple(_sliced_dims(x.shape, index, blurred)), x.dtype)


def _sliced_dims(dims, index, blurred):
    dims = iter(dims)
    for i, item in enumerate(index):
        if item is None:
            yield 1
            continue
        n = next(dims)
        if isinstance(item, slice):
            plain = i not in blurred and item in (slice(None), slice(None, None, 1))
            yield n if plain else None if i in blurred or n is None else len(range(*item.indices(n)))
        elif n is not None and i not in blurred and not -n <= item < n:
            raise ValueError(f"slice index {item} of dimension {i} out of bounds: the dimension has length {n}.")


def _unknown_entries(begin, end, strides, begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask):
    """Numbers of the index entries of which something that counts is not known."""
    for i, (b, e, s) in enumerate(zip(begin, end, strides)):
        bit = 1 << i
        starts, ends = b is not None or begin_mask & bit, e is not None or (end_mask | shrink_axis_mask) & bit
        if not ((ellipsis_mask | new_axis_mask) & bit or starts and ends and s is not None):
            yield i


MASKS = "begin_mask end_mask ellipsis_mask new_axis_mask shrink_axis_mask".split()
BOUNDS = [AsInput(bound, "Index", read=as_ints) for bound in ("begin", "end", "strides")]
STRIDED_SLICE = Row("input_", *BOUNDS, **{mask: mask for mask in MASKS})


@op(
    infer=infer_slice,
    static=True,
    type="StridedSlice",
    graphdef=STRIDED_SLICE,
)
def strided_slice(
    input_,
    *,
    begin: Ints,
    end: Ints,
    strides: Ints = None,
    begin_mask: Int = 0,
    end_mask: Int = 0,
    ellipsis_mask: Int = 0,
    new_axis_mask: Int = 0,
    shrink_axis_mask: Int = 0,
):
    """Elements from `begin` to `end` by `strides` along each axis; bit i of a mask changes what entry i means."""
    return input_[index_of(begin, end, strides, (begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask))]


@strided_slice.gradient
def _(dy, input__shape, begin, end, strides, begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask):
    return strided_slice_grad(
        dy, input__shape, begin, end, strides, begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask
    )


@op(infer=shaped)
def strided_slice_grad(
    d,
    *,
    shape: Shape,
    begin: Ints,
    end: Ints,
    strides: Ints,
    begin_mask: Int,
    end_mask: Int,
    ellipsis_mask: Int,
    new_axis_mask: Int,
    shrink_axis_mask: Int,
):
    """Zeros of `shape` with `d` where the slice was taken."""
    index = index_of(begin, end, strides, (begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask))
    return placed(d, shape, index)


def placed(d, shape, index):
    """Zeros of `shape` with `d` at `index`."""
    if xp(d) is not np:
        return xp(d).zeros(shape, d.dtype).at[index].set(d)
    out = np.zeros(shape, d.dtype)
    out[index] = d
    return out


@strided_slice_grad.gradient
def _(dy, begin, end, strides, begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask):
    return strided_slice(dy, begin, end, strides, begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask)


def infer_slice_(x, *, begin, size):
    if x.shape is None or size is None:
        rank = len(x.shape) if x.shape is not None else None if size is None else len(size)
        return Spec(None if rank is None else (None,) * rank, x.dtype)
    begin = (None,) * len(size) if begin is None else begin
    if not len(begin) == len(size) == len(x.shape):
        raise ValueError(
            f"slice: begin {list(begin)} and size {list(size)} need an entry for each dimension of {x.shape}."
        )
    return Spec(tuple(map(_extent, x.shape, begin, size)), x.dtype)


def _extent(d, b, n):
    if n == -1:
        return None if d is None or b is None else d - b
    return n


def _window(dims, begin, size):
    """The index that tf.slice means, checked."""
    if not len(begin) == len(size) == len(dims):
        raise ValueError(
            f"slice: begin {list(begin)} and size {list(size)} need an entry for each dimension of {list(dims)}."
        )
    index = []
    for i, (d, b, n) in enumerate(zip(dims, begin, size)):
        if not 0 <= b <= d:
            raise ValueError(f"Expected begin[{i}] in [0, {d}], but got {b}")
        if not -1 <= n <= d - b:
            raise ValueError(f"Expected size[{i}] in [0, {d - b}], but got {n}")
        index.append(slice(b, d if n == -1 else b + n))
    return tuple(index)


@op(
    infer=infer_slice_,
    static=True,
    graphdef=Row("input_", AsInput("begin", "Index", read=as_ints), AsInput("size", "Index", read=as_ints)),
)
def slice_(input_, *, begin: Ints, size: Ints):
    """The block of `size` that starts at `begin`; a size of -1 reaches to the end."""
    return input_[_window(input_.shape, begin, size)]


@slice_.gradient
def _(dy, input__shape, begin):
    return slice_grad(dy, input__shape, begin)


@op(infer=shaped)
def slice_grad(d, *, shape: Shape, begin: Ints):
    """Zeros of `shape` with `d` as the block that starts at `begin`."""
    return placed(d, shape, _window(shape, begin, d.shape))


@slice_grad.gradient
def _(dy, d_shape, begin):
    return slice_(dy, begin, d_shape)


def get_item(tensor, index):
    """`tensor[index]`: integers, slices, `...`, `tf.newaxis`, scalar tensors anywhere among them, or a Boolean mask."""
    if is_mask(index):
        return get_item.boolean_mask(tensor, index)
    items = index if isinstance(index, tuple) else (index,)
    if has_unknown(items):
        tensor = convert(tensor)
        index, picks = split_unknown(items, tensor.ndim)
        tensor = (
            get_item(tensor, tuple(index))
            if any(not isinstance(i, slice) or i != slice(None) for i in index)
            else tensor
        )
        for axis, item in reversed(picks):
            tensor = take_at(tensor, item, axis)
        return tensor
    begin, end, strides, masks = entries(index)
    return strided_slice(convert(tensor), begin, end, strides, *masks, name="strided_slice")


def is_mask(index):
    """Whether an index is a tensor, array or list of booleans, or one boolean (which is refused as a mask)."""
    return isinstance(index, (Tensor, Variable, np.ndarray, list, bool, np.bool_)) and convert(index).dtype.is_bool


def entries(index):
    """begin, end, strides and the five masks that mean `index`."""
    begin, end, strides, masks = [], [], [], [0, 0, 0, 0, 0]
    for i, item in enumerate(index if isinstance(index, tuple) else (index,)):
        b, e, s, bits = _entry(item)
        begin.append(b)
        end.append(e)
        strides.append(s)
        for m in bits:
            masks[m] |= 1 << i
    return begin, end, strides, masks


def _entry(item):
    """begin, end, stride and the masks (0 begin, 1 end, 2 ellipsis, 3 new axis, 4 shrink) of one index item."""
    if item is Ellipsis:
        return 0, 0, 1, (2,)
    if item is None:
        return 0, 0, 1, (3,)
    if isinstance(item, slice):
        bits = [m for m, v in ((0, item.start), (1, item.stop)) if v is None]
        return _bound(item.start, 0), _bound(item.stop, 0), _bound(item.step, 1), bits
    begin = _bound(item, 0)
    return begin, begin + 1 if type(begin) is int else 0, 1, (4,)


def _bound(value, default):
    if value is None:
        return default
    if isinstance(value, (Tensor, Variable)):
        if not value.dtype.is_integer or value.ndim not in (0, None):
            raise TypeError(
                "Only integers, slices (`:`), ellipsis (`...`), tf.newaxis (`None`) and scalar tf.int32/tf.int64 "
                f"tensors are valid indices, got {value!r}. To pick several rows use tf.gather."
            )
        return value
    if isinstance(value, (int, np.integer)) or getattr(value, "ndim", None) == 0:
        return int(value)
    raise TypeError(
        f"Only integers, slices (`:`), ellipsis (`...`), tf.newaxis (`None`) and scalar tf.int32/tf.int64 tensors are "
        f"valid indices, got {value!r}"
    )


Tensor.__getitem__ = Variable.__getitem__ = get_item
