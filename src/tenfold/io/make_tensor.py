"""`tf.make_tensor_proto` and `tf.make_ndarray`: values that a program writes, and the messages of tensors."""

import math
from typing import Any

import numpy as np

from tenfold.core.base import nest
from tenfold.core.base.types import Value
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.dtypes import DType
from tenfold.core.values.tensor import Tensor
from tenfold.io.tensor_proto import dtype_of, from_array, set_shape, to_array

_VALUES = (int, float, complex, str, bytes, np.ndarray, np.generic, Tensor)
# what TensorFlow writes element by element, into the field of the dtype
_IN_FIELDS = (dtypes.bool, dtypes.uint16, dtypes.complex64, dtypes.complex128, dtypes.string)


def make_tensor_proto(
    values: Value,
    dtype: Value = None,
    shape: Any = None,
    verify_shape: bool = False,
    allow_broadcast: bool = False,
) -> Any:
    """A TensorProto of `values`, in the encoding that TensorFlow chooses.

    Args:
      values: numbers, strings, lists of them, an array, an eager tensor. A TensorProto is given back as it is.
      dtype: the tensor's; by default that of `values` (Python floats: float32, integers: int32 where they fit).
      shape: the tensor's; by default that of `values`. Where it has more elements, the last one stands for the others.
      verify_shape: whether `values` must be of that shape.
      allow_broadcast: whether only one element may stand for others.

    Raises:
      TypeError: values that the dtype cannot hold, or that are not of `shape` (with one of the last two arguments).
      ValueError: None, more values than `shape` has elements, both of the last two arguments, or 2 GB and more.
    """
    if allow_broadcast and verify_shape:
        raise ValueError("allow_broadcast and verify_shape are not both allowed.")
    if _is_proto(values):
        return values
    dtype = None if dtype is None else dtypes.as_dtype(dtype)
    shape = None if shape is None else [int(size) for size in shape]
    if shape is not None and math.prod(shape) == 0 and not isinstance(values, (np.ndarray, np.generic, Tensor)):
        array, dtype = np.empty(shape, (dtype or dtypes.float32).numpy), dtype or dtypes.float32
    else:
        array, dtype = _array(values, dtype)
    shape = list(array.shape) if shape is None else shape
    _check(array, shape, verify_shape, allow_broadcast)
    if dtype is not dtypes.string and array.nbytes >= 1 << 31:
        raise ValueError(
            f"Cannot create a tensor proto whose content is larger than 2GB; received {array.nbytes} bytes."
        )
    whole = array.size == math.prod(shape) and array.size > 1
    proto = from_array(array, dtype, content=whole and dtype not in _IN_FIELDS)
    set_shape(proto.tensor_shape, shape)
    return proto


def _is_proto(values: Value) -> bool:
    return getattr(getattr(values, "DESCRIPTOR", None), "full_name", None) == "tensorflow.TensorProto"


def _array(values: Value, dtype: DType | None) -> tuple[np.ndarray, DType]:
    """The values as an array, and their dtype."""
    if dtype is not None and (dtype is dtypes.resource or dtype is dtypes.variant):
        raise TypeError(f"`dtype` {dtype} is not compatible with {values!r:.80}: no message holds its elements.")
    names = getattr(getattr(values, "dtype", None), "names", None)
    if names is not None:
        dtype = dtype or dtypes.as_dtype(names[0])
    if dtype is not None and dtype.is_quantized:
        return _quantised(values, dtype)
    if isinstance(values, (np.ndarray, np.generic)):
        array = np.asarray(values)
        dtype = dtype or dtypes.of_numpy(array.dtype)
        if (dtype is dtypes.string) != (array.dtype.kind in "SUO"):
            raise TypeError(f"Expected {dtype.name}, but got an array of dtype {array.dtype}.")
        return array.astype(dtype.numpy, copy=False), dtype
    if values is None:
        raise ValueError("None values not supported.")
    try:
        tensor = convert(values, dtype)
    except ValueError:  # a ragged list, or what is no value at all
        leaves = nest.flatten(values) if isinstance(values, (list, tuple)) else [values]
        strange = [v for v in leaves if not isinstance(v, _VALUES)]
        if not strange:
            raise
        raise TypeError(f"Failed to convert elements of {values!r:.80} to Tensor: {strange[0]!r:.80}") from None
    return np.asarray(tensor.numpy(), tensor.dtype.numpy), tensor.dtype


def _quantised(values: Value, dtype: DType) -> tuple[np.ndarray, DType]:
    """TensorFlow writes quantised elements as tuples of one: [(1,), (2,)]. Arrays of integers are taken too."""
    if not isinstance(values, np.ndarray):
        first = values
        while isinstance(first, list) and first:
            first = first[0]
        if not isinstance(first, (tuple, list)):
            raise TypeError(
                f"Expected {dtype.name}, but got {first!r} of type '{type(first).__name__}': write ({first},)."
            )
        values = np.array(values, _tuples(dtype))
    array = values if values.dtype.names is None else values[values.dtype.names[0]]
    return array.astype(dtype.numpy), dtype


def _tuples(dtype: DType) -> np.dtype:
    return np.dtype([(dtype.name, dtype.numpy)])


def _check(array: np.ndarray, shape: list[int], verify_shape: bool, allow_broadcast: bool) -> None:
    size = math.prod(shape)
    one = array.shape in ((), (1,))
    if (verify_shape and list(array.shape) != shape) or (allow_broadcast and not one and array.size != size):
        raise TypeError(f"Expected Tensor's shape: {tuple(shape)}, but got {array.shape}.")
    if array.size > size:
        raise ValueError(f"Too many elements provided. Takes at most {size}, but got {array.size}.")


def make_ndarray(tensor: Any) -> np.ndarray:
    """The array of a TensorProto; quantised elements are tuples of one, as TensorFlow has them.

    Raises:
      TypeError: a dtype that has no arrays.
      ValueError: elements that are not of its shape, as of hostile bytes.
    """
    if not _is_proto(tensor):
        raise TypeError(f"make_ndarray takes a TensorProto; received {tensor!r:.80}.")
    dtype, array = dtype_of(tensor.dtype), to_array(tensor)
    return array.view(_tuples(dtype)) if dtype.is_quantized else array
