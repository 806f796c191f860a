"""SparseTensor: to and from dense, and its entries in other places."""

import functools

import numpy as np

from tenfold.core.base.errors import InvalidArgumentError
from tenfold.core.calls.attrs import OpenShape, Shape
from tenfold.core.calls.op import Free, op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert, convert_to_tensor
from tenfold.ops.arrays.broadcasting import broadcast_to
from tenfold.ops.arrays.casting import cast
from tenfold.ops.arrays.creation import fill, ones, ones_like, zeros_like
from tenfold.ops.arrays.gathering import gather, gather_nd, row_numbers
from tenfold.ops.arrays.joining import concat as join
from tenfold.ops.arrays.joining import stack
from tenfold.ops.arrays.ranges import range as range_
from tenfold.ops.arrays.scattering import tensor_scatter_nd_update
from tenfold.ops.arrays.selecting import _where, list_diff
from tenfold.ops.arrays.shaping import expand_dims as expand_last
from tenfold.ops.arrays.shaping import reshape as _reshape
from tenfold.ops.arrays.shaping import shape as shape_of
from tenfold.ops.failing import fails_where
from tenfold.ops.infer import wrap_axis
from tenfold.ops.math.arithmetic import add, multiply, subtract
from tenfold.ops.math.bincount import at_least
from tenfold.ops.math.powers import maximum, minimum
from tenfold.ops.math.reduce import reduce_max, reduce_sum
from tenfold.ops.scoped import scoped
from tenfold.ops.sparse.operators import SparseTensor
from tenfold.ops.sparse.tensor import SparseTensorValue
from tenfold.ops.structures.indexed_slices import IndexedSlices
from tenfold.ops.structures.specs import get_static_value


def as_sparse(value):
    """`value` as a SparseTensor; TypeError where it is none."""
    if isinstance(value, SparseTensorValue):
        return SparseTensor.from_value(value)
    if not isinstance(value, SparseTensor):
        raise TypeError(
            f"Input must be a SparseTensor; received {type(value).__name__}. tf.sparse.from_dense(x) makes one."
        )
    return value


def infer_to_dense(indices, values, default, *, shape, validate):
    return Spec(shape, values.dtype)


@op(infer=infer_to_dense, name="sparse_to_dense", type="SparseToDense")
def _to_dense(indices: Free, values, default_value, *, shape: Shape, validate):
    one = xp(indices, values, default_value)
    rows = row_numbers(indices, shape)
    if validate:
        fails_where(
            rows[1:] == rows[:-1], "sparse to_dense: an index is repeated. Add up such entries first: tf.sparse.add."
        )
        fails_where(rows[1:] < rows[:-1], "sparse to_dense: indices are out of order. Use `tf.sparse.reorder` first.")
    flat = one.full(int(np.prod(shape)), default_value, values.dtype)
    if one is np:
        flat[rows] = values
        return flat.reshape(shape)
    return flat.at[rows].set(values).reshape(shape)


@_to_dense.gradient
def _(dy, indices):
    return None, lambda: gather_nd(dy, indices), lambda: reduce_sum(_emptied(dy, indices))


def _emptied(dy, indices):
    return tensor_scatter_nd_update(dy, indices, zeros_like(gather_nd(dy, indices)))


def to_dense(sp_input, default_value=None, validate_indices=True, name=None):
    """The dense tensor, `default_value` (0 or "") where no entry is.

    Raises:
      InvalidArgumentError: with `validate_indices`, indices out of order or repeated; out of bounds in any case.
    """
    sp = as_sparse(sp_input)
    default = (b"" if sp.dtype is dtypes.string else 0) if default_value is None else default_value
    default = convert(False if sp.dtype.is_bool and default == 0 else default, partner=sp.dtype)
    return _to_dense(sp.indices, sp.values, default, shape=sp.dense_shape, validate=validate_indices, name=name)


def sparse_to_dense(sparse_indices, output_shape, sparse_values, default_value=0, validate_indices=True, name=None):
    """TensorFlow 1's: a dense tensor of `output_shape` with `sparse_values` at `sparse_indices` (rank 0, 1 or 2)."""
    indices, values = convert(sparse_indices), convert(sparse_values)
    indices = _reshape(indices, {0: [1, 1], 1: [-1, 1]}[indices.ndim]) if indices.ndim < 2 else indices
    values = broadcast_to(values, shape_of(indices)[:1])
    default = convert(default_value, partner=values.dtype)
    return _to_dense(indices, values, default, shape=output_shape, validate=validate_indices, name=name)


@op(infer=lambda x: Spec(x.shape, dtypes.bool), gradient=None)
def occupied(x):
    """Which entries are not zero (or not empty)."""
    return x != (b"" if x.dtype == object else x.dtype.type(0))


@scoped("dense_to_sparse", "GatherNd")
def from_dense(tensor, name=None):
    """The entries of a dense tensor that are not zero (or empty)."""
    tensor = convert(tensor)
    indices = _where(occupied(tensor))
    return SparseTensor(indices, gather_nd(tensor, indices), shape_of(tensor, dtypes.int64))


@op(
    infer=lambda indices: Spec(None if indices.shape is None else indices.shape[:1], dtypes.int64),
    gradient=None,
)
def row_order(indices):
    """The numbers that put rows of `indices` in row-major order; equal rows keep theirs."""
    columns = [indices[:, i] for i in range(indices.shape[1])][::-1]
    if not columns:
        return np.arange(indices.shape[0])
    return xp(indices).lexsort(columns).astype(np.int64)


@scoped("SparseReorder", type="SparseReorder")
def reorder(sp_input, name=None):
    """The same entries in row-major order."""
    sp = as_sparse(sp_input)
    order = row_order(sp.indices)
    return SparseTensor(gather(sp.indices, order), gather(sp.values, order), sp.dense_shape)


@scoped("eye", "ones")
def eye(num_rows, num_columns=None, dtype=dtypes.float32, name=None):
    """The identity matrix."""
    num_columns = num_rows if num_columns is None else num_columns
    along = range_(minimum(num_rows, num_columns), dtype=dtypes.int64)
    return SparseTensor(stack([along, along], 1), ones(shape_of(along), dtype), [num_rows, num_columns])


@scoped("SparseTranspose", "SparseReorder", type="SparseReorder")
def transpose(sp_input, perm=None, name=None):
    """Axes in the order `perm`, reversed by default."""
    sp = as_sparse(sp_input)
    perm = list(range(sp.shape.rank))[::-1] if perm is None else perm
    return reorder(SparseTensor(gather(sp.indices, perm, axis=1), sp.values, gather(sp.dense_shape, perm)))


@op(infer=lambda chosen, n: Spec((None,), dtypes.int64), static=True, gradient=None)
def _entries(chosen: Free, n: Free):
    """The numbers of the n entries for which `chosen` holds."""
    if chosen.shape != (n,):
        raise ValueError(f"to_retain must be {n} Booleans; received shape {list(chosen.shape)}")
    return np.flatnonzero(np.asarray(chosen))


def retain(sp_input, to_retain):
    """The entries for which the bool vector `to_retain` holds."""
    sp = as_sparse(sp_input)
    kept = _entries(to_retain, shape_of(sp.values)[0])
    return SparseTensor(gather(sp.indices, kept), gather(sp.values, kept), sp.dense_shape)


@op(
    infer=lambda indices, start, size: Spec(None if indices.shape is None else indices.shape[:1], dtypes.bool),
    gradient=None,
)
def _within(indices, start, size):
    return ((indices >= start) & (indices < start + size)).all(1)


@scoped("SparseSlice", type="SparseSlice")
def slice(sp_input, start, size, name=None):
    """The block of `size` from `start`, cut off at the edges."""
    sp = as_sparse(sp_input)
    start = convert(start, dtypes.int64) if not hasattr(start, "dtype") else cast(start, dtypes.int64)
    size = convert(size, dtypes.int64) if not hasattr(size, "dtype") else cast(size, dtypes.int64)
    size = at_least(size, 0, "sparse.slice: size must not be negative.")
    inside = retain(sp, _within(sp.indices, start, size))
    extent = maximum(minimum(size, subtract(sp.dense_shape, start)), zeros_like(size))
    return SparseTensor(subtract(inside.indices, start), inside.values, extent)


@scoped("SparseConcat", type="SparseConcat")
def concat(axis, sp_inputs, expand_nonconcat_dims=False, name=None):
    """SparseTensors joined along `axis`.

    Args:
      expand_nonconcat_dims: let the other dimensions differ; the largest of each counts.
    """
    sps = [as_sparse(s) for s in sp_inputs]
    axis = wrap_axis(axis, sps[0].shape.rank)
    sizes = [s.dense_shape for s in sps]
    one_hot = convert(np.eye(sps[0].shape.rank, dtype=np.int64)[axis])
    moved, before = [], zeros_like(sizes[0])
    for s, size in zip(sps, sizes):
        moved.append(add(s.indices, before))
        before = add(before, multiply(size, one_hot))
    widest = functools.reduce(maximum, sizes) if expand_nonconcat_dims else _same_shape(sizes, axis)
    total = add(multiply(widest, subtract(ones_like(one_hot), one_hot)), before)
    return reorder(SparseTensor(join(moved, 0), join([s.values for s in sps], 0), total))


def _same_shape(sizes, axis):
    known = [get_static_value(s) for s in sizes]
    others = {tuple(np.delete(k, axis).tolist()) for k in known if k is not None}
    if len(others) > 1:
        raise ValueError(
            f"sparse.concat: dimensions other than axis {axis} differ: {sorted(others)}. "
            "Give expand_nonconcat_dims=True to allow that."
        )
    return sizes[0]


def infer_renumbered(indices, old, *, new):
    n, rank = None if indices.shape is None else indices.shape[0], None if new is None else len(new)
    return Spec((n, rank), dtypes.int64), Spec((rank,), dtypes.int64)


@op(infer=infer_renumbered, gradient=None)
def _renumbered(indices, old, *, new: OpenShape):
    """The same places in an array of another shape, and that shape with its -1 worked out."""
    old = np.asarray(old)
    new = np.array(np.broadcast_to(0, tuple(old)).reshape(new).shape if old.size else new, np.int64)
    flat = row_numbers(indices, tuple(old.tolist()))
    return xp(indices).stack(xp(indices).unravel_index(flat, tuple(new.tolist())), 1).astype(np.int64), new


@scoped("SparseReshape", None)
def reshape(sp_input, shape, name=None):
    """The same entries in row-major order under another shape; one dimension may be -1."""
    sp = as_sparse(sp_input)
    indices, size = _renumbered(sp.indices, sp.dense_shape, new=shape)
    return SparseTensor(indices, sp.values, size)


@scoped("expand_dims", None)
def expand_dims(sp_input, axis=None, name=None):
    """A new axis of length 1 at `axis`, the last by default."""
    sp = as_sparse(sp_input)
    at = wrap_axis(-1 if axis is None else axis, sp.shape.rank + 1)
    column = zeros_like(sp.indices[:, :1])
    indices = join([sp.indices[:, :at], column, sp.indices[:, at:]], 1)
    size = join([sp.dense_shape[:at], convert([1], dtypes.int64), sp.dense_shape[at:]], 0)
    return SparseTensor(indices, sp.values, size)


@scoped("SparseSplit", None)
def split(sp_input=None, num_split=None, axis=None, name=None):
    """`num_split` SparseTensors cut along `axis`; where it does not divide evenly the first ones are longer by 1."""
    if sp_input is None or num_split is None or axis is None:
        raise ValueError("sparse.split needs sp_input, num_split and axis.")
    sp = as_sparse(sp_input)
    dims, at = sp.shape.as_list(), wrap_axis(int(axis), sp.shape.rank)
    if not 1 <= num_split <= dims[at]:
        raise InvalidArgumentError(f"sparse.split: num_split must be 1 to {dims[at]}; received {num_split}.")
    each, extra = divmod(dims[at], num_split)
    parts, start = [], 0
    for i in range(num_split):
        begin, size = [0] * len(dims), list(dims)
        begin[at], size[at] = start, each + (i < extra)
        parts.append(slice(sp, begin, size))
        start += size[at]
    return parts


@op(
    infer=lambda indices, size: (Spec((None,), dtypes.int64), Spec((None,), dtypes.bool)),
    gradient=None,
)
def _empty_rows(indices, dense_shape):
    present = np.bincount(np.asarray(indices)[:, 0], minlength=int(dense_shape[0])) > 0
    return np.flatnonzero(~present), ~present


@scoped("SparseFillEmptyRows", None)
def fill_empty_rows(sp_input, default_value, name=None):
    """An entry `default_value` in column 0 of every row that has none, and which rows those were."""
    sp = as_sparse(sp_input)
    rows, empty = _empty_rows(sp.indices, sp.dense_shape)
    first = stack([rows, zeros_like(rows)], 1)
    filled = fill(shape_of(rows), convert(default_value, partner=sp.dtype))
    return reorder(SparseTensor(join([sp.indices, first], 0), join([sp.values, filled], 0), sp.dense_shape)), empty


@op(infer=lambda new, old: new, gradient=None, static=True)
def _no_smaller(new, old):
    if new.shape != old.shape:
        raise ValueError(f"new_shape must have {len(old)} entries; received {new.tolist()} for {old.tolist()}")
    fails_where(new < old, "sparse.reset_shape: new_shape must not be smaller than the tensor's own in any dimension.")
    return new


def reset_shape(sp_input, new_shape=None):
    """The same entries in a tensor of `new_shape`; by default the smallest that holds them."""
    sp = as_sparse(sp_input)
    if new_shape is None:
        return SparseTensor(sp.indices, sp.values, maximum(add(reduce_max(sp.indices, 0), 1), 0))
    return SparseTensor(sp.indices, sp.values, _no_smaller(cast(new_shape, dtypes.int64), sp.dense_shape))


@scoped("SparseToIndicator")
def to_indicator(sp_input, vocab_size, name=None):
    """Bool of shape `sp.shape[:-1] + [vocab_size]`, True at the numbers that the values along the last axis are."""
    sp = as_sparse(sp_input)
    places = join([sp.indices[:, :-1], expand_last(cast(sp.values, dtypes.int64), -1)], 1)
    size = join([sp.dense_shape[:-1], convert([vocab_size], dtypes.int64)], 0)
    found = SparseTensor(places, fill(shape_of(sp.values), True), size)
    return to_dense(found, False, validate_indices=False)


@scoped("sparse_mask")
def mask(a, mask_indices, name=None):
    """The IndexedSlices `a` without those at `mask_indices`."""
    kept = list_diff(a.indices, convert(mask_indices, partner=a.indices.dtype)).idx
    return IndexedSlices(gather(a.values, kept), gather(a.indices, kept), a.dense_shape)


def convert_to_tensor_or_sparse_tensor(value, dtype=None, name=None):
    """`value` itself if it is sparse, else as a tensor."""
    if isinstance(value, SparseTensorValue):
        return SparseTensor.from_value(value)
    return value if isinstance(value, SparseTensor) else convert_to_tensor(value, dtype, name=name)


def convert_to_tensor_or_indexed_slices(value, dtype=None, name=None):
    """`value` itself if it is an IndexedSlices, else as a tensor."""
    return value if isinstance(value, IndexedSlices) else convert_to_tensor(value, dtype, name=name)
