"""The eager tensor: an immutable NumPy array (or scalar) with TensorFlow's face. Operators are installed by `ops`."""

import itertools
import operator

import numpy as np

from tenfold.core.base.types import Any, Array, Dims, Function, Iterator, Memo, NoReturn, Reduced, Value
from tenfold.core.values import dtypes, format
from tenfold.core.values.no_array import explain_absent
from tenfold.core.values.shapes import TensorShape

new_key = itertools.count(1).__next__


def whole(value: Value) -> Array:
    """What a forward returned, as an array: NumPy hands one element of a string array out as bare bytes."""
    return value if type(value) is not bytes else np.array(value, object)


class Tensor:
    """A multidimensional array of one dtype.

    Attributes:
      _array: the NumPy array or scalar (a JAX array on an accelerator). Never written in place.
      _key: the number by which tapes know this tensor; None until one watches it.
      _live: the variable that an op read for itself as this tensor: a Keras tensor that it meets reads it at each call.
    """

    _key: int | None = None
    _live: Any = None
    __getitem__: Function  # installed by `ops`, as all operators are
    __array_priority__ = 100
    op = graph = property(lambda self: self._graph_only())

    def __init__(self, array: Array) -> None:
        self._array = array

    @property
    def dtype(self) -> dtypes.DType:
        return dtypes._BY_NUMPY[self._array.dtype]

    @property
    def _dims(self) -> Dims:
        """Shape as a tuple of ints (and None for symbolic tensors), or None where the rank is unknown."""
        return self._array.shape

    @property
    def shape(self) -> TensorShape:
        return TensorShape._from_tuple(self._dims)

    @property
    def ndim(self) -> int | None:
        return len(self._array.shape)

    @property
    def device(self) -> str:
        return "/job:localhost/replica:0/task:0/device:CPU:0"

    @property
    def name(self) -> str:
        raise AttributeError("Tensor.name is undefined when eager execution is enabled.")

    def _graph_only(self) -> NoReturn:
        raise AttributeError("Tensor.op and Tensor.graph are undefined when eager execution is enabled.")

    def get_shape(self) -> TensorShape:
        return self.shape

    def set_shape(self, shape: Value) -> None:
        """Check that this tensor has `shape`; on a symbolic tensor, make it known."""
        if not self.shape.is_compatible_with(shape):
            raise ValueError(f"Tensor's shape {self._dims} is not compatible with supplied shape {shape}.")

    def numpy(self) -> Any:
        """The value as a new NumPy array, or a NumPy scalar for rank 0."""
        array = np.asarray(self._array)
        return array.copy() if array.ndim else array[()]

    def ref(self) -> "Reference":
        """A hashable reference to this tensor, for use as a dictionary key."""
        return Reference(self)

    def eval(self, feed_dict: Any = None, session: Any = None) -> NoReturn:
        raise NotImplementedError("eval is not supported when eager execution is enabled, is .numpy() what you want?")

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        array = np.asarray(self._array)
        return array.astype(dtype) if dtype is not None and dtype != array.dtype else array.copy()

    def __len__(self) -> int:
        if not self._dims:
            raise TypeError("Scalar tensor has no `len()`")
        return self._array.shape[0]

    def __iter__(self) -> Iterator[Any]:
        if self._dims is None or not len(self._dims):
            raise TypeError("Cannot iterate over a scalar tensor.")
        return (self[i] for i in range(self._array.shape[0]))

    def __bool__(self) -> bool:
        return bool(self._one_value(ValueError)) if 0 not in (self._dims or ()) else False

    def __float__(self) -> float:
        return float(self._one_value())

    def __int__(self) -> int:
        return int(self._one_value())

    def __complex__(self) -> complex:
        return complex(self._one_value())

    def __index__(self) -> int:
        value = self._one_value()
        if not isinstance(value, np.integer):
            raise TypeError(
                f"A tensor of dtype {self.dtype.name} is no whole number, which Python needs here (range, an index): "
                "write int(x), or tf.cast(x, tf.int32)."
            )
        return operator.index(value)

    def __round__(self, digits: int = 0) -> float:
        return round(float(self._one_value()), digits)

    def _one_value(self, error: type[Exception] = TypeError) -> Any:
        array = np.asarray(self._array)
        if array.size != 1:
            raise error(
                f"A tensor of shape {self._dims} has no one truth value: use tf.reduce_any or tf.reduce_all."
                if array.dtype.kind == "b"
                else f"Only a tensor of one element can become a Python number; this one has shape {self._dims}."
            )
        return array.reshape(-1)[0]

    def __format__(self, spec: str) -> str:
        return format.tensor_format(np.asarray(self._array), spec)

    def __setitem__(self, index: Any, value: Value) -> NoReturn:
        raise TypeError(
            "'Tensor' object does not support item assignment: tensors are immutable. Use a tf.Variable and "
            "`v[i].assign(x)`, or tf.tensor_scatter_nd_update(t, indices, updates)."
        )

    def __hash__(self) -> int:
        raise TypeError("Tensor is unhashable. Instead, use tensor.ref() as the key.")

    def __copy__(self) -> "Tensor":
        return self

    def __deepcopy__(self, memo: Memo) -> "Tensor":
        return self

    def __reduce__(self) -> Reduced:
        return Tensor, (np.asarray(self._array),)

    def __repr__(self) -> str:
        return format.tensor_repr(np.asarray(self._array), self._dims, self.dtype.name)

    def __str__(self) -> str:
        return format.tensor_str(np.asarray(self._array), self._dims, self.dtype.name)


explain_absent(Tensor)


class Reference:
    """A hashable stand-in for a tensor or variable, equal to other references to the same object."""

    __slots__ = ("_referent",)

    def __init__(self, referent: Any) -> None:
        self._referent = referent

    def deref(self) -> Any:
        return self._referent

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reference) and self._referent is other._referent

    def __hash__(self) -> int:
        return id(self._referent)

    def __repr__(self) -> str:
        return f"<Reference wrapping {self._referent!r}>"
