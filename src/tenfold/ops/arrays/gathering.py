"""Picking out slices by number, and the way back: adding slices up where they came from."""

import numpy as np

from tenfold.core.base.hooks import hooks
from tenfold.core.calls.attrs import Axis, Int, Shape
from tenfold.core.calls.op import Free, op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.values.tensor import Tensor
from tenfold.ops.arrays.shaping import reshape
from tenfold.ops.failing import fails_where
from tenfold.ops.graphdef import AsInput, Row, as_int
from tenfold.ops.infer import wrap_axis
from tenfold.ops.structures.row_gradients import gradient_of_rows


def add_rows(out, index, rows):
    """`out[index[i]] += rows[i]` for every i, repeated indices adding up.

    Args:
      out: (n, k), written in place where it is NumPy.
      index: (m,), each in [0, n).
      rows: (m, k).

    Returns: `out`, or the new JAX array.
    """
    if xp(out, index, rows) is not np:
        return xp(out, index, rows).asarray(out).at[index].add(rows, mode="drop")
    if len(index) == 0:
        return out
    if out.shape[1] == 1 and out.dtype in (np.float32, np.float64):
        out[:, 0] += np.bincount(index, rows[:, 0], len(out)).astype(out.dtype)
        return out
    order = np.argsort(index, kind="stable")
    ordered = index[order]
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    if len(starts) == len(index):
        out[index] += rows
    else:
        out[ordered[starts]] += np.add.reduceat(rows[order], starts, axis=0, dtype=rows.dtype)
    return out


def check_integers(indices):
    if indices.dtype.kind not in "iu":
        raise ValueError(f"indices must be integers; received dtype {indices.dtype}: tf.cast(indices, tf.int32)")


def check_indices(indices, n):
    """Every index must be an integer in [0, n)."""
    check_integers(indices)
    _refuse((indices < 0) | _too_large(indices, n), indices, n)


def _too_large(indices, n):
    """Where they are `n` or more. (JAX compares with the last bits of an n that the dtype does not hold.)"""
    return indices >= n if n <= np.iinfo(indices.dtype).max else np.zeros(indices.shape, bool)


def _place(at):
    """What an error calls the index at a place: `indices` where it is alone."""
    return f"indices[{','.join(map(str, at))}]" if len(at) else "indices"


_OF_EMBEDDING = "; where it is an Embedding's, its input_dim must be greater than every id"


def _refuse(bad, indices, n):
    """Raise where an index is `bad`, naming the first."""

    def message():
        at = np.argwhere(bad)[0]
        return f"{_place(at)} = {np.asarray(indices)[tuple(at)]} is not in [0, {n}){_OF_EMBEDDING}"

    fails_where(bad, message)


def infer_gather(params, indices, *, axis, batch_dims):
    if params.shape is None or indices.shape is None:
        return Spec(None, params.dtype)
    batch = batch_dims + len(indices.shape) if batch_dims < 0 else batch_dims
    axis = batch if axis is None else wrap_axis(axis, len(params.shape))
    if axis < batch:
        raise ValueError(f"gather: batch_dims ({batch}) must not be more than axis ({axis}).")
    return Spec((*params.shape[:axis], *indices.shape[batch:], *params.shape[axis + 1 :]), params.dtype)


GATHER = Row(
    "params",
    "indices",
    AsInput("axis", "Taxis", lambda axis, node: node.attrs["batch_dims"] if axis is None else axis, as_int),
    types={"Tparams": 0, "Tindices": 1},
    batch_dims="batch_dims",
)


@op(
    infer=infer_gather,
    static=True,
    type="GatherV2",
    graphdef=GATHER,
)
def _gather(params, indices: Free, *, axis: Axis.or_none() = None, batch_dims: Int = 0):
    axis, batch = _axis_and_batch(params.ndim, indices.ndim, axis, batch_dims)
    if indices.dtype == object:  # partly known values, see Graph
        indices = indices.astype(np.intp)
    check_indices(indices, params.shape[axis])
    one = xp(params, indices)
    if batch == 0:
        return one.take(params, indices, axis, mode="clip")
    index, spread = _batch_index(params.shape, indices, axis, batch)
    picked = one.asarray(params).reshape(spread)[index]
    return picked.reshape((*params.shape[:axis], *indices.shape[batch:], *params.shape[axis + 1 :]))


def _axis_and_batch(rank, index_rank, axis, batch_dims):
    batch = batch_dims + index_rank if batch_dims < 0 else batch_dims
    return batch if axis is None else wrap_axis(axis, rank), batch


def _batch_index(dims, indices, axis, batch):
    """An index into params reshaped to (batch, between batch and axis, axis, rest), for every batch its own indices."""
    b, m = int(np.prod(dims[:batch])), int(np.prod(dims[batch:axis]))
    spread = (b, m, dims[axis], int(np.prod(dims[axis + 1 :])))
    each = indices.reshape(b, 1, -1)
    return (np.arange(b)[:, None, None], np.arange(m)[None, :, None], each), spread


@_gather.gradient
def _(dy, indices, params_shape, axis, batch_dims):
    if batch_dims == 0 and (axis is None or type(axis) is int and axis == 0):
        return gradient_of_rows(dy, indices, params_shape), None
    return gather_grad(dy, indices, params_shape, axis, batch_dims), None


@op(infer=lambda d, indices, *, shape, **_: Spec(shape, d.dtype))
def gather_grad(d, indices: Free, *, shape: Shape, axis: Axis.or_none(), batch_dims: Int):
    """Zeros of `shape`, to which each slice of `d` is added at the place that it was gathered from.

    As in TensorFlow's sums of segments, a negative index adds to nothing, and one too large is an error.
    """
    axis, batch = _axis_and_batch(len(shape), indices.ndim, axis, batch_dims)
    one = xp(d, indices)
    d, indices = _without_negative(d, indices, axis, batch)
    _refuse(_too_large(indices, shape[axis]), indices, shape[axis])
    if batch == 0:
        outer, n, inner = int(np.prod(shape[:axis])), shape[axis], int(np.prod(shape[axis + 1 :]))
        rows = one.moveaxis(d.reshape(outer, indices.size, inner), 1, 0).reshape(indices.size, outer * inner)
        out = add_rows(one.zeros((n, outer * inner), d.dtype), indices.reshape(-1), rows)
        return one.moveaxis(out.reshape(n, outer, inner), 0, 1).reshape(shape)
    index, spread = _batch_index(shape, indices, axis, batch)
    d = d.reshape(spread[0], spread[1], -1, spread[3])
    if one is not np:
        return one.zeros(spread, d.dtype).at[index].add(d).reshape(shape)
    out = np.zeros(spread, d.dtype)
    np.add.at(out, index, d)
    return out.reshape(shape)


def _without_negative(d, indices, axis, batch):
    """(d, indices) where what belongs to a negative index is zero, and its index 0."""
    one, kept = xp(d, indices), indices >= 0
    if one is np and kept.all():
        return d, indices
    dims = (*indices.shape[:batch], *[1] * (axis - batch), *indices.shape[batch:])
    spread = kept.reshape(*dims, *[1] * (d.ndim - len(dims)))
    return one.where(spread, d, np.zeros((), d.dtype)), one.where(kept, indices, np.zeros((), indices.dtype))


@gather_grad.gradient
def _(dy, indices, axis, batch_dims):
    return _gather(dy, indices, axis, batch_dims), None


def gather(params, indices, validate_indices=None, axis=None, batch_dims=0, name=None):
    """Slices of `params` along `axis` (by default the first after the batch dimensions), one for each of `indices`.

    Returns: `params.shape[:axis] + indices.shape[batch_dims:] + params.shape[axis + 1:]`.

    Raises:
      InvalidArgumentError: an index outside [0, params.shape[axis]); negative ones do not count from the end.
    """
    of_rows = batch_dims == 0 and (axis is None or type(axis) is int and axis == 0)
    if params.__class__ is not Tensor and of_rows and hasattr(params, "sparse_read"):
        return params.sparse_read(indices, name)  # a variable may read fewer rows than it has
    return _gather(params, indices, axis=axis, batch_dims=batch_dims, name=name)


def gather_rows(params, indices, name=None):
    """`gather` along the first axis."""
    return _gather(params, indices, name=name)


def dense_slices(values, indices, dense_shape):
    """The tensor of shape `dense_shape` that IndexedSlices stand for."""
    return gather_grad(values, indices, dense_shape, 0, 0)


hooks.dense_slices, hooks.rows = dense_slices, gather_rows


# gather_nd and scatter_nd: the last axis of `indices` holds the numbers that lead to one slice.


def row_numbers(indices, dims):
    """Each multi-index of `indices` (..., k) into leading dimensions `dims` (k of them), as one number: (m,)."""
    check_integers(indices)
    bad = ((indices < 0) | (indices >= np.array(dims, np.int64).reshape(-1))).any(-1)

    def message():
        at = np.argwhere(bad)[0]
        met = np.asarray(indices)[tuple(at)].tolist()
        return f"{_place(at)} = {met} does not index into shape {list(dims)}"

    fails_where(bad, message)
    strides = np.append(np.cumprod(dims[:0:-1], dtype=np.int64)[::-1], 1) if dims else np.zeros(0, np.int64)
    return (indices.astype(np.int64) * strides).sum(-1).reshape(-1)


def infer_gather_nd(params, indices, *, batch_dims):
    if params.shape is None or indices.shape is None or indices.shape[-1] is None:
        return Spec(None, params.dtype)
    depth = batch_dims + indices.shape[-1]
    if depth > len(params.shape):
        raise ValueError(
            f"gather_nd: indices of shape {indices.shape} are too long for params of shape {params.shape}."
        )
    return Spec((*indices.shape[:-1], *params.shape[depth:]), params.dtype)


@op(infer=infer_gather_nd)
def _gather_nd(params, indices: Free, *, batch_dims: Int = 0):
    full, k = _with_batch(indices, batch_dims)
    if k > params.ndim:
        raise ValueError(f"indices of shape {indices.shape} are too long for params of shape {params.shape}")
    rows = params.reshape(int(np.prod(params.shape[:k])), int(np.prod(params.shape[k:])))
    picked = xp(params, indices).take(rows, row_numbers(full, params.shape[:k]), 0, mode="clip")
    return picked.reshape((*indices.shape[:-1], *params.shape[k:]))


def _with_batch(indices, batch_dims):
    """Indices with the batch's own numbers put in front, and how many numbers there are then."""
    if batch_dims == 0:
        return indices, indices.shape[-1]
    batch = np.indices(indices.shape[:-1])[:batch_dims]
    full = xp(indices).concatenate([np.moveaxis(batch, 0, -1).astype(indices.dtype), indices], -1)
    return full, full.shape[-1]


@_gather_nd.gradient
def _(dy, indices, params_shape, batch_dims):
    if batch_dims == 0 and indices._dims is not None and len(indices._dims) == 2 and indices._dims[1] == 1:
        return gradient_of_rows(dy, reshape(indices, [-1]), params_shape), None
    return _scatter_nd(indices, dy, params_shape, batch_dims), None


@op(infer=lambda indices, updates, *, shape, **_: Spec(shape, updates.dtype))
def _scatter_nd(indices: Free, updates, *, shape: Shape, batch_dims: Int = 0):
    full, k = _with_batch(indices, batch_dims)
    n, inner = int(np.prod(shape[:k])), int(np.prod(shape[k:]))
    check_updates(indices, updates, shape, k)
    rows = row_numbers(full, shape[:k])
    strings = updates.dtype == object
    out = np.full((n, inner), b"", object) if strings else xp(indices, updates).zeros((n, inner), updates.dtype)
    return add_rows(out, rows, updates.reshape(rows.size, inner)).reshape(shape)


def check_updates(indices, updates, shape, k):
    wanted = (*indices.shape[:-1], *shape[k:])
    if tuple(updates.shape) != wanted:
        raise ValueError(
            f"updates of shape {list(updates.shape)} do not fit: indices of shape {list(indices.shape)} into "
            f"shape {list(shape)} need updates of shape {list(wanted)}."
        )


@_scatter_nd.gradient
def _(dy, indices, batch_dims):
    return None, _gather_nd(dy, indices, batch_dims)


def gather_nd(params, indices, batch_dims=0, name=None, bad_indices_policy=""):
    """Slices of `params` at multi-indices: `indices.shape[:-1] + params.shape[batch_dims + indices.shape[-1]:]`."""
    check_policy(bad_indices_policy)
    return _gather_nd(params, indices, batch_dims=batch_dims, name=name)


def scatter_nd(indices, updates, shape, bad_indices_policy="", name=None):
    """Zeros of `shape` with `updates` added at multi-indices `indices`; what meets in one place adds up."""
    check_policy(bad_indices_policy)
    return _scatter_nd(indices, updates, shape=shape, name=name)


def check_policy(policy):
    if policy not in ("", "DEFAULT", "ERROR"):
        raise ValueError(f"bad_indices_policy {policy!r} is not supported: an index out of range is an error.")


# take_along_axis and its way back, for indices that differ from row to row


@op(infer=lambda x, indices, *, axis: Spec(indices.shape, x.dtype))
def pick(x, indices: Free, *, axis: Int):
    """`x[..., indices[..., i, ...], ...]` along `axis`; the other dimensions of `x` and `indices` are the same."""
    return xp(x, indices).take_along_axis(x, indices, axis)


@pick.gradient
def _(dy, indices, x_shape, axis):
    return place(dy, indices, x_shape, axis), None


@op(infer=lambda d, indices, *, shape, **_: Spec(shape, d.dtype))
def place(d, indices: Free, *, shape: Shape, axis: Int):
    """Zeros of `shape` with `d` put where `indices` say along `axis`, each index at most once a row."""
    one = xp(d, indices)
    if one is not np:
        return one.put_along_axis(one.zeros(shape, d.dtype), indices, d, axis, inplace=False)
    out = np.zeros(shape, d.dtype)
    np.put_along_axis(out, indices, d, axis)
    return out


@place.gradient
def _(dy, indices, axis):
    return pick(dy, indices, axis), None
