"""IndexedSlices: some of the slices of a larger tensor, as the gradient of a lookup is made of."""

import math
import operator
import warnings
from typing import NamedTuple

import numpy as np

from tenfold.core.base import nest
from tenfold.core.base.hooks import hooks
from tenfold.core.base.thread import using
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values.convert import convert_to_tensor
from tenfold.core.values.shapes import TensorShape
from tenfold.ops.structures.specs import IndexedSlicesSpec, get_static_value, register_spec

LARGE = 100_000_000  # elements; a dense tensor of so many is warned of


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
        self._shape = dense_shape if dense_shape is None or _is_plain(dense_shape) else convert_to_tensor(dense_shape)

    @classmethod
    def of(cls, values, indices, dense_shape):
        """As the constructor, for tensors and a dense shape that is a tuple of ints or a tensor: nothing is checked."""
        self = cls.__new__(cls)
        self.values, self.indices, self._shape = values, indices, dense_shape
        return self

    _fetched = IndexedSlicesValue  # what a Session gives for it
    _dims_tensor = None  # the dense shape as a tensor, once that has been asked for

    dtype = property(lambda self: self.values.dtype)
    name = property(lambda self: self.values.name)
    op = property(lambda self: self.values.op)
    graph = property(lambda self: self.values.graph)
    device = property(lambda self: self.values.device)

    @property
    def dense_shape(self):
        """The shape of the tensor that they are slices of: an integer tensor, of the graph of the values; or None."""
        if type(self._shape) is tuple and self._dims_tensor is None:
            self.write_shape()
        return self._shape if self._dims_tensor is None else self._dims_tensor

    def write_shape(self):
        """Make the tensor `dense_shape` now: who fetches the slices from a graph may have finalized that."""
        if type(self._shape) is tuple:
            of_graph = isinstance(self.values, SymbolicTensor) and not self.values.graph.open
            with using(graph=self.values.graph if of_graph else None):
                self._dims_tensor = convert_to_tensor(np.array(self._shape, np.int32))

    @property
    def shape(self):
        if type(self._shape) is tuple:
            return TensorShape(self._shape)
        if self._shape is None:
            return TensorShape(None)
        known = get_static_value(self._shape, partial=True)
        if known is None:
            rank = self._shape._dims and self._shape._dims[0]
            return TensorShape(None if rank is None else [None] * rank)
        return TensorShape([None if d is None else int(d) for d in known])

    def get_shape(self):
        return self.shape

    def consumers(self):
        """The operations that take the values."""
        return self.values.consumers()

    def _as_tensor(self):
        """The dense tensor."""
        if self._shape is None:
            raise ValueError(f"Tensor conversion requested for IndexedSlices without dense_shape: {self}")
        dims = self.shape._dims
        if dims is not None and None not in dims and math.prod(dims) >= LARGE:
            warnings.warn(
                f"Converting sparse IndexedSlices to a dense Tensor with {math.prod(dims)} elements. This may consume "
                "a large amount of memory.",
                stacklevel=2,
            )
        return hooks.dense_slices(self.values, self.indices, self._shape)

    def as_target(self, gradient):
        """What a gradient of the dense tensor starts from: the values and, where one is given, rows of `gradient`."""
        return self.values, None if gradient is None else hooks.rows(gradient, self.indices)

    def on_values(self, function):
        """Slices of the same places with `function(values)` for values."""
        return IndexedSlices.of(function(self.values), self.indices, self._shape)

    def _called_with(self, op, args, attrs, name):
        """What an op means for slices: the same for the dense tensor, except where it leaves values as they are."""
        if op.name in ("identity", "stop_gradient"):
            return self.on_values(lambda values: op(values, **attrs, name=name))
        return op(*[a._as_tensor() if type(a) is IndexedSlices else a for a in args], **attrs, name=name)

    def __neg__(self):
        return self.on_values(operator.neg)

    def __str__(self):
        shape = "" if self._shape is None else f", dense_shape={self.dense_shape!s}"
        return f"IndexedSlices(indices={self.indices!s}, values={self.values!s}{shape})"


def _is_plain(shape):
    """Whether a shape is a tuple of numbers."""
    return type(shape) is tuple and all(type(d) is int for d in shape)


def _components(value):
    return [t for t in (value.values, value.indices, value.dense_shape) if t is not None]


nest.register_composite(IndexedSlices, _components, lambda value, tensors: IndexedSlices(*tensors))


def _spec_of(value):
    dense, dims = value.dense_shape, value.shape._dims
    if dims is None and value.values._dims is not None:
        dims = (None, *value.values._dims[1:])
    return IndexedSlicesSpec(
        dims, value.dtype, value.indices.dtype, None if dense is None else dense.dtype, value.indices.shape
    )


IndexedSlicesSpec.value_type = IndexedSlices
nest.register_composite(IndexedSlicesSpec, IndexedSlicesSpec.components, lambda spec, tensors: IndexedSlices(*tensors))
register_spec(IndexedSlices, _spec_of)
