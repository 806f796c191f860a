"""SparseTensors as strings: three serialised TensorProtos each. The codec is that of `io/tensor_proto.py`."""

from tenfold.core.base import errors
from tenfold.core.calls.attrs import Dtype, Int
from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops.bytes.codecs import missing
from tenfold.ops.sparse.entries import as_sparse
from tenfold.ops.sparse.tensor import SparseTensor


@op(infer=lambda indices, values, shape: Spec((3,), dtypes.string), host=True, gradient=None, type="SerializeSparse")
def _serialize_sparse(sparse_indices: Free, sparse_values: Free, sparse_shape: Free):
    return missing("sparse tensors")


@op(
    infer=lambda indices, values, shape: Spec((None, 3), dtypes.string),
    host=True,
    gradient=None,
    type="SerializeManySparse",
)
def _serialize_many_sparse(sparse_indices: Free, sparse_values: Free, sparse_shape: Free):
    return missing("sparse tensors")


def infer_deserialized(serialized, *, dtype, rank):
    return Spec((None, rank), dtypes.int64), Spec((None,), dtype), Spec((rank,), dtypes.int64)


@op(infer=infer_deserialized, host=True, gradient=None, type="DeserializeManySparse")
def _deserialize_many_sparse(serialized_sparse, *, dtype: Dtype, rank: Int):
    return missing("sparse tensors")


def _strings_only(out_type):
    out_type = dtypes.as_dtype(out_type)
    if out_type is dtypes.variant:
        raise errors.UnimplementedError("out_type tf.variant is not supported: tensors of strings hold sparse tensors.")
    if out_type is not dtypes.string:
        raise errors.InvalidArgumentError(
            f"Value for attr 'out_type' of {out_type.name} is not in the list of allowed values: string, variant"
        )


def serialize_sparse(sp_input, name=None, out_type=dtypes.string):
    """The SparseTensor as three strings, serialised TensorProtos of its indices, values and dense shape.

    Args:
      out_type: tf.string; variants are not supported.

    Raises:
      TypeError: no SparseTensor.
    """
    sp = as_sparse(sp_input)
    _strings_only(out_type)
    return _serialize_sparse(sp.indices, sp.values, sp.dense_shape, name=name)


def serialize_sparse_v2(sp_input, out_type=dtypes.string, name=None):
    """`serialize_sparse` with TensorFlow 2's order of arguments."""
    return serialize_sparse(sp_input, name, out_type)


def serialize_many_sparse(sp_input, name=None, out_type=dtypes.string):
    """Each row of a SparseTensor of rank 2 or more as three strings: shape (n, 3).

    Args:
      sp_input: its entries in row-major order (see `tf.sparse.reorder`).
      out_type: tf.string; variants are not supported.

    Raises:
      TypeError: no SparseTensor.
      InvalidArgumentError: its rank is 1, or its entries are in another order, repeated or outside its shape.
    """
    sp = as_sparse(sp_input)
    _strings_only(out_type)
    return _serialize_many_sparse(sp.indices, sp.values, sp.dense_shape, name=name)


def serialize_many_sparse_v2(sp_input, out_type=dtypes.string, name=None):
    """`serialize_many_sparse` with TensorFlow 2's order of arguments."""
    return serialize_many_sparse(sp_input, name, out_type)


def deserialize_many_sparse(serialized_sparse, dtype, rank=None, name=None):
    """One SparseTensor of n that `serialize_sparse` or `serialize_many_sparse` wrote: one dimension more, the first.

    Args:
      serialized_sparse: strings of shape (n, 3). The tensors have one rank; their sizes may differ, the largest count.
        Of other shapes (..., 3) all but the last dimension come first; (3,) is one tensor.
      dtype: that of all their values.
      rank: that of the result, where it is known before it is read.

    Raises:
      InvalidArgumentError: other strings, another dtype, or tensors of several ranks or of none.
      ValueError: the result has another rank, or `rank` is negative.
    """
    if rank is not None and rank < 0:
        raise ValueError(f"rank is that of the SparseTensors and one more, or None; received {rank}.")
    parts = _deserialize_many_sparse(convert(serialized_sparse), dtype, rank, name=name)
    found = parts[0]._dims
    if rank is not None and found is not None and found[1] not in (None, rank):
        raise ValueError(f"Tensor's shape {found} is not compatible with supplied shape (None, {rank}).")
    return SparseTensor(*parts)
