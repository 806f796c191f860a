"""A tensor with some of its slices changed: the tensor_scatter family."""

import numpy as np

from tenfold.core.calls.op import Free, op, xp
from tenfold.ops.arrays.creation import zeros_like
from tenfold.ops.arrays.gathering import _gather_nd, _scatter_nd, add_rows, check_policy, check_updates, row_numbers
from tenfold.ops.infer import elementwise, same_as
from tenfold.ops.math.arithmetic import add, divide_real, multiply, negative
from tenfold.ops.math.comparison import numbers, ordered


def _rows(tensor, indices, updates):
    """Tensor and updates as rows, and the number of the row that each update goes to."""
    k = indices.shape[-1]
    check_updates(indices, updates, tensor.shape, k)
    n, inner = int(np.prod(tensor.shape[:k])), int(np.prod(tensor.shape[k:]))
    index = row_numbers(indices, tensor.shape[:k])
    return tensor.reshape(n, inner), index, updates.reshape(index.size, inner)


def _changed(method, tensor, indices, updates):
    """Rows of `tensor` combined with `updates` by a NumPy ufunc (None: replaced) or JAX's method of that name."""
    rows, index, new = _rows(tensor, indices, updates)
    if method in ("min", "max"):
        ordered(tensor)
    one = xp(tensor, indices, updates)
    if one is not np:
        return getattr(one.asarray(rows).at[index], method)(new, mode="drop").reshape(tensor.shape)
    out = rows.copy()
    if method == "set":
        out[index] = new
    else:
        {"min": np.minimum, "max": np.maximum}[method].at(out, index, new)
    return out.reshape(tensor.shape)


@op(infer=same_as(0), type="TensorScatterUpdate")
def tensor_scatter_nd_update(tensor, indices: Free, updates):
    """`tensor` with the slices at multi-indices `indices` replaced by `updates`; the last one in a place stays."""
    return _changed("set", tensor, indices, updates)


@tensor_scatter_nd_update.gradient
def _(dy, indices):
    return (
        lambda: tensor_scatter_nd_update(dy, indices, zeros_like(_gather_nd(dy, indices))),
        None,
        lambda: _gather_nd(dy, indices),
    )


@op(infer=same_as(0), type="TensorScatterAdd")
def _scatter_add(tensor, indices: Free, updates):
    rows, index, new = _rows(numbers(tensor), indices, updates)
    return add_rows(xp(rows).array(rows), index, new).reshape(tensor.shape)


@_scatter_add.gradient
def _(dy, indices):
    return dy, None, lambda: _gather_nd(dy, indices)


def tensor_scatter_nd_add(tensor, indices, updates, bad_indices_policy="", name=None):
    """`tensor` with `updates` added at multi-indices `indices`; repeated ones add up."""
    check_policy(bad_indices_policy)
    return _scatter_add(tensor, indices, updates, name=name)


def tensor_scatter_nd_sub(tensor, indices, updates, bad_indices_policy="", name=None):
    """`tensor` with `updates` subtracted at multi-indices `indices`."""
    return tensor_scatter_nd_add(tensor, indices, negative(updates), bad_indices_policy, name)


@op(infer=same_as(0), type="TensorScatterMin")
def _scatter_min(tensor, indices: Free, updates):
    return _changed("min", tensor, indices, updates)


@op(infer=same_as(0), type="TensorScatterMax")
def _scatter_max(tensor, indices: Free, updates):
    return _changed("max", tensor, indices, updates)


@op(infer=elementwise, gradient=None)
def _same(x, y):
    return (x == y).astype(x.dtype)


@_scatter_min.gradient
@_scatter_max.gradient
def _(dy, tensor, indices, updates, tensor_shape, y):
    """Shared evenly among the tensor's own element and the updates that equal the extreme."""
    kept, won = _same(tensor, y), _same(updates, _gather_nd(y, indices))
    share = divide_real(dy, add(kept, _scatter_nd(indices, won, tensor_shape)))
    return multiply(share, kept), None, multiply(_gather_nd(share, indices), won)


def tensor_scatter_nd_min(tensor, indices, updates, bad_indices_policy="", name=None):
    """`tensor` with the smaller of each slice and the `updates` that go there."""
    check_policy(bad_indices_policy)
    return _scatter_min(tensor, indices, updates, name=name)


def tensor_scatter_nd_max(tensor, indices, updates, bad_indices_policy="", name=None):
    """`tensor` with the larger of each slice and the `updates` that go there."""
    check_policy(bad_indices_policy)
    return _scatter_max(tensor, indices, updates, name=name)
