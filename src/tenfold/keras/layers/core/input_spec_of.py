"""What an Input stands for: a dense, ragged or sparse tensor of some shape and dtype."""

from tenfold.core.base import nest
from tenfold.core.values import dtypes
from tenfold.keras.layers.base.context import GRAPH
from tenfold.ops.ragged.tensor import RaggedTensor
from tenfold.ops.sparse.tensor import SparseTensor
from tenfold.ops.structures.specs import RaggedTensorSpec, SparseTensorSpec, TensorSpec

COMPOSITE = RaggedTensorSpec, SparseTensorSpec


def spec_of_input(shape, dtype, sparse, ragged):
    """The spec of an input of `shape`, with the batch.

    Of a ragged one all axes up to the last that is None are ragged, but for the first, as in Keras; without any it is
    dense.

    Raises:
      ValueError: it is to be ragged and sparse.
    """
    if sparse and ragged:
        raise ValueError("Cannot set both `sparse` and `ragged` to `True` in a Keras `Input`.")
    if sparse:
        return SparseTensorSpec(shape, dtype)
    rank = max((axis for axis, size in enumerate(shape) if axis and size is None), default=0) if ragged else 0
    return RaggedTensorSpec(shape, dtype, rank) if rank else TensorSpec(shape, dtype)


def placeholder(spec, name):
    """The Keras tensor that `spec` describes, or a ragged or sparse one made of Keras tensors."""
    if not isinstance(spec, COMPOSITE):
        return GRAPH.placeholder(spec.shape._dims, spec.dtype, name)
    parts = [GRAPH.placeholder(part.shape._dims, dtypes.as_dtype(part.dtype), name) for part in spec.components()]
    return nest.pack_sequence_as(spec, parts, expand_composites=True)


def kinds_of(spec):
    """(whether it is sparse, whether it is ragged) of a spec."""
    return isinstance(spec, SparseTensorSpec), isinstance(spec, RaggedTensorSpec)


def kinds_of_value(value):
    """Likewise of a tensor."""
    return isinstance(value, SparseTensor), isinstance(value, RaggedTensor)
