"""Lists of tensors as values of a graph: what a TensorArray is while a graph is written.

In first gear the value is a `TensorList`. In second gear it is one array, [length, *element shape], as soon as an
element is known; until then it is a `TensorList` with nothing in it.
"""

import numpy as np

from tenfold.core.base import errors
from tenfold.core.calls.attrs import Bool, Count, Dtype, Ints
from tenfold.core.calls.op import Free, op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.ops.arrays.creation import zeros_like
from tenfold.ops.failing import fails_where


class TensorList:
    """An immutable list of arrays of one dtype; an entry is None until it is written. Lists add entry by entry."""

    ndim = 1

    def __init__(self, items, dtype):
        self.items, self.dtype = tuple(items), dtype

    @property
    def shape(self):
        return (len(self.items),)

    @property
    def empty(self):
        return all(v is None for v in self.items)

    def replaced(self, index, value):
        return TensorList((*self.items[:index], value, *self.items[index + 1 :]), self.dtype)

    def __add__(self, other):
        if not isinstance(other, TensorList):
            return other if self.empty else NotImplemented
        pairs = zip(self.items, other.items, strict=True)
        return TensorList([b if a is None else a if b is None else a + b for a, b in pairs], self.dtype)

    __radd__ = __add__


def is_list(value):
    return type(value) is TensorList


@op(
    infer=lambda *, size, dtype: Spec((), dtypes.list_of(dtype)),
    gradient=None,
    type="TensorListReserve",
)
def list_reserve(*, size: Count, dtype: Dtype):
    """A list of `size` entries, none of them written."""
    return TensorList([None] * size, dtype.numpy)


@op(infer=lambda x: Spec((), dtypes.int32), gradient=None, type="TensorListLength")
def list_length(handle):
    return np.int32(handle.shape[0])


@op(infer=lambda x, *others: x, gradient=None)
def list_zeros_like(handle):
    """An unwritten list as long as `handle`."""
    return TensorList([None] * handle.shape[0], handle.dtype)


@op(infer=lambda handle, index, value, *, grows: handle, type="TensorListSetItem")
def list_write(handle: Free, index: Free, value: Free, *, grows: Bool = False):
    """`handle` with entry `index` replaced; with `grows`, as long as that takes."""
    if not is_list(handle) or not grows and xp(index) is not np:
        return write_array(handle, index, value)
    index = int(index)
    if grows and index >= len(handle.items):
        handle = TensorList((*handle.items, *[None] * (index + 1 - len(handle.items))), handle.dtype)
    check_index(index, handle)
    return handle.replaced(index, value)


def write_array(handle, index, value):
    """Second gear: the list is an array from its first entry on."""
    jnp = xp(index, value, handle)
    array = as_array(handle, value.shape, jnp) if is_list(handle) else handle
    check_place(index, array)
    return with_row(array, index, value)


def check_place(index, array):
    """Second gear: a flag says whether there is no such entry."""
    fails_where((index < 0) | (index >= array.shape[0]), "TensorArray index out of range")


def as_array(handle, element, jnp):
    """A list as the array that second gear writes into; zeros where nothing was written."""
    array = jnp.zeros((handle.shape[0], *element), handle.dtype)
    for i, value in enumerate(handle.items):
        array = array if value is None else array.at[i].set(value)
    return array


def with_row(array, index, value):
    """A copy of `array` with row `index` replaced."""
    if xp(array, index, value) is not np:
        return xp(array, index, value).asarray(array).at[index].set(value)
    array = array.copy()
    array[index] = value
    return array


@list_write.gradient
def _(dy, index, value_shape, wanted):
    if not wanted[2]:
        return list_take(dy, index, element=None)[1], None, None
    entry, rest = list_take(dy, index, element=value_shape)
    return rest, None, entry


@op(infer=lambda handle, index, *, element: (Spec(element, handle.dtype.element), handle), partial=True)
def list_take(handle: Free, index: Free, *, element: Ints = None):
    """Entry `index` (zeros where there is none), and `handle` with nothing (zeros) in its place."""
    if is_list(handle):
        if handle.empty:
            return np.zeros(element, handle.dtype), handle
        if xp(index) is np:
            return entry(handle, int(index), element, missing=True), handle.replaced(int(index), None)
        handle = as_array(handle, next(v.shape for v in handle.items if v is not None), xp(index))
    return handle[index], with_row(handle, index, handle.dtype.type(0))


@list_take.gradient
def _(dys, handle, index, element):
    dy, rest = dys
    if dy is None:
        return list_take(rest, index, element=element)[1], None
    rest = list_zeros_like(handle) if rest is None else rest
    return list_write(rest, index, dy), None


@op(infer=lambda handle, index, value: handle)
def list_add_at(handle: Free, index: Free, value: Free):
    """`handle` with `value` added to entry `index`."""
    if is_list(handle) and xp(index, value) is np:
        old = handle.items[int(index)]
        return handle.replaced(int(index), value if old is None else old + value)
    array = as_array(handle, value.shape, xp(index, value)) if is_list(handle) else handle
    return xp(array, index, value).asarray(array).at[index].add(value)


@list_add_at.gradient
def _(dy, index, value_shape):
    return dy, None, list_read(dy, index, dtype=dy.dtype.element, element=value_shape, missing=True)


@op(
    infer=lambda handle, index, *, dtype, element, missing: Spec(element, dtype),
    type="TensorListGetItem",
)
def list_read(handle: Free, index: Free, *, dtype: Dtype, element: Ints = None, missing: Bool = False):
    """Entry `index`; one that was never written is an error, or zeros with `missing`."""
    if is_list(handle) and not handle.empty and xp(index) is not np:
        handle = as_array(handle, next(v.shape for v in handle.items if v is not None), xp(index))
    if not is_list(handle):
        check_place(index, handle)
        return xp(handle, index).asarray(handle)[index]
    if handle.empty and missing:
        return np.zeros(element, handle.dtype)
    index = int(index)
    check_index(index, handle)
    return entry(handle, index, element, missing)


def entry(handle, index, element, missing=False):
    value = handle.items[index]
    if value is None and (missing or element is not None and None not in element):
        return np.zeros(element, handle.dtype)
    if value is None:
        raise ValueError(
            f"Could not read index {index} of a TensorArray twice or before it was written: write it first."
        )
    return value


def check_index(index, handle):
    if not 0 <= index < len(handle.items):
        raise IndexError(
            f"Tried to access index {index} of a TensorArray of size {len(handle.items)}. Create it with "
            "dynamic_size=True if it should grow."
        )


@list_read.gradient
def _(dy, handle, index):
    return lambda: list_write(list_zeros_like(handle), index, dy), None


@op(
    infer=lambda handle, *, dtype, element, length: Spec(None if element is None else (length, *element), dtype),
    type="TensorListStack",
)
def list_stack(handle: Free, *, dtype: Dtype, element: Ints = None, length: Count.or_none() = None):
    """All entries as one tensor, [length, *element shape]."""
    count = handle.shape[0]
    if length is not None and length != count:
        raise errors.InvalidArgumentError(
            f"Operation expected a list with {length} elements but got a list with {count} elements: the TensorArray "
            f"was made with size={length}, and unstack put {count} into it."
        )
    if not is_list(handle):
        return handle
    if not handle.items:
        return np.zeros((0, *[d or 0 for d in element or ()]), handle.dtype)
    like = next((v.shape for v in handle.items if v is not None), element)
    values = [entry(handle, i, like) for i in range(len(handle.items))]
    return xp(*values).stack(values)


@list_stack.gradient
def _(dy):
    return list_unstack(dy)


@op(infer=lambda x: Spec((), dtypes.list_of(x.dtype)), type="TensorListFromTensor")
def list_unstack(tensor):
    """The list of the slices of `tensor` along its first axis."""
    return TensorList(tensor, tensor.dtype) if xp(tensor) is np else tensor


@list_unstack.kernel("xla")
def _(tensor):
    return tensor


@list_unstack.gradient
def _(dy, tensor_shape, tensor_dtype):
    element = tensor_shape[1:] if type(tensor_shape) is tuple else None
    return list_stack(dy, dtype=tensor_dtype, element=element)


def zeros_of(tensor):
    """Zeros like `tensor`, which may be a list: the gradient of something that has none."""
    return list_zeros_like(tensor) if isinstance(tensor.dtype, dtypes.ListType) else zeros_like(tensor)


@op(
    infer=lambda handle, *, dtype, element: Spec(None if element is None else (None, *element[1:]), dtype),
    type="TensorListConcatV2",
)
def list_concat(handle: Free, *, dtype: Dtype, element: Ints = None):
    """All entries joined along their first axis."""
    if not is_list(handle):
        return handle.reshape(-1, *handle.shape[2:])
    values = [entry(handle, i, element) for i in range(len(handle.items))]
    if not values:
        return np.zeros((0, *[d or 0 for d in (element or ())[1:]]), handle.dtype)
    return xp(*values).concatenate(values)


@list_concat.gradient
def _(dy, handle):
    return list_pieces(dy, handle)


@op(infer=lambda dy, handle: handle)
def list_pieces(dy: Free, handle: Free):
    """`dy` cut into entries as long as those of `handle`."""
    if not is_list(handle):
        return dy.reshape(handle.shape)
    ends = np.cumsum([len(v) for v in handle.items])[:-1]
    return TensorList(np.split(dy, ends), dy.dtype)


@list_pieces.gradient
def _(dy, dy_dtype):
    return list_concat(dy, dtype=dy_dtype), None
