"""TensorProto: a tensor in messages and files (tensor.proto), to and from arrays.

A message holds its elements either as bytes (`tensor_content`) or as numbers in the field of its dtype, where the last
one stands for all that are missing: zeros of a million elements are one number.
"""

import math
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from tenfold.core.values import dtypes
from tenfold.core.values.dtypes import DType
from tenfold.io import messages
from tenfold.io.varints import read_varint, varint
from tenfold.ops.strings.arrays import as_bytes

LIMIT = 1 << 28  # bytes that a tensor may take beyond what its message holds, by repeating the last element
_RANK = 64  # of NumPy's arrays; TensorFlow's have at most 254


class _Field(NamedTuple):
    """Where elements of a dtype stand, and how they are made of the numbers there and back."""

    name: str
    words: Any  # the dtype of the numbers
    read: Callable[[np.ndarray, np.dtype], np.ndarray] = lambda numbers, dtype: numbers.astype(dtype)
    write: Callable[[np.ndarray], np.ndarray] = lambda flat: flat


def _bits(width: type) -> Callable[[np.ndarray, np.dtype], np.ndarray]:
    return lambda numbers, dtype: numbers.astype(width).view(dtype)


def _pairs(numbers: np.ndarray, dtype: np.dtype) -> np.ndarray:
    return numbers[: len(numbers) // 2 * 2].view(dtype)


_INT = _Field("int_val", np.int64)
_HALF = _Field("half_val", np.int64, _bits(np.uint16), lambda flat: flat.view(np.uint16))
_FLOAT8 = _Field("float8_val", np.uint8, _bits(np.uint8), lambda flat: flat.view(np.uint8))
_FIELDS = {
    "float32": _Field("float_val", np.float32),
    "float64": _Field("double_val", np.float64),
    "complex64": _Field("scomplex_val", np.float32, _pairs, lambda flat: flat.view(np.float32)),
    "complex128": _Field("dcomplex_val", np.float64, _pairs, lambda flat: flat.view(np.float64)),
    "int64": _Field("int64_val", np.int64),
    "uint32": _Field("uint32_val", np.uint32),
    "uint64": _Field("uint64_val", np.uint64),
    "bool": _Field("bool_val", np.bool_),
    **dict.fromkeys("int32 int16 int8 uint8 uint16 qint8 quint8 qint16 quint16 qint32".split(), _INT),
    **dict.fromkeys(("float16", "bfloat16"), _HALF),
    **dict.fromkeys(("float8_e5m2", "float8_e4m3fn"), _FLOAT8),
}


def to_array(proto: Any) -> np.ndarray:
    """The array of a message, of its dtype's NumPy dtype; writable, and nobody else's.

    What is missing is as the last element, or zero ("") where there is none; what is too much in a typed field is left
    out; an unknown rank counts as a scalar.

    Raises:
      TypeError: no dtype, or one that has no arrays (resource, variant, a reference, int4).
      ValueError: the shape has a negative size, more than 64 dimensions or more elements than there can be, or asks
        for more than LIMIT bytes of repeated elements; `tensor_content` is of another length than the shape's.
    """
    dtype, shape = dtype_of(proto.dtype), shape_of(proto.tensor_shape)
    size = math.prod(shape)
    if dtype is dtypes.string:
        return _strings(proto, shape, size)
    if proto.tensor_content and size:
        return _of_content(proto.tensor_content, dtype, shape, size)
    field = _FIELDS[dtype.name]
    numbers = getattr(proto, field.name)
    numbers = np.frombuffer(numbers, np.uint8) if field is _FLOAT8 else np.fromiter(numbers, field.words, len(numbers))
    return _repeated(field.read(numbers, dtype.numpy), size, dtype.numpy).reshape(shape)


def dtype_of(number: int) -> DType:
    """The DType of a number of messages.DataType. TypeError where its elements cannot be in an array."""
    try:
        found = dtypes.as_dtype(number) if number < 100 else None
    except TypeError:
        found = None
    if found is None or found in (dtypes.resource, dtypes.variant):
        name = messages.DataType.Name(number) if number in messages.DataType.values() else "of no such number"
        raise TypeError(f"a tensor of dtype {number} ({name}) has no elements that an array could hold")
    return found


def shape_of(proto: Any) -> tuple[int, ...]:
    """The sizes in a TensorShapeProto that is wholly known; () where it says that the rank is unknown.

    Raises:
      ValueError: a size is negative, there are more than 64, or their product is 2^63 or more.
    """
    shape = tuple(dim.size for dim in proto.dim)
    if len(shape) > _RANK:
        raise ValueError(f"a tensor of {len(shape)} dimensions; an array has at most {_RANK}")
    if any(size < 0 for size in shape) or math.prod(filter(None, shape)) >= 1 << 63:
        raise ValueError(f"a tensor cannot have shape {list(shape)}")
    return shape


def set_shape(proto: Any, shape: Iterable[int]) -> None:
    """Make a TensorShapeProto that of `shape`; a message that it is a part of has it from now on, if it is () too."""
    proto.Clear()
    proto.SetInParent()
    for size in shape:
        proto.dim.add(size=size)


def _of_content(content: bytes, dtype: DType, shape: tuple[int, ...], size: int) -> np.ndarray:
    if len(content) != size * dtype.size:
        raise ValueError(
            f"tensor_content has {len(content)} bytes; {dtype.name} of shape {list(shape)} takes {size * dtype.size}"
        )
    if dtype.is_bool and np.frombuffer(content, np.uint8).max() > 1:
        raise ValueError("tensor_content of a bool tensor holds bytes other than 0 and 1")
    return np.frombuffer(content, dtype.numpy).reshape(shape).copy()


def _repeated(found: np.ndarray, size: int, dtype: np.dtype) -> np.ndarray:
    """`size` elements: those found, then the last of them again and again."""
    if len(found) >= size:
        return found[:size]
    if (size - len(found)) * dtype.itemsize > LIMIT:
        raise ValueError(
            f"{len(found)} elements stand for {size} of {dtype.name}: by repeating the last one a tensor may take at "
            f"most {LIMIT >> 20} MiB"
        )
    last = found[-1:] if len(found) else np.zeros(1, dtype)
    return np.concatenate([found, np.broadcast_to(last, size - len(found))])


def _strings(proto: Any, shape: tuple[int, ...], size: int) -> np.ndarray:
    if proto.tensor_content and size:
        parts = _cut(proto.tensor_content, size)
    else:
        parts = list(proto.string_val) or [b""]
    found = np.empty(len(parts), object)
    found[:] = parts
    return _repeated(found, size, found.dtype).reshape(shape)


def _cut(content: bytes, count: int) -> list[bytes]:
    """The strings of a `tensor_content`: their lengths as varints, then their bytes one after the other."""
    lengths: list[int] = []
    at = 0
    while len(lengths) < count:
        try:
            number, at = read_varint(content, at)
        except ValueError as error:
            raise ValueError(f"tensor_content, among the lengths of its strings, at byte {at}: {error}") from None
        lengths.append(number)
    if at + sum(lengths) != len(content):
        raise ValueError(f"tensor_content has {len(content)} bytes; its {count} strings take {at + sum(lengths)}")
    ends = np.cumsum([at, *lengths]).tolist()
    return [content[a:b] for a, b in zip(ends, ends[1:])]


def from_array(array: np.ndarray, dtype: DType | None = None, content: bool = True, joined: bool = False) -> Any:
    """The message of an array, as `tf.io.serialize_tensor` writes it.

    Args:
      array: of numbers, bools, or bytes and str (dtype object, or NumPy's strings).
      dtype: the tensor's, where the array does not say it (quantised ones).
      content: whether numbers go into `tensor_content`; else into the field of their dtype. Strings go into theirs.
      joined: whether strings go into `tensor_content`, too.

    Raises:
      TypeError: an object that is neither bytes nor str.
    """
    dtype = dtypes.of_numpy(array.dtype) if dtype is None else dtype
    proto = messages.TensorProto(dtype=dtype.as_datatype_enum)
    set_shape(proto.tensor_shape, array.shape)
    if dtype is dtypes.string:
        parts = [as_bytes(s) for s in array.reshape(-1).tolist()]
        if joined:
            proto.tensor_content = b"".join([*(varint(len(part)) for part in parts), *parts])
        else:
            proto.string_val.extend(parts)
    elif content:
        proto.tensor_content = np.ascontiguousarray(array, dtype.numpy).tobytes()
    else:
        field = _FIELDS[dtype.name]
        numbers = field.write(np.ascontiguousarray(array, dtype.numpy).reshape(-1))
        if field is _FLOAT8:
            proto.float8_val = numbers.tobytes()
        else:
            getattr(proto, field.name).extend(numbers.tolist())
    return proto
