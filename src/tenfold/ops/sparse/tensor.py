"""SparseTensor: the coordinates and values of the entries of a tensor that are not zero."""

from typing import NamedTuple

import numpy as np

from tenfold.core.base import nest
from tenfold.core.calls.complaints import described
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert_to_tensor
from tenfold.core.values.shapes import TensorShape
from tenfold.ops.infer import same_dims
from tenfold.ops.structures.specs import SparseTensorSpec, get_static_value, register_spec


class SparseTensorValue(NamedTuple):
    """The three parts of a SparseTensor as NumPy arrays: what a Session gives and takes."""

    indices: object
    values: object
    dense_shape: object


class SparseTensor:
    """A tensor of which only some entries are written down, the others being zero (or empty).

    Args:
      indices: (n, rank) int64, in row-major order for most ops.
      values: (n,) of any dtype.
      dense_shape: (rank,) int64.
    """

    def __init__(self, indices, values, dense_shape):
        self._indices = convert_to_tensor(indices, dtypes.int64)
        self._values = convert_to_tensor(values)
        self._dense_shape = convert_to_tensor(dense_shape, dtypes.int64)
        if self._indices.ndim not in (2, None):
            raise ValueError(
                f"SparseTensor: indices must be a matrix, one row per value; received shape {self._indices.shape}."
            )
        if self._dense_shape.ndim not in (1, None):
            raise ValueError(f"SparseTensor: dense_shape must be a vector; received shape {self._dense_shape.shape}.")
        if None not in (self._indices._dims, self._values._dims, self._dense_shape._dims):
            same_dims(self._indices._dims[0], self._values._dims[0])
            same_dims(self._indices._dims[1], self._dense_shape._dims[0])

    _fetched = SparseTensorValue  # what a Session gives for it

    indices = property(lambda self: self._indices)
    values = property(lambda self: self._values)
    dense_shape = property(lambda self: self._dense_shape)
    dtype = property(lambda self: self._values.dtype)
    op = property(lambda self: self._values.op)
    graph = property(lambda self: self._values.graph)
    name = property(lambda self: self._values.name)

    @property
    def shape(self):
        known = get_static_value(self._dense_shape, partial=True)
        if known is not None:
            return TensorShape([None if d is None else int(d) for d in known])
        rank = self._dense_shape._dims and self._dense_shape._dims[0]
        return TensorShape(None if rank is None else [None] * rank)

    def get_shape(self):
        return self.shape

    @property
    def rank(self):
        return self.shape.rank

    def with_values(self, new_values):
        """The same coordinates with other values."""
        return SparseTensor(self._indices, new_values, self._dense_shape)

    def _map_values(self, function):
        return self.with_values(function(self._values))

    @classmethod
    def from_value(cls, sparse_tensor_value):
        """A SparseTensor of a SparseTensorValue."""
        missing = [part for part in SparseTensorValue._fields if not hasattr(sparse_tensor_value, part)]
        if missing:
            raise TypeError(
                "SparseTensor.from_value needs a SparseTensorValue or a SparseTensor; received "
                f"{described(sparse_tensor_value)}, which has no {missing[0]}."
            )
        return cls(*(getattr(sparse_tensor_value, part) for part in SparseTensorValue._fields))

    def eval(self, feed_dict=None, session=None):
        """The three parts as NumPy arrays, computed in `session`."""
        return (session or self.graph.default_session()).run(self, feed_dict)

    def __repr__(self):
        return f"SparseTensor(indices={self._indices!s}, values={self._values!s}, dense_shape={self._dense_shape!s})"

    def __iter__(self):
        raise TypeError("A SparseTensor cannot be iterated over: use tf.sparse.to_dense(x), or x.indices and x.values.")


nest.register_composite(
    SparseTensor, lambda s: [s.indices, s.values, s.dense_shape], lambda s, tensors: SparseTensor(*tensors)
)


def _of_spec(spec, tensors):
    """A SparseTensor of the three tensors; a dense shape that only a run gives is known as far as the spec says it."""
    made = SparseTensor(*tensors)
    known = made.dense_shape
    if isinstance(known, SymbolicTensor) and known._value is None and spec.shape._dims is not None:
        known._value = np.array(spec.shape._dims, object)
    return made


SparseTensorSpec.value_type = SparseTensor
nest.register_composite(SparseTensorSpec, SparseTensorSpec.components, _of_spec)
register_spec(SparseTensor, lambda s: SparseTensorSpec(s.shape, s.dtype))
