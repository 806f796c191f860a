"""IndexedSlices: some of the slices of a larger tensor, as the gradient of a lookup is made of."""

from typing import NamedTuple

from tenfold.core.base.state import hooks
from tenfold.core.values import nest
from tenfold.core.values.convert import convert_to_tensor
from tenfold.core.values.shapes import TensorShape
from tenfold.ops.composite.specs import IndexedSlicesSpec, get_static_value, register_spec


class IndexedSlicesValue(NamedTuple):
    """The parts of an IndexedSlices as NumPy arrays: what a Session gives."""

    values: object
    indices: object
    dense_shape: object = None


class IndexedSlices:
    """Slices `values[i]` that belong at `indices[i]` of the first dimension; repeated indices add up.

    Args:
      values: (n, ...).
      indices: (n,) integers.
      dense_shape: shape of the tensor that they are slices of, where known.
    """

    def __init__(self, values, indices, dense_shape=None):
        self.values, self.indices = convert_to_tensor(values), convert_to_tensor(indices)
        self.dense_shape = None if dense_shape is None else convert_to_tensor(dense_shape)

    _fetched = IndexedSlicesValue  # what a Session gives for it

    dtype = property(lambda self: self.values.dtype)
    name = property(lambda self: self.values.name)
    op = property(lambda self: self.values.op)
    graph = property(lambda self: self.values.graph)
    device = property(lambda self: self.values.device)

    @property
    def shape(self):
        if self.dense_shape is None:
            return TensorShape((None, *self.values._dims[1:])) if self.values._dims else TensorShape(None)
        known = get_static_value(self.dense_shape, partial=True)
        if known is None:
            rank = self.dense_shape._dims and self.dense_shape._dims[0]
            return TensorShape(None if rank is None else [None] * rank)
        return TensorShape([None if d is None else int(d) for d in known])

    def get_shape(self):
        return self.shape

    def _as_tensor(self):
        """The dense tensor."""
        if self.dense_shape is None:
            raise ValueError(f"Tensor conversion requested for IndexedSlices without dense_shape: {self}")
        return hooks.dense_slices(self.values, self.indices, self.dense_shape)

    def __neg__(self):
        return IndexedSlices(-self.values, self.indices, self.dense_shape)

    def __str__(self):
        shape = "" if self.dense_shape is None else f", dense_shape={self.dense_shape!s}"
        return f"IndexedSlices(indices={self.indices!s}, values={self.values!s}{shape})"


def _components(value):
    return [t for t in (value.values, value.indices, value.dense_shape) if t is not None]


nest.register_composite(IndexedSlices, _components, lambda value, tensors: IndexedSlices(*tensors))


def _spec_of(value):
    dense = value.dense_shape
    return IndexedSlicesSpec(
        value.shape, value.dtype, value.indices.dtype, None if dense is None else dense.dtype, value.indices.shape
    )


IndexedSlicesSpec.value_type = IndexedSlices
nest.register_composite(IndexedSlicesSpec, IndexedSlicesSpec.components, lambda spec, tensors: IndexedSlices(*tensors))
register_spec(IndexedSlices, _spec_of)
