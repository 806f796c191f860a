"""A tensor dealt out into several and put together again; numbers of places and back."""

import numpy as np

from tenfold.core.calls.attrs import Size, Sizes
from tenfold.core.calls.op import Free, op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops import memory
from tenfold.ops.arrays.gathering import check_indices, gather
from tenfold.ops.arrays.ranges import _range
from tenfold.ops.arrays.shaping import known_shape, reshape, size
from tenfold.ops.failing import fails_where

PART = np.dtype("V112")  # what an array takes beside its elements


def infer_partition(data, partitions, *, num_partitions):
    if num_partitions is None:
        raise ValueError("num_partitions must be known while a graph is written: it is the number of results.")
    memory.reserve((num_partitions,), PART)
    rest = None if data.shape is None or partitions.shape is None else data.shape[len(partitions.shape) :]
    return [Spec(None if rest is None else (None, *rest), data.dtype)] * num_partitions


@op(infer=infer_partition, results=list)
def dynamic_partition(data, partitions: Free, *, num_partitions: Size):
    """`num_partitions` tensors: the i-th has the slices of `data` for which `partitions` says i, in order."""
    if tuple(data.shape[: partitions.ndim]) != tuple(partitions.shape):
        raise ValueError(
            f"data of shape {list(data.shape)} must begin with the shape of partitions, {list(partitions.shape)}."
        )
    memory.reserve((num_partitions,), PART)
    bad = (partitions < 0) | (partitions >= num_partitions)
    fails_where(bad, f"dynamic_partition: partitions must lie in [0, {num_partitions}).")
    return tuple(data[np.asarray(partitions) == i] for i in range(num_partitions))


@dynamic_partition.gradient
def _(dys, partitions, data_shape, num_partitions):
    count = reshape(_range(0, size(partitions), 1, dtypes.int32), known_shape(partitions))
    places = dynamic_partition(count, partitions, num_partitions)
    return reshape(dynamic_stitch(places, dys), data_shape), None


def infer_stitch(*tensors, count):
    indices, data = tensors[:count], tensors[count:]
    rest = None if data[0].shape is None or indices[0].shape is None else data[0].shape[len(indices[0].shape) :]
    return Spec(None if rest is None else (None, *rest), data[0].dtype)


@op(infer=infer_stitch, type="DynamicStitch")
def _dynamic_stitch(*tensors: Free, count):
    indices = [
        np.asarray(i) for i in tensors[:count]
    ]  # the result's length is their largest: a shape that depends on data
    data, one = tensors[count:], xp(*tensors)
    flat = np.concatenate([i.reshape(-1) for i in indices])
    check_indices(flat, np.iinfo(np.int32).max)
    rest = data[0].shape[indices[0].ndim :]
    rows = one.concatenate([d.reshape(i.size, *rest) for i, d in zip(indices, data)])
    n = int(flat.max()) + 1 if flat.size else 0
    if one is not np:
        return one.zeros((n, *rest), rows.dtype).at[flat].set(rows)
    out = np.zeros((n, *rest), rows.dtype)
    out[flat] = rows
    return out


@_dynamic_stitch.gradient
def _(dy, tensors, count):
    return [None] * count + [gather(dy, i) for i in tensors[:count]]


def dynamic_stitch(indices, data, name=None):
    """One tensor of several: `result[indices[m][i]] = data[m][i]`, later ones winning; rows not named are zero."""
    if len(indices) != len(data):
        raise ValueError(f"dynamic_stitch: {len(indices)} tensors of indices for {len(data)} of data.")
    return _dynamic_stitch(*map(convert, indices), *map(convert, data), count=len(indices), name=name)


def infer_unravel(indices, *, dims):
    rank = None if dims is None else len(dims)
    return Spec(None if indices.shape is None else (rank, *indices.shape), indices.dtype)


@op(infer=infer_unravel, gradient=None)
def unravel_index(indices: Free, *, dims: Sizes):
    """Flat numbers as coordinates in an array of shape `dims`: (len(dims),) + indices.shape."""
    fails_where(
        (indices < 0) | (indices >= np.prod(dims)), f"unravel_index: an index is out of bound for dims {list(dims)}."
    )
    one = xp(indices)
    return one.stack(one.unravel_index(one.clip(indices, 0, max(int(np.prod(dims)) - 1, 0)), dims)).astype(
        indices.dtype
    )
