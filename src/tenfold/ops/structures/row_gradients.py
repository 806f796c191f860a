"""Gradients that are rows of a tensor: what a lookup gives, and how such parts add up."""

from tenfold.core.base.hooks import hooks
from tenfold.core.base.thread import STATE
from tenfold.core.graphs.spec import size_of
from tenfold.core.values import dtypes
from tenfold.ops.arrays.casting import cast
from tenfold.ops.arrays.joining import concat
from tenfold.ops.arrays.shaping import reshape, size
from tenfold.ops.math.arithmetic import add
from tenfold.ops.structures.indexed_slices import IndexedSlices


def gradient_of_rows(dy, indices, dims):
    """The gradient of a tensor of shape `dims`, of which rows `indices` (of any shape) were taken, as IndexedSlices."""
    if STATE.graph is not None:  # a tape keeps what the lookup was given, which may be no tensor of the graph
        dy, indices = STATE.graph.capture(dy), STATE.graph.capture(indices)
    if indices._dims is not None and len(indices._dims) == 1:
        return IndexedSlices.of(dy, indices, dims)
    count = size_of(indices._dims)
    count = size(indices) if count is None else count
    rows = [count, *dims[1:]] if type(dims) is tuple else concat([reshape(count, [1]), dims[1:]], 0)
    return IndexedSlices.of(reshape(dy, rows), reshape(indices, [-1]), dims)


def accumulate(one, other):
    """The sum of two parts of a gradient: slices are put one behind the other, anything else is added up."""
    if one.__class__ is IndexedSlices and other.__class__ is IndexedSlices:
        ids = one.indices, other.indices
        if ids[0].dtype is not ids[1].dtype:
            ids = [cast(i, dtypes.int64) for i in ids]
        return IndexedSlices.of(concat([one.values, other.values], 0), concat(ids, 0), one._shape)
    return add(dense(one), dense(other))


def dense(gradient):
    """A gradient as a tensor."""
    return gradient._as_tensor() if gradient.__class__ is IndexedSlices else gradient


hooks.slices, hooks.accumulate = IndexedSlices, accumulate
