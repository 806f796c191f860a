"""The eager tensor: an immutable NumPy array (or scalar) with TensorFlow's face. Operators are installed by `ops`."""

import itertools
import operator

import numpy as np

from tenfold.core.values import dtypes, format
from tenfold.core.values.shapes import TensorShape

new_key = itertools.count(1).__next__


def whole(value):
    """What a forward returned, as an array: NumPy hands one element of a string array out as bare bytes."""
    return value if type(value) is not bytes else np.array(value, object)


class Tensor:
    """A multidimensional array of one dtype.

    Attributes:
      _array: the NumPy array or scalar (a JAX array on an accelerator). Never written in place.
      _key: the number by which tapes know this tensor; None until one watches it.
      _live: the variable that an op read for itself as this tensor: a Keras tensor that it meets reads it at each call.
    """

    _key = _live = None
    __array_priority__ = 100
    op = graph = property(lambda self: self._graph_only())

    def __init__(self, array):
        self._array = array

    @property
    def dtype(self):
        return dtypes._BY_NUMPY[self._array.dtype]

    @property
    def _dims(self):
        """Shape as a tuple of ints (and None for symbolic tensors), or None where the rank is unknown."""
        return self._array.shape

    @property
    def shape(self):
        return TensorShape._from_tuple(self._dims)

    @property
    def ndim(self):
        return len(self._dims)

    @property
    def device(self):
        return "/job:localhost/replica:0/task:0/device:CPU:0"

    @property
    def name(self):
        raise AttributeError("Tensor.name is undefined when eager execution is enabled.")

    def _graph_only(self):
        raise AttributeError("Tensor.op and Tensor.graph are undefined when eager execution is enabled.")

    def get_shape(self):
        return self.shape

    def set_shape(self, shape):
        """Check that this tensor has `shape`; on a symbolic tensor, make it known."""
        if not self.shape.is_compatible_with(shape):
            raise ValueError(f"Tensor's shape {self._dims} is not compatible with supplied shape {shape}.")

    def numpy(self):
        """The value as a new NumPy array, or a NumPy scalar for rank 0."""
        array = np.asarray(self._array)
        return array.copy() if array.ndim else array[()]

    def ref(self):
        """A hashable reference to this tensor, for use as a dictionary key."""
        return Reference(self)

    def eval(self, feed_dict=None, session=None):
        raise NotImplementedError("eval is not supported when eager execution is enabled, is .numpy() what you want?")

    def __array__(self, dtype=None, copy=None):
        array = np.asarray(self._array)
        return array.astype(dtype) if dtype is not None and dtype != array.dtype else array.copy()

    def __len__(self):
        if not self._dims:
            raise TypeError("Scalar tensor has no `len()`")
        return self._dims[0]

    def __iter__(self):
        if self._dims is None or not len(self._dims):
            raise TypeError("Cannot iterate over a scalar tensor.")
        return (self[i] for i in range(self._dims[0]))

    def __bool__(self):
        return bool(self._one_value()) if 0 not in (self._dims or ()) else False

    def __float__(self):
        return float(self._one_value())

    def __int__(self):
        return int(self._one_value())

    def __complex__(self):
        return complex(self._one_value())

    def __index__(self):
        return operator.index(self._one_value())

    def __round__(self, digits=0):
        return round(float(self._one_value()), digits)

    def _one_value(self):
        array = np.asarray(self._array)
        if array.size != 1:
            raise ValueError(
                "The truth value of an array with more than one element is ambiguous. Use tf.reduce_any "
                "or tf.reduce_all."
                if array.dtype.kind == "b"
                else f"Only a tensor of one element can become a Python number; this one has shape {self._dims}."
            )
        return array.reshape(-1)[0]

    def __format__(self, spec):
        return format.tensor_format(np.asarray(self._array), spec)

    def __setitem__(self, index, value):
        raise TypeError(
            "'Tensor' object does not support item assignment: tensors are immutable. Use a tf.Variable and "
            "`v[i].assign(x)`, or tf.tensor_scatter_nd_update(t, indices, updates)."
        )

    def __hash__(self):
        raise TypeError("Tensor is unhashable. Instead, use tensor.ref() as the key.")

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __reduce__(self):
        return Tensor, (np.asarray(self._array),)

    def __repr__(self):
        return format.tensor_repr(np.asarray(self._array), self._dims, self.dtype.name)

    def __str__(self):
        return format.tensor_str(np.asarray(self._array), self._dims, self.dtype.name)


class Reference:
    """A hashable stand-in for a tensor or variable, equal to other references to the same object."""

    __slots__ = ("_referent",)

    def __init__(self, referent):
        self._referent = referent

    def deref(self):
        return self._referent

    def __eq__(self, other):
        return isinstance(other, Reference) and self._referent is other._referent

    def __hash__(self):
        return id(self._referent)

    def __repr__(self):
        return f"<Reference wrapping {self._referent!r}>"
