"""TensorProto: a tensor as TensorFlow writes it into files and messages (tensor.proto)."""

import numpy as np

from tenfold.core.base import errors
from tenfold.core.calls.attrs import Dtype
from tenfold.core.calls.op import op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops.bytes import protobuf
from tenfold.ops.strings.arrays import packed

DTYPE, SHAPE, CONTENT, STRINGS = 1, 2, 4, 8
# field -> NumPy dtype of its packed little-endian words; None for varints
_WORDS = {5: "<f4", 6: "<f8", 9: "<f4", 12: "<f8"}
_VARINTS = (7, 10, 11, 13, 16, 17)


def to_bytes(array):
    """The message of an array."""
    dtype = dtypes.of_numpy(array.dtype)
    dims = b"".join(protobuf.field(2, protobuf.field(1, n) if n else b"") for n in array.shape)
    head = protobuf.field(DTYPE, dtype.as_datatype_enum) + protobuf.field(SHAPE, dims)
    if dtype is dtypes.string:
        return head + b"".join(protobuf.field(STRINGS, s) for s in array.reshape(-1).tolist())
    content = np.ascontiguousarray(array).tobytes()
    return head + (protobuf.field(CONTENT, content) if content else b"")


def from_bytes(data):  # noqa: C901  a branch per field of the message
    """The array of a message. ValueError where it is none."""
    dtype, shape, content, values, strings = None, (), None, [], []
    for number, value in protobuf.fields(data):
        if number == DTYPE:
            dtype = dtypes.as_dtype(value)
        elif number == SHAPE:
            shape = _shape(value)
        elif number == CONTENT:
            content = value
        elif number == STRINGS:
            strings.append(value)
        elif number in _WORDS:
            values += _words(value, _WORDS[number])
        elif number in _VARINTS:
            values += protobuf.packed_varints(value) if isinstance(value, bytes) else [value]
    if dtype is None:
        raise ValueError("a tensor's dtype is missing")
    if dtype is dtypes.string:
        return packed(_filled(strings, shape), object, shape)
    if content is not None:
        return np.frombuffer(content, dtype.numpy).reshape(shape).copy()
    return (
        _of_values(values, dtype)
        .reshape(-1)[np.minimum(np.arange(_size(shape)), max(_count(values, dtype) - 1, 0))]
        .reshape(shape)
    )


def _size(shape):
    return int(np.prod(shape, dtype=np.int64))


def _count(values, dtype):
    return len(values) // 2 if dtype.is_complex else len(values)


def _filled(values, shape):
    """The last value stands for all that are missing."""
    values = values or [b""]
    return (values + values[-1:] * _size(shape))[: _size(shape)]


def _shape(data):
    """The sizes of a TensorShapeProto's dimensions."""
    return tuple(
        protobuf.signed(dict(protobuf.fields(dim)).get(1, 0)) for number, dim in protobuf.fields(data) if number == 2
    )


def _words(value, kind):
    raw = value if isinstance(value, bytes) else value.to_bytes(np.dtype(kind).itemsize, "little")
    return np.frombuffer(raw, kind).tolist()


def _of_values(values, dtype):
    """An array of the numbers as the typed fields hold them."""
    values = values or [0] * (1 + dtype.is_complex)
    if dtype.is_complex:
        return (np.array(values[::2]) + 1j * np.array(values[1::2])).astype(dtype.numpy)
    if dtype in (dtypes.float16, dtypes.bfloat16):
        return np.array(values, np.uint16).view(dtype.numpy)
    return np.array([protobuf.signed(v) if isinstance(v, int) else v for v in values]).astype(dtype.numpy)


@op(infer=lambda tensor: Spec((), dtypes.string), host=True, gradient=None, type="SerializeTensor")
def _serialize(tensor):
    return np.array(to_bytes(np.asarray(tensor)), object)


def serialize_tensor(tensor, name=None):
    """The tensor as a scalar string, a serialised TensorProto."""
    return _serialize(convert(tensor), name=name)


@op(
    infer=lambda serialized, *, out_type: Spec(None, out_type),
    host=True,
    gradient=None,
    type="ParseTensor",
)
def _parse(serialized, *, out_type: Dtype):
    try:
        array = from_bytes(serialized.item())
    except (ValueError, TypeError, KeyError) as e:
        raise errors.InvalidArgumentError(f"Could not parse `serialized` as TensorProto: {e}") from None
    if array.dtype != out_type.numpy:
        found = dtypes.of_numpy(array.dtype).name
        raise errors.InvalidArgumentError(f"Type mismatch between parsed tensor ({found}) and dtype ({out_type.name})")
    return array


def parse_tensor(serialized, out_type, name=None):
    """The tensor of a serialised TensorProto.

    Raises:
      InvalidArgumentError: it is none, or its dtype is not `out_type`.
    """
    return _parse(convert(serialized), out_type, name=name)
