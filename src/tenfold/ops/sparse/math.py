"""Arithmetic on SparseTensors: sums, products, extremes."""

import numpy as np

from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops.arrays.casting import cast
from tenfold.ops.arrays.creation import ones_like
from tenfold.ops.arrays.gathering import gather, scatter_nd
from tenfold.ops.arrays.joining import concat as join
from tenfold.ops.arrays.joining import stack
from tenfold.ops.arrays.shaping import expand_dims, matrix_transpose, shape
from tenfold.ops.failing import fails_where
from tenfold.ops.infer import as_tuple, wrap_axis
from tenfold.ops.math.arithmetic import add as plus
from tenfold.ops.math.arithmetic import conjugate, divide_real, multiply, subtract
from tenfold.ops.math.comparison import equal, greater_equal
from tenfold.ops.math.elementwise import absolute, exp
from tenfold.ops.math.logic import logical_or
from tenfold.ops.math.powers import maximum as larger
from tenfold.ops.math.powers import minimum as smaller
from tenfold.ops.math.reduce import reduce_sum as reduce_sum_dense
from tenfold.ops.math.segment import unsorted_segment_max, unsorted_segment_sum
from tenfold.ops.scoped import scoped
from tenfold.ops.sparse.entries import as_sparse, retain
from tenfold.ops.sparse.operators import SparseTensor
from tenfold.ops.state.sources import stop_gradient


def infer_merged(indices):
    n, rank = (None, None) if indices.shape is None else indices.shape
    return Spec((None, rank), dtypes.int64), Spec((n,), dtypes.int64)


@op(infer=infer_merged, gradient=None)
def merged_rows(indices):
    """The distinct rows of `indices` in row-major order, and for each row the number of its like."""
    rows, number = np.unique(np.asarray(indices), axis=0, return_inverse=True)
    return rows, number.reshape(-1).astype(np.int64)


def _united(indices, dense_shape, *values):
    """Entries summed where indices coincide, for one or more lists of values."""
    rows, number = merged_rows(indices)
    return [SparseTensor(rows, unsorted_segment_sum(v, number, shape(rows)[0]), dense_shape) for v in values]


def add(a, b, threshold=0):
    """The sum; a SparseTensor if both are, dense otherwise.

    Args:
      threshold: where both have an entry, a sum smaller than this in magnitude is left out.
    """
    if not (isinstance(a, SparseTensor) and isinstance(b, SparseTensor)):
        return _plus_dense(a, b) if isinstance(a, SparseTensor) else _plus_dense(as_sparse(b), a)
    return _plus_sparse(a, b, threshold)


@scoped("SparseTensorDenseAdd", type="SparseTensorDenseAdd")
def _plus_dense(sp, dense):
    return plus(scatter_nd(sp.indices, sp.values, sp.dense_shape), convert(dense))


@scoped("SparseAdd", type="SparseAdd")
def _plus_sparse(a, b, threshold):
    values = join([a.values, b.values], 0)
    total, met = _united(join([a.indices, b.indices], 0), a.dense_shape, values, ones_like(values, dtypes.int32))
    if isinstance(threshold, (int, float)) and threshold == 0:
        return total
    size = absolute(total.values)
    return retain(total, logical_or(greater_equal(size, convert(threshold, partner=size.dtype)), equal(met.values, 1)))


def add_v1(a, b, threshold=None, thresh=None):
    """See `tf.sparse.add`."""
    return add(a, b, next((t for t in (threshold, thresh) if t is not None), 0))


def _kept_axes(sp, axis):
    rank = sp.shape.rank
    if rank is None:
        raise ValueError(
            "A SparseTensor is reduced along an axis only where its rank is known; set dense_shape's length."
        )
    summed = range(rank) if axis is None else [wrap_axis(int(a), rank) for a in as_tuple(_plain(axis))]
    return [i for i in range(rank) if i not in summed], rank


def _plain(axis):
    return tuple(np.asarray(axis).reshape(-1).tolist())


def _reduced(sp_input, axis, keepdims, sparse, sums):
    sp = as_sparse(sp_input)
    if axis is None and sums and not (keepdims or sparse):
        return reduce_sum_dense(sp.values)
    kept, rank = _kept_axes(sp, axis)
    places, size = gather(sp.indices, _numbers(kept), axis=1), gather(sp.dense_shape, _numbers(kept))
    if sparse or not sums:
        rows, number = merged_rows(places)
        reduce = unsorted_segment_sum if sums else unsorted_segment_max
        places, values = rows, reduce(sp.values, number, shape(rows)[0])
    else:
        values = sp.values
    if keepdims:
        at = convert(np.eye(rank, dtype=np.int64)[kept].reshape(len(kept), rank))
        places = _spread(places, at)
        size = plus(
            _spread(expand_dims(size, 0), at)[0], convert([int(i not in kept) for i in range(rank)], dtypes.int64)
        )
    if sparse:
        return SparseTensor(places, values, size)
    return scatter_nd(places, values, size)


def _numbers(kept):
    return convert(np.array(kept, np.int64))


def _spread(columns, at):
    """(n, kept) integers as (n, rank), zero in the axes that are not kept."""
    return reduce_sum_dense(multiply(expand_dims(columns, 2), expand_dims(at, 0)), 1)


@scoped("SparseReduceSum", type="SparseReduceSum")
def reduce_sum(sp_input, axis=None, keepdims=None, output_is_sparse=False, name=None):
    """Sum over `axis` (all axes for None), dense unless `output_is_sparse`."""
    return _reduced(sp_input, axis, keepdims, output_is_sparse, True)


@scoped("SparseReduceMax", type="SparseReduceMax")
def reduce_max(sp_input, axis=None, keepdims=None, output_is_sparse=False, name=None):
    """Largest of the entries along `axis` that are there; 0 where none is."""
    return _reduced(sp_input, axis, keepdims, output_is_sparse, False)


@scoped("SparseReduceSumSparse", type="SparseReduceSumSparse")
def reduce_sum_sparse(sp_input, axis=None, keepdims=None):
    """TensorFlow 1's `reduce_sum` with a SparseTensor as result."""
    return reduce_sum(sp_input, axis, keepdims, True)


@scoped("SparseReduceMaxSparse", type="SparseReduceMaxSparse")
def reduce_max_sparse(sp_input, axis=None, keepdims=None):
    """TensorFlow 1's `reduce_max` with a SparseTensor as result."""
    return reduce_max(sp_input, axis, keepdims, True)


@op(infer=lambda b, n: b)
def _of_height(b, n: Free):
    """The matrix `b`, which must have n rows."""
    fails_where(
        n != b.shape[0],
        lambda: f"Cannot multiply A and B because inner dimension does not match: {n} vs. {b.shape[0]}",
    )
    return b


@_of_height.gradient
def _(dy):
    return dy, None


@scoped("SparseTensorDenseMatMul", "SparseTensorDenseMatMul", type="SparseTensorDenseMatMul")
def sparse_dense_matmul(sp_a, b, adjoint_a=False, adjoint_b=False, name=None):
    """Product of a sparse and a dense matrix, in either order, as a dense one.

    Args:
      adjoint_a, adjoint_b: conjugate and transpose the first or second factor.
    """
    if not isinstance(sp_a, SparseTensor):
        a, sp = convert(sp_a), as_sparse(b)
        turned = sparse_dense_matmul(sp, a, not adjoint_b, not adjoint_a)
        return matrix_transpose(turned, True) if turned.dtype.is_complex else matrix_transpose(turned)
    rows, columns, values, b = sp_a.indices[:, 0], sp_a.indices[:, 1], sp_a.values, convert(b)
    n = sp_a.dense_shape[0]
    if adjoint_a:
        rows, columns, values, n = columns, rows, conjugate(values), sp_a.dense_shape[1]
    if adjoint_b:
        b = matrix_transpose(b, b.dtype.is_complex)
    b = _of_height(b, sp_a.dense_shape[0 if adjoint_a else 1])
    products = multiply(expand_dims(values, 1), gather(b, columns))
    return scatter_nd(expand_dims(rows, 1), products, stack([n, shape(b, dtypes.int64)[1]]))


@scoped("SparseSoftmax", "SparseSoftmax", type="SparseSoftmax")
def softmax(sp_input, name=None):
    """Softmax over the entries along the last axis; what is not there counts as minus infinity."""
    sp = as_sparse(sp_input)
    rows, number = merged_rows(sp.indices[:, :-1])
    n = shape(rows)[0]
    top = unsorted_segment_max(stop_gradient(sp.values), number, n)
    e = exp(subtract(sp.values, gather(top, number)))
    return sp.with_values(divide_real(e, gather(unsorted_segment_sum(e, number, n), number)))


def _paired(sp_a, sp_b, function):
    a, b = as_sparse(sp_a), as_sparse(sp_b)
    indices = join([a.indices, b.indices], 0)
    none_a, none_b = (multiply(s.values, cast(0, s.dtype)) for s in (a, b))
    left, right = _united(indices, a.dense_shape, join([a.values, none_b], 0), join([none_a, b.values], 0))
    return left.with_values(function(left.values, right.values))


@scoped("SparseSparseMaximum", type="SparseSparseMaximum")
def maximum(sp_a, sp_b, name=None):
    """The larger of two SparseTensors at every entry of either, missing ones counting as 0."""
    return _paired(sp_a, sp_b, larger)


@scoped("SparseSparseMinimum", type="SparseSparseMinimum")
def minimum(sp_a, sp_b, name=None):
    """The smaller of two SparseTensors at every entry of either, missing ones counting as 0."""
    return _paired(sp_a, sp_b, smaller)


def map_values(op, *args, **kwargs):
    """`op` on the values: SparseTensors among the arguments, which must have the same indices, give theirs."""
    sps = [v for v in (*args, *kwargs.values()) if isinstance(v, SparseTensor)]
    if not sps:
        raise ValueError("No SparseTensor in argument list of map_values")
    plain = [v.values if isinstance(v, SparseTensor) else v for v in args]
    named = {k: v.values if isinstance(v, SparseTensor) else v for k, v in kwargs.items()}
    for other in sps[1:]:
        _check_same(sps[0], other)
    return sps[0].with_values(op(*plain, **named))


@op(infer=lambda a, b: (), effect=True, gradient=None)
def _assert_same_indices(a, b):
    if a.shape != b.shape or (a != b).any():
        raise ValueError("map_values: the SparseTensors must have the same indices in the same order.")
    return ()


def _check_same(a, b):
    if a.indices is not b.indices:
        _assert_same_indices(a.indices, b.indices)


def sampled_addmm(
    indices, values, dense_shape, mat1, mat2, beta=1.0, alpha=1.0, output_type=dtypes.float32, name="sampled_addmm"
):
    """`beta` * values + `alpha` * (mat1 @ mat2), where a sparse matrix has entries.

    Args:
      indices: (n, 2) int64, and `values`, (n,): its entries; `dense_shape`: its shape, int32.
      mat1: (rows, k); mat2: (k, columns).
      output_type: the dtype of the result.

    Returns: (indices, values, dense_shape).
    """
    indices, values = convert(indices), cast(convert(values), output_type)
    left = gather(cast(convert(mat1), output_type), indices[:, 0])
    right = gather(cast(matrix_transpose(convert(mat2)), output_type), indices[:, 1])
    products = reduce_sum_dense(multiply(left, right), -1)
    sums = plus(multiply(values, cast(beta, output_type)), multiply(products, cast(alpha, output_type)), name=name)
    return indices, sums, convert(dense_shape, dtypes.int32)
