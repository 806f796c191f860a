"""Matrix products."""

import numpy as np

from tenfold.core.base import errors
from tenfold.core.calls.attrs import Bool
from tenfold.core.calls.op import op, xp
from tenfold.core.values.convert import convert, meet
from tenfold.core.values.tensor import Tensor
from tenfold.ops import infer
from tenfold.ops.arrays.broadcasting import sum_to
from tenfold.ops.arrays.shaping import expand_dims, known_shape, matrix_transpose, squeeze
from tenfold.ops.infer import elementwise
from tenfold.ops.linalg import blas
from tenfold.ops.math.arithmetic import conjugate
from tenfold.ops.math.comparison import numbers
from tenfold.ops.scoped import scoped


def product_type(inputs, attrs):
    """Two matrices have an op of their own in TensorFlow."""
    return "MatMul" if all([t._dims is not None and len(t._dims) == 2 for t in inputs]) else "BatchMatMulV2"


@op(infer=infer.matmul, type=product_type, label="MatMul")
def _matmul(a, b, *, transpose_a: Bool = False, transpose_b: Bool = False):
    if a.ndim < 2 or b.ndim < 2:
        raise ValueError(
            f"In[0] and In[1] must be matrices, or batches of them; received shapes {a.shape} and {b.shape}"
        )
    a, b = a.swapaxes(-1, -2) if transpose_a else a, b.swapaxes(-1, -2) if transpose_b else b
    one = np if type(a) is type(b) is np.ndarray else xp(a, b)
    if a.dtype.itemsize == 2 and one is np and a.dtype.kind not in "iu":  # NumPy would add up in half precision
        return blas.product(a.astype(np.float32), b.astype(np.float32)).astype(a.dtype)
    return product(a, b, blas.product if one is np else one.matmul)


def product(a, b, multiply=blas.product):
    """The product of two arrays, with the words for those that do not fit."""
    try:
        return multiply(a, b)
    except (ValueError, TypeError):
        numbers(a)
        raise ValueError(
            f"Matrix size-incompatible: In[0]: {list(a.shape)}, In[1]: {list(b.shape)}; the last dimension of the "
            "first must equal the last but one of the second, and leading dimensions must broadcast"
        ) from None


@_matmul.gradient
def _(dy, a, b, transpose_a, transpose_b):
    def da():
        d = (
            _matmul(conjugate(b), dy, transpose_b, True)
            if transpose_a
            else _matmul(dy, conjugate(b), False, not transpose_b)
        )
        return unbatch(d, a)

    def db():
        d = (
            _matmul(dy, conjugate(a), True, transpose_a)
            if transpose_b
            else _matmul(conjugate(a), dy, not transpose_a, False)
        )
        return unbatch(d, b)

    return da, db


def unbatch(d, x):
    """Sum a product's gradient over the leading dimensions that were broadcast."""
    if x._dims is not None and d._dims is not None and len(x._dims) == len(d._dims) == 2:
        return d
    return sum_to(d, known_shape(x))


def matmul(
    a,
    b,
    transpose_a=False,
    transpose_b=False,
    adjoint_a=False,
    adjoint_b=False,
    a_is_sparse=False,
    b_is_sparse=False,
    output_type=None,
    name=None,
):
    """Product of (batches of) matrices.

    Args:
      a, b: (..., n, k) and (..., k, m), leading dimensions broadcast.
      transpose_a, transpose_b: swap the last two axes first.
      adjoint_a, adjoint_b: conjugate as well.
      a_is_sparse, b_is_sparse: hints that change nothing here.
      output_type: only the inputs' own dtype is supported.
    """
    a = a if type(a) is Tensor else convert(a)
    if output_type is not None and output_type != a.dtype:
        raise ValueError(f"matmul gives the dtype of its inputs, {a.dtype.name}; cast the result to get {output_type}.")
    for flip, adjoin, which in ((transpose_a, adjoint_a, "a"), (transpose_b, adjoint_b, "b")):
        if flip and adjoin:
            raise ValueError(f"Only one of `transpose_{which}` and `adjoint_{which}` can be True.")
    b = conjugate(meet(b, a.dtype)) if adjoint_b else b
    a = conjugate(a) if adjoint_a else a
    return _matmul(a, b, transpose_a or adjoint_a, transpose_b or adjoint_b, name=name)


@scoped("MatVec", "Squeeze")
def matvec(a, b, transpose_a=False, adjoint_a=False, a_is_sparse=False, b_is_sparse=False, name=None):
    """Product of (batches of) matrices (..., n, k) and vectors (..., k): (..., n). The flags are those of `matmul`."""
    a, b = convert(a), convert(b)
    columns = matmul(a, expand_dims(b, -1), transpose_a, False, adjoint_a, False, a_is_sparse, b_is_sparse)
    return squeeze(columns, -1, name=name)


@scoped("adjoint", "matrix_transpose/transpose")
def adjoint(matrix, name=None):
    """(..., n, m) to (..., m, n), conjugated."""
    matrix = convert(matrix)
    return matrix_transpose(matrix, conjugate=matrix.dtype.is_complex, name=name)


@op(infer=elementwise)
def cross(a, b):
    """Cross product of vectors in three dimensions, the last axis."""
    if a.shape != b.shape or not a.ndim or a.shape[-1] != 3:
        raise errors.FailedPreconditionError(
            f"cross needs two tensors of one shape (..., 3); received {a.shape} and {b.shape}."
        )
    with np.errstate(all="ignore"):
        return xp(a, b).cross(a, b)


@cross.gradient
def _(dy, a, b):
    return lambda: cross(conjugate(b), dy), lambda: cross(dy, conjugate(a))
