"""The codec of tensors behind the ops of `ops/bytes/tensor_proto.py`."""

import base64

import numpy as np
from google.protobuf.message import DecodeError

from tenfold.core.base import errors
from tenfold.core.values.dtypes import DType
from tenfold.io import messages
from tenfold.io.tensor_proto import dtype_of, from_array, to_array
from tenfold.ops.bytes.tensor_proto import _parse_tensor, _serialize_tensor
from tenfold.ops.strings.arrays import string_in


@_serialize_tensor.kernel("numpy")
def serialize_tensor(tensor: np.ndarray) -> np.ndarray:
    return np.array(from_array(np.asarray(tensor)).SerializeToString(), object)


@_parse_tensor.kernel("numpy")
def parse_tensor(serialized: np.ndarray, *, out_type: DType) -> np.ndarray:
    if serialized.ndim:
        raise errors.InvalidArgumentError(
            f"Expected `serialized` to be a scalar, got shape: {list(serialized.shape)}; tf.map_fn parses several."
        )
    data = string_in(serialized, "serialized")
    try:
        proto = messages.TensorProto.FromString(data)
    except DecodeError:
        beginning = base64.b64encode(data[:60]).decode()
        raise errors.InvalidArgumentError(
            f"Could not parse `serialized` as TensorProto; base64 of its {len(data)} bytes: {beginning:.80}"
        ) from None
    try:
        found, array = dtype_of(proto.dtype), to_array(proto)
    except (TypeError, ValueError) as e:
        raise errors.InvalidArgumentError(f"Cannot parse tensor from proto: {e}") from None
    if found is not out_type:
        raise errors.InvalidArgumentError(
            f"Type mismatch between parsed tensor ({found.name}) and dtype ({out_type.name})"
        )
    return array
