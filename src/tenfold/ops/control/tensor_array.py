"""TensorArray: a list of tensors that loops write entry by entry."""

import numpy as np

from tenfold.core.base import errors, nest
from tenfold.core.base.thread import STATE
from tenfold.core.calls import attrs
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.shapes import TensorShape, merge
from tenfold.core.values.tensor import Tensor
from tenfold.ops import memory
from tenfold.ops.arrays.casting import cast
from tenfold.ops.arrays.gathering import gather
from tenfold.ops.arrays.joining import concat, split, stack, unstack
from tenfold.ops.control import lists
from tenfold.ops.state.sources import no_op


class TensorArray:
    """A list of tensors of one dtype. `write` returns the array to go on with; in graphs nothing is changed in place.

    Args:
      dtype: of the entries.
      size: number of entries; must be given, 0 where `dynamic_size` makes them.
      dynamic_size: whether writing beyond the end makes it longer.
      clear_after_read: eager only, as in TensorFlow: whether an entry may be read once only (the default).
      tensor_array_name, name, colocate_with_first_write_call: accepted; they change nothing.
      handle, flow: only None; an array is made from its entries with `unstack`.
      infer_shape: whether all entries must have one shape.
      element_shape: that shape, as far as it is known.

    Raises:
      ValueError: no `size`: None, as x.shape[0] may be where a function is traced.
    """

    def __init__(
        self,
        dtype,
        size=None,
        dynamic_size=None,
        clear_after_read=None,
        tensor_array_name=None,
        handle=None,
        flow=None,
        infer_shape=True,
        element_shape=None,
        colocate_with_first_write_call=True,
        name=None,
    ):
        if handle is not None or flow is not None:
            raise ValueError(
                "TensorArray: handle and flow cannot be given; make an array with size= and fill it with unstack()."
            )
        self._facts = {
            "dtype": dtypes.as_dtype(dtype),
            "grows": bool(dynamic_size),
            "one_shape": infer_shape,
            "element": TensorShape(element_shape)._dims,
            "clears": clear_after_read is not False,
        }
        if size is None:
            raise ValueError(
                "TensorArray: `size` must be declared; received None. Give size=0 with dynamic_size=True, and "
                "tf.shape(x)[i] in place of x.shape[i] where that is not known while the function is traced."
            )
        symbolic = STATE.graph is not None or isinstance(size, SymbolicTensor)
        self._size = size if isinstance(size, int) and not dynamic_size else None
        if symbolic:
            self._value = lists.list_reserve(size=size, dtype=self.dtype)
        else:
            self._value = [None] * memory.reserve((attrs.Count.named("size")(size),), np.dtype(object))

    dtype = property(lambda self: self._facts["dtype"])
    dynamic_size = property(lambda self: self._facts["grows"])
    element_shape = property(lambda self: TensorShape._from_tuple(self._facts["element"]))
    flow = property(lambda self: self._value)
    handle = property(lambda self: None)

    def _with(self, value):
        """This array with other entries; what is learnt of their shape is shared."""
        new = object.__new__(TensorArray)
        new._facts, new._value, new._size = self._facts, value, self._size
        return new

    @property
    def _eager(self):
        return isinstance(self._value, list)

    def _learn(self, dims):
        """An entry of shape `dims` is written."""
        if not self._facts["one_shape"]:
            return
        try:
            self._facts["element"] = merge(self._facts["element"], dims)
        except ValueError:
            raise ValueError(
                f"Inconsistent shapes: TensorArray holds entries of shape {self.element_shape}, and one of shape "
                f"{TensorShape(dims)} was written. Use infer_shape=False if shapes differ."
            ) from None

    def size(self, name=None):
        """Number of entries, scalar int32: in a graph the size that it was made with, where that is a number."""
        if not self._eager and self._size is not None and not self.dynamic_size:
            return convert(np.int32(self._size))
        return Tensor(np.int32(len(self._value))) if self._eager else lists.list_length(self._value, name=name)

    def write(self, index, value, name=None):
        """The array with `value` as entry `index`."""
        value, index = self._entry(value), _place(index)
        self._learn(value._dims)
        if not self._eager:
            return self._with(lists.list_write(self._value, index, value, grows=self.dynamic_size, name=name))
        index = int(index)
        if index >= len(self._value) and self.dynamic_size:
            self._value += [None] * (index + 1 - len(self._value))
        self._check(index)
        self._value[index] = value
        return self

    def _entry(self, value):
        value = convert(value, partner=self.dtype)
        if value.dtype != self.dtype:
            raise errors.InvalidArgumentError(
                f"TensorArray dtype is {self.dtype.name} but Op is trying to write dtype {value.dtype.name}; "
                f"cast it with tf.cast(value, tf.{self.dtype.name})."
            )
        return value

    def _check(self, index):
        if not 0 <= index < len(self._value):
            raise errors.OutOfRangeError(
                f"Tried to access index {index} of a TensorArray of size {len(self._value)}"
                + ("." if self.dynamic_size else ", and it is not resizeable: see dynamic_size=True.")
            )

    def read(self, index, name=None):
        """Entry `index`."""
        index = _place(index)
        if not self._eager:
            return lists.list_read(self._value, index, dtype=self.dtype, element=self._facts["element"], name=name)
        index = int(index)
        self._check(index)
        value = self._value[index]
        if value is CLEARED:
            raise errors.InvalidArgumentError(
                f"Could not read index {index} twice because it was cleared after a previous read "
                "(perhaps try setting clear_after_read = false?)"
            )
        if self._facts["clears"]:
            self._value[index] = CLEARED
        return self._filled(value)

    def _filled(self, value):
        if isinstance(value, Tensor):
            return value
        dims = self._facts["element"]
        if dims is None or None in dims:
            raise ValueError(
                "A TensorArray entry that was never written has no value, since its shape is not known: "
                "write it first, or give element_shape."
            )
        return Tensor(np.zeros(dims, self.dtype.numpy))

    def stack(self, name=None):
        """All entries under each other: [size, *entry shape]."""
        if self._eager:
            if not self._value:
                return Tensor(np.zeros((0, *[d or 0 for d in self._facts["element"] or ()]), self.dtype.numpy))
            return stack([self._filled(v) for v in self._value])
        return lists.list_stack(
            self._value, dtype=self.dtype, element=self._facts["element"], length=self._size, name=name
        )

    def gather(self, indices, name=None):
        """The entries numbered `indices`, under each other."""
        return gather(self.stack(), _integers(indices), name=name)

    def concat(self, name=None):
        """The entries joined along their first axis."""
        if self._eager and not self._value:
            return Tensor(np.zeros((0, *[d or 0 for d in (self._facts["element"] or ())[1:]]), self.dtype.numpy))
        if self._eager:
            return concat([self._filled(v) for v in self._value], 0)
        return lists.list_concat(self._value, dtype=self.dtype, element=self._facts["element"], name=name)

    def unstack(self, value, name=None):
        """The array whose entries are the slices of `value` along its first axis."""
        value = self._entry(value)
        if value._dims == ():
            raise ValueError("TensorArray.unstack needs a tensor of rank 1 or more; received a scalar.")
        if value._dims is not None:
            self._learn(value._dims[1:])
            if self._size is None or self.dynamic_size:
                self._size = value._dims[0]
        if self._eager and not isinstance(value, SymbolicTensor):
            if not self.dynamic_size and value._dims[0] > len(self._value):
                raise ValueError(
                    f"Cannot unstack {value._dims[0]} tensors into a TensorArray of static size {len(self._value)}."
                )
            self._value = unstack(value) if value._dims[0] else []
            return self
        return self._with(lists.list_unstack(value, name=name))

    def scatter(self, indices, value, name=None):
        """The array with row i of `value` as entry `indices[i]`."""
        value, indices = self._entry(value), _integers(indices)
        rows, places = [t._dims[0] if t._dims else None for t in (value, indices)]
        if None not in (rows, places) and rows != places:
            raise errors.InvalidArgumentError(f"Expected len(indices) == tensor.shape[0], but saw: {places} vs. {rows}")
        if value._dims is None or value._dims[0] is None:
            raise ValueError(
                "TensorArray.scatter needs a value whose first dimension is known; received shape "
                f"{value.shape}. Write the entries in a loop."
            )
        array = self
        for i, row in enumerate(unstack(value)):
            array = array.write(indices[i], row)
        return array

    def split(self, value, lengths, name=None):
        """The array whose entries are consecutive pieces of `value`, of the given lengths."""
        lengths = _integers(lengths)
        if not isinstance(lengths, SymbolicTensor) and lengths._array.min(initial=0) < 0:
            raise errors.InvalidArgumentError(f"TensorArray.split: lengths must be 0 or more; received {lengths}.")
        value, whole = self._entry(value), None if isinstance(lengths, SymbolicTensor) else int(lengths._array.sum())
        if whole is not None and value._dims and value._dims[0] not in (None, whole):
            raise errors.InvalidArgumentError(
                f"Expected sum of lengths to be equal to values.shape[0], but sum of lengths is {whole} and value's "
                f"shape is {value.shape}."
            )
        if isinstance(lengths, SymbolicTensor) or len(set(lengths._array.reshape(-1).tolist())) > 1:
            self._facts["one_shape"] = False
        pieces = split(value, lengths)
        if self._eager and not self.dynamic_size and len(pieces) != len(self._value):
            raise errors.InvalidArgumentError(
                f"TensorArray's size is not equal to the size of lengths ({len(self._value)} vs. {len(pieces)}), and "
                "the TensorArray is not marked as dynamically resizeable."
            )
        array = self
        for i, piece in enumerate(pieces):
            array = array.write(i, piece)
        return array

    def identity(self):
        return self._with(list(self._value) if self._eager else self._value)

    def close(self, name=None):
        """Nothing to do: None, or in a graph an operation that does it."""
        return None if self._eager or STATE.graph is None else no_op(name=name)

    def __repr__(self):
        return f"<tf.TensorArray dtype={self.dtype.name} element_shape={self.element_shape}>"


def _integers(indices):
    """Numbers of entries, as a tensor."""
    indices = convert(indices)
    if not indices.dtype.is_integer and 0 not in (indices._dims or ()):
        raise TypeError(f"The index of a TensorArray must be an integer; received {indices.dtype.name}.")
    return cast(indices, dtypes.int32) if not indices.dtype.is_integer else indices


def _place(index):
    """The number of an entry, as a scalar tensor."""
    index = _integers(index)
    if index._dims not in ((), None):
        raise TypeError(f"The index of a TensorArray must be a scalar; received shape {index.shape}.")
    return index


CLEARED = object()  # what is left of an entry that was read


def _as_tensors(array):
    if not array._eager:
        return [array._value]
    whole = array.stack()
    return [lists.list_unstack(whole)] if STATE.graph is not None else [whole]


def _from_tensors(array, tensors):
    value = tensors[0]
    if not isinstance(value, SymbolicTensor):  # what a function returned
        held = value._array
        value = [Tensor(v) for v in (held.items if lists.is_list(held) else held)]
    elif not isinstance(value.dtype, dtypes.ListType):  # what a function was given
        value = lists.list_unstack(value)
    return array._with(value)


nest.register_composite(TensorArray, _as_tensors, _from_tensors)
