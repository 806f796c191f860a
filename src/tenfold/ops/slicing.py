"""Slices: `t[...]` as TensorFlow's strided_slice, and its gradient."""

import numpy as np

from tenfold.core.attrs import Int, Ints, Shape
from tenfold.core.convert import convert
from tenfold.core.infer import Spec, shaped
from tenfold.core.op import op, xp
from tenfold.core.tensor import Tensor
from tenfold.core.variable import Variable


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
    unknown = [i for i, v in enumerate(zip(begin, end, strides or begin)) if None in v]
    index = list(index_of(begin, end, strides, known))
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
            plain = item == slice(None) or item == slice(None, None, 1)
            yield n if plain else None if i in blurred and not _open(item) or n is None else len(range(*item.indices(n)))
        elif n is not None and item is not None and i not in blurred and not -n <= item < n:
            raise ValueError(f"slice index {item} of dimension {i} out of bounds: the dimension has length {n}.")


def _open(item):
    return item.start is None and item.stop is None and item.step == 1


@op(infer=infer_slice, static=True)
def strided_slice(input_, *, begin: Ints, end: Ints, strides: Ints = None, begin_mask: Int = 0, end_mask: Int = 0,
                  ellipsis_mask: Int = 0, new_axis_mask: Int = 0, shrink_axis_mask: Int = 0):
    """Elements from `begin` to `end` by `strides` along each axis; bit i of a mask changes what entry i means."""
    return input_[index_of(begin, end, strides, (begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask))]


@strided_slice.gradient
def _(dy, input__shape, begin, end, strides, begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask):
    return strided_slice_grad(dy, input__shape, begin, end, strides, begin_mask, end_mask, ellipsis_mask, new_axis_mask,
                              shrink_axis_mask)


@op(infer=shaped)
def strided_slice_grad(dy, *, shape: Shape, begin: Ints, end: Ints, strides: Ints, begin_mask: Int, end_mask: Int,
                       ellipsis_mask: Int, new_axis_mask: Int, shrink_axis_mask: Int):
    """Zeros of `shape` with `dy` where the slice was taken."""
    index = index_of(begin, end, strides, (begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask))
    if xp(dy) is not np:
        return xp(dy).zeros(shape, dy.dtype).at[index].set(dy)
    out = np.zeros(shape, dy.dtype)
    out[index] = dy
    return out


@strided_slice_grad.gradient
def _(dy, begin, end, strides, begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask):
    return strided_slice(dy, begin, end, strides, begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask)


def get_item(tensor, index):
    """`tensor[index]`: integers, slices, `...`, `tf.newaxis`, scalar tensors anywhere among them, or a Boolean mask."""
    if isinstance(index, (Tensor, Variable, np.ndarray, list)) and convert(index).dtype.is_bool:
        return get_item.boolean_mask(tensor, index)
    items = index if isinstance(index, tuple) else (index,)
    begin, end, strides, masks = [], [], [], [0, 0, 0, 0, 0]
    for i, item in enumerate(items):
        b, e, s, bits = _entry(item)
        begin.append(b)
        end.append(e)
        strides.append(s)
        for m in bits:
            masks[m] |= 1 << i
    return strided_slice(convert(tensor), begin, end, strides, *masks)


def _entry(item):
    """begin, end, stride and the masks (0 begin, 1 end, 2 ellipsis, 3 new axis, 4 shrink) of one index item."""
    if item is Ellipsis:
        return 0, 0, 1, (2,)
    if item is None:
        return 0, 0, 1, (3,)
    if isinstance(item, slice):
        bits = [m for m, v in ((0, item.start), (1, item.stop)) if v is None]
        return _bound(item.start, 0), _bound(item.stop, 0), _bound(item.step, 1), bits
    return _bound(item, 0), 0, 1, (4,)


def _bound(value, default):
    if value is None:
        return default
    if isinstance(value, (Tensor, Variable)):
        if not value.dtype.is_integer or value.ndim not in (0, None):
            raise TypeError(f"Only integers, slices (`:`), ellipsis (`...`), tf.newaxis (`None`) and scalar tf.int32/tf.int64 tensors "
                            f"are valid indices, got {value!r}. To pick several rows use tf.gather.")
        return value
    if isinstance(value, (int, np.integer)) or getattr(value, "ndim", None) == 0:
        return int(value)
    raise TypeError(f"Only integers, slices (`:`), ellipsis (`...`), tf.newaxis (`None`) and scalar tf.int32/tf.int64 tensors are "
                    f"valid indices, got {value!r}")


Tensor.__getitem__ = Variable.__getitem__ = get_item
