"""Changing part of a variable: `v[1:3].assign(x)`, the scatter methods, and TensorFlow 1's functions for both."""

import functools

import numpy as np

from tenfold.core.base.errors import OutOfRangeError
from tenfold.core.base.exclusive import set_of
from tenfold.core.calls.attrs import Int, Ints
from tenfold.core.calls.complaints import described
from tenfold.core.calls.op import Free, op, xp
from tenfold.core.values.convert import convert
from tenfold.core.values.variable import Variable
from tenfold.ops.arrays import scattering, slicing
from tenfold.ops.arrays.gathering import check_indices, gather_nd, gather_rows
from tenfold.ops.failing import fails_where
from tenfold.ops.infer import same_as
from tenfold.ops.math.arithmetic import add, subtract
from tenfold.ops.structures.indexed_slices import IndexedSlices

KINDS = ("update", "add", "sub", "mul", "div", "min", "max")


@op(infer=same_as(0), gradient=None, type="ResourceStridedSliceAssign")
def strided_slice_assign(
    ref,
    value,
    *,
    begin: Ints,
    end: Ints,
    strides: Ints = None,
    begin_mask: Int = 0,
    end_mask: Int = 0,
    ellipsis_mask: Int = 0,
    new_axis_mask: Int = 0,
    shrink_axis_mask: Int = 0,
):
    """`ref` with the slice that `strided_slice` would take replaced by `value`, which is broadcast."""
    masks = begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask
    index = slicing.index_of(begin, end, strides, masks)
    if xp(ref, value) is not np:
        return xp(ref, value).asarray(ref).at[index].set(value)
    out = np.array(ref)
    out[index] = value
    return out


def _get_item(variable, index):
    """`variable[index]`: a tensor, whose `assign(value)` changes that part of the variable."""
    taken = slicing.get_item(variable, index)
    if not slicing.is_mask(index):
        taken.assign = functools.partial(_assign_slice, variable, index)
    return taken


def _assign_slice(variable, index, value, name=None):
    begin, end, strides, masks = slicing.entries(index)
    value = convert(value, partner=variable._dtype)
    return variable._update(lambda old: strided_slice_assign(old, value, begin, end, strides, *masks), name)


Variable.__getitem__ = _get_item


@op(infer=same_as(0), gradient=None, type="ResourceScatterUpdate")
def _scatter_rows(ref, indices: Free, updates, *, kind, batch_dims: Int = 0):
    """`ref` with each slice `ref[indices[i]]` combined with `updates[i]`, broadcast: what the scatters store."""
    check_indices(indices, ref.shape[batch_dims])
    one = xp(ref, indices, updates)
    lead = np.indices(indices.shape)[:batch_dims] if batch_dims else ()
    index = (*lead, indices)
    if one is not np:
        at = one.asarray(ref).at[index]
        method = {"update": "set", "sub": "subtract", "mul": "multiply", "div": "divide"}.get(kind, kind)
        return getattr(at, method)(updates).astype(ref.dtype)
    out = np.array(ref)
    if kind == "update":
        out[index] = updates
    else:
        UFUNCS[kind].at(out, index, updates)
    return out


UFUNCS = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.true_divide,
    "min": np.minimum,
    "max": np.maximum,
}


def scatter(ref, indices, updates, kind, name=None, batch_dims=0):
    """Store `ref` with the slices at `indices` of its first dimension changed; repeated ones are applied one by one."""
    indices, updates = convert(indices), convert(updates, partner=ref.dtype)
    return ref._update(lambda old: _scatter_rows(old, indices, updates, kind=kind, batch_dims=batch_dims), name)


def scatter_nd(ref, indices, updates, kind, name=None):
    """Store `ref` with the slices at multi-indices changed."""
    change = getattr(scattering, f"tensor_scatter_nd_{kind}")
    indices, updates = convert(indices), convert(updates, partner=ref.dtype)
    return ref._update(lambda old: change(old, indices, updates), name)


def _method(kind):
    def method(self, sparse_delta, use_locking=False, name=None):
        _check_slices(sparse_delta)
        return scatter(self, sparse_delta.indices, sparse_delta.values, kind, name)

    method.__name__ = method.__qualname__ = f"scatter_{kind}"
    method.__doc__ = f"Change the slices that `sparse_delta` (tf.IndexedSlices) names, by {kind}."
    return method


def _check_slices(sparse_delta):
    if not isinstance(sparse_delta, IndexedSlices):
        raise TypeError(
            f"Argument `sparse_delta` must be a `tf.IndexedSlices`. Received arg: {described(sparse_delta)}"
        )


def _nd_method(kind):
    def method(self, indices, updates, name=None):
        return scatter_nd(self, indices, updates, kind, name)

    method.__name__ = method.__qualname__ = f"scatter_nd_{kind}"
    method.__doc__ = f"Change the slices at multi-indices `indices`, by {kind}."
    return method


for _kind in KINDS:
    setattr(Variable, f"scatter_{_kind}", _method(_kind))
for _kind in ("update", "add", "sub", "min", "max"):
    setattr(Variable, f"scatter_nd_{_kind}", _nd_method(_kind))


def _batch_scatter_update(self, sparse_delta, use_locking=False, name=None):
    """As `scatter_update`, where the leading dimensions of indices and variable are batch dimensions."""
    _check_slices(sparse_delta)
    batch_dims = sparse_delta.indices.ndim - 1
    return scatter(self, sparse_delta.indices, sparse_delta.values, "update", name, batch_dims)


Variable.batch_scatter_update = _batch_scatter_update
Variable.sparse_read = gather_rows
Variable.gather_nd = lambda self, indices, name=None: gather_nd(self, indices, name=name)


# TensorFlow 1's functions


@op(infer=same_as(0), gradient=None, name="below_limit")
def _below(value, *, limit: Int):
    fails_where(value >= limit, f"Reached limit of {limit}", OutOfRangeError)
    return value


def count_up_to(ref, limit, name=None):
    """The value of the scalar integer variable `ref`, which then grows by 1; OutOfRangeError once it is `limit`."""
    return set_of(ref).exclusively(_count_up, ref, limit, name)


def _count_up(ref, limit, name):
    before = _below(ref._unwatched(), limit=limit)
    after = ref._write(add(before, 1), name)
    return before if after is ref else subtract(after, 1)


Variable.count_up_to = count_up_to


def assign(ref, value, validate_shape=None, use_locking=None, name=None):
    """`ref.assign(value)`; with `validate_shape=False` the new value may have another shape."""
    if validate_shape is False:
        ref._static = None
    return ref.assign(value, name=name)


def assign_add(ref, value, use_locking=None, name=None):
    """`ref.assign_add(value)`."""
    return ref.assign_add(value, name=name)


def assign_sub(ref, value, use_locking=None, name=None):
    """`ref.assign_sub(value)`."""
    return ref.assign_sub(value, name=name)


def _function(kind, write):
    def function(ref, indices, updates, use_locking=None, name=None):
        return write(ref, indices, updates, kind, name)

    function.__name__ = function.__qualname__ = f"{write.__name__}_{kind}"
    function.__doc__ = f"Change slices of the variable `ref` in place, by {kind}; returns what it holds then."
    return function


scatter_update, scatter_add, scatter_sub, scatter_mul, scatter_div, scatter_min, scatter_max = (
    _function(k, scatter) for k in KINDS
)
scatter_nd_update, scatter_nd_add, scatter_nd_sub = (_function(k, scatter_nd) for k in ("update", "add", "sub"))


def batch_scatter_update(ref, indices, updates, use_locking=True, name=None):
    """See `Variable.batch_scatter_update`."""
    return _batch_scatter_update(ref, IndexedSlices(updates, indices), use_locking, name)
