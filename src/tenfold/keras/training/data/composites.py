"""Ragged and sparse tensors as samples: of the rows of each batch, the tensors that one of these is made of.

A step gets a RaggedTensor or SparseTensor (`RaggedSamples`, `SparseSamples` are that before there are tensors, and nest
like them); the arrays of a batch are its parts. Each part is an object of `Rows`, of as many samples as the others.
"""

import numpy as np

from tenfold.core.base import nest
from tenfold.core.values.tensor import Tensor
from tenfold.keras.training.data.rows import Rows
from tenfold.ops.ragged.tensor import RaggedTensor
from tenfold.ops.sparse.tensor import SparseTensor
from tenfold.ops.structures.specs import RaggedTensorSpec, SparseTensorSpec, type_spec_from_value


class CompositeSamples:
    """Samples that are no dense array.

    Args:
      spec: that of the tensor, the number of samples left open.
      parts: the arrays of a batch, or Rows of which they are made.
      size: the number of samples.

    Attributes:
      shape, dtype, ndim, size: as of an array; axes that are ragged have the length None.
    """

    def __init__(self, spec, parts, size):
        self.spec, self.parts = spec, parts
        self.shape, self.ndim = (size, *spec.shape.as_list()[1:]), spec.shape.rank
        self.dtype = np.dtype(parts[self.numbers].dtype)

    @property
    def beyond_components(self):
        """What a step is traced for besides dtypes and shapes of the parts."""
        return self.spec

    def __len__(self):
        return self.shape[0]

    def values(self):
        """All numbers, whatever their rows."""
        return self.parts[self.numbers][:]


class RaggedSamples(CompositeSamples):
    """The rows of a RaggedTensor. Its parts: all values, and the splits of each ragged axis."""

    value_type, numbers = RaggedTensor, 0  # what a batch becomes; which part has the values

    @classmethod
    def of(cls, ragged):
        """Those of an eager tensor."""
        values, *splits = map(np.asarray, [t._array for t in nest.flatten(ragged, expand_composites=True)])
        size = len(splits[0]) - 1
        parts = [_RaggedPart(values, splits, size), *[_Splits(splits, i, size) for i in range(len(splits))]]
        found = type_spec_from_value(ragged)
        dims = [None, *found.shape.as_list()[1:]]
        return cls(RaggedTensorSpec(dims, found.dtype, found.ragged_rank, found.row_splits_dtype), parts, size)


class SparseSamples(CompositeSamples):
    """The rows of a SparseTensor. Its parts: indices, values, dense shape."""

    value_type, numbers = SparseTensor, 1

    @classmethod
    def of(cls, sparse):
        """Those of an eager tensor; its entries are put in order where they are not."""
        indices, values, shape = map(
            np.asarray, [t._array for t in (sparse.indices, sparse.values, sparse.dense_shape)]
        )
        of_row = indices[:, 0]
        if np.any(of_row[1:] < of_row[:-1]):
            order = np.lexsort(indices.T[::-1])
            indices, values, of_row = indices[order], values[order], of_row[order]
        size = int(shape[0])
        starts = np.searchsorted(of_row, np.arange(size + 1))
        parts = [_Indices(indices, starts, size), _RaggedPart(values, [starts], size), _Shape(shape, size)]
        return cls(SparseTensorSpec([None, *shape[1:].tolist()], sparse.dtype), parts, size)


def _rebuilt(like, parts):
    """The tensor of these parts; samples where they are arrays."""
    if isinstance(parts[0], Tensor):
        return nest.pack_sequence_as(like.spec, parts, expand_composites=True)
    return type(like)(like.spec, parts, len(like))


for _cls in (RaggedSamples, SparseSamples):
    nest.register_composite(_cls, lambda samples: samples.parts, _rebuilt)


class _RaggedPart(Rows):
    """The values of ragged rows.

    Args:
      values: those of all rows.
      splits: where rows begin, of each ragged axis.
    """

    def __init__(self, values, splits, size):
        super().__init__(values, (size, *values.shape[1:]), values.dtype)
        self.splits = splits

    def _read(self, rows):
        for splits in self.splits:
            rows = _within(splits, rows)
        return self.source[rows]


class _Splits(Rows):
    """Where the rows of a batch begin, on one of several ragged axes."""

    def __init__(self, splits, axis, size):
        super().__init__(splits[axis], (size,), splits[axis].dtype)
        self.outer = splits[:axis]

    def _read(self, rows):
        for splits in self.outer:
            rows = _within(splits, rows)
        return np.concatenate([[0], np.cumsum(_lengths(self.source, rows))]).astype(self.dtype, copy=False)


class _Indices(Rows):
    """The indices of the entries of sparse rows, of which `starts` says where those of each row begin."""

    def __init__(self, indices, starts, size):
        super().__init__(indices, (size, indices.shape[1]), indices.dtype)
        self.starts = starts

    def _read(self, rows):
        found = self.source[_within(self.starts, rows)].copy()
        lengths = _lengths(self.starts, rows)
        found[:, 0] = np.repeat(np.arange(len(lengths)), lengths)
        return found


class _Shape(Rows):
    """The dense shape of a batch of sparse rows."""

    def __init__(self, shape, size):
        super().__init__(shape, (size,), shape.dtype)

    def _read(self, rows):
        count = rows.stop - rows.start if isinstance(rows, slice) else len(rows)
        return np.array([count, *self.source[1:]], self.dtype)


def _lengths(splits, rows):
    """How long the rows are that a slice or numbers choose."""
    if isinstance(rows, slice):
        return np.diff(splits[rows.start : rows.stop + 1])
    return splits[rows + 1] - splits[rows]


def _within(splits, rows):
    """The places of what is in these rows, one row after the other: a slice of a slice, else numbers."""
    if isinstance(rows, slice):
        return slice(int(splits[rows.start]), int(splits[rows.stop]))
    lengths = _lengths(splits, rows)
    begin = np.cumsum(lengths) - lengths
    return np.repeat(splits[rows] - begin, lengths) + np.arange(lengths.sum())
