"""Tensors as strings: `tf.io.serialize_tensor` and `parse_tensor`. The codec is that of `io/tensor_proto.py`."""

from tenfold.core.calls.attrs import Dtype
from tenfold.core.calls.op import op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops.bytes.codecs import missing


@op(infer=lambda tensor: Spec((), dtypes.string), host=True, gradient=None, type="SerializeTensor")
def _serialize_tensor(tensor):
    return missing("tensors")


def serialize_tensor(tensor, name=None):
    """The tensor as a scalar string, a serialised TensorProto."""
    return _serialize_tensor(convert(tensor), name=name)


@op(
    infer=lambda serialized, *, out_type: Spec(None, out_type),
    host=True,
    gradient=None,
    type="ParseTensor",
)
def _parse_tensor(serialized, *, out_type: Dtype):
    return missing("tensors")


def parse_tensor(serialized, out_type, name=None):
    """The tensor of a serialised TensorProto.

    Raises:
      InvalidArgumentError: it is none, or its dtype is not `out_type`.
    """
    return _parse_tensor(convert(serialized), out_type, name=name)
