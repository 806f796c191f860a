"""Decompositions of matrices into triangles and rotations: Cholesky, QR, LU.

All work on the last two axes. The signs that QR leaves open are chosen by LAPACK. Gradients: Giles, "Collected matrix
derivative results for forward and reverse mode algorithmic differentiation", 2008; Seeger et al., "Auto-differentiating
linear algebra", 2017.
"""

import numpy as np

from tenfold.core.calls.attrs import Bool, Dtype
from tenfold.core.calls.op import op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops.arrays.casting import cast
from tenfold.ops.arrays.creation import eye
from tenfold.ops.arrays.gathering import check_indices
from tenfold.ops.arrays.joining import concat
from tenfold.ops.arrays.shaping import known_shape
from tenfold.ops.failing import fails_where
from tenfold.ops.linalg.diagonals import band_part, diag, diag_part
from tenfold.ops.linalg.products import adjoint, matmul
from tenfold.ops.linalg.solving import infer_square, triangular_solve
from tenfold.ops.math.complex_numbers import real_part
from tenfold.ops.scoped import scoped
from tenfold.ops.state.sources import identity


@op(infer=infer_square, wide=True)
def cholesky(input):
    """The lower triangular L with positive diagonal and L L^H = input, of which only the lower triangle is read.

    Raises:
      InvalidArgumentError: the matrix is not positive definite.
    """
    if xp(input) is np:
        return np.linalg.cholesky(input)
    low = xp(input).linalg.cholesky(input, symmetrize_input=False)
    fails_where(xp(input).isnan(low), "Cholesky decomposition was not successful. The input might not be valid.")
    return low


@cholesky.gradient
def _(dy, y):
    inner = half_lower(matmul(y, dy, adjoint_a=True))
    right = adjoint(triangular_solve(y, inner, adjoint=True))  # (L^-H inner)^H
    grad = triangular_solve(y, right, adjoint=True)  # L^-H inner^H L^-1
    return (grad + adjoint(grad)) * 0.5


def half_lower(x):
    """The lower triangle with half the diagonal."""
    return band_part(x, -1, 0) - band_part(x, 0, 0) * 0.5


def infer_qr(x, *, full_matrices):
    if x.shape is None:
        return Spec(None, x.dtype), Spec(None, x.dtype)
    *batch, m, n = x.shape
    p = m if full_matrices else None if None in (m, n) else min(m, n)
    return Spec((*batch, m, p), x.dtype), Spec((*batch, p, n), x.dtype)


@op(infer=infer_qr, results=("q", "r"), wide=True)
def qr(input, *, full_matrices: Bool = False):
    """Orthonormal q and upper triangular r with q r = input.

    Args:
      input: (..., m, n).
      full_matrices: whether q is (..., m, m) and r (..., m, n), or (..., m, p) and (..., p, n) with p = min(m, n).
    """
    return tuple(xp(input).linalg.qr(input, "complete" if full_matrices else "reduced"))


@qr.gradient
def _(dys, ys, input, full_matrices):
    (dq, dr), (q, r) = dys, ys
    m, n = (None, None) if input._dims is None else input._dims[-2:]
    if m is None or n is None:
        raise NotImplementedError("The gradient of qr needs the last two dimensions of its input to be known.")
    if full_matrices and m > n:
        raise NotImplementedError(
            "The gradient of qr with full_matrices=True exists for inputs with m <= n only; use full_matrices=False."
        )
    if m >= n:
        return _gradient_of_tall_qr(q, r, dq, dr)
    rest = input[..., m:]  # input = [x, rest], r = [u, v]: x = q u is square, v = q^H rest
    dv = dr[..., m:]
    dx = _gradient_of_tall_qr(q, r[..., :m], dq + matmul(rest, dv, adjoint_b=True), dr[..., :m])
    return concat([dx, matmul(q, dv)], -1)


def _gradient_of_tall_qr(q, r, dq, dr):
    qdq, rdr = matmul(q, dq, adjoint_a=True), matmul(r, dr, adjoint_b=True)
    low = band_part(qdq - adjoint(qdq) + rdr - adjoint(rdr), -1, 0)
    grad = matmul(q, dr + _over(low, r)) + _over(dq - matmul(q, qdq), r)
    if q.dtype.is_complex:
        diagonal = band_part(rdr - adjoint(qdq), 0, 0)
        grad = grad + _over(matmul(q, adjoint(diagonal - cast(real_part(diagonal), q.dtype))), r)
    return grad


def _over(x, r):
    """x r^-H for upper triangular r."""
    return adjoint(triangular_solve(r, adjoint(x), lower=False))


def infer_lu(x, *, output_idx_type):
    infer_square(x)
    return x, Spec(None if x.shape is None else x.shape[:-1], output_idx_type)


@op(infer=infer_lu, results=("lu", "p"), wide=True)
def lu(input, *, output_idx_type: Dtype = dtypes.int32):
    """LU decomposition with partial pivoting: `gather(input, p)` = L U.

    Returns: lu, the strict lower triangle of L (its diagonal is 1) and U in one matrix; p, the order of the rows.

    Raises:
      InvalidArgumentError: the matrix is singular.
    """
    a, p = np.array(input), np.broadcast_to(np.arange(input.shape[-1]), input.shape[:-1]).copy()
    flat, order = a.reshape(-1, *a.shape[-2:]), p.reshape(-1, a.shape[-1])
    rows = np.arange(len(flat))
    for i in range(a.shape[-1]):
        pivot = i + np.abs(flat[:, i:, i]).argmax(-1)
        for x in (flat, order):
            x[rows, i], x[rows, pivot] = x[rows, pivot], x[rows, i].copy()
        fails_where(~(np.abs(flat[:, i, i]) > 0), "Input is not invertible.")  # NaN counts as zero
        flat[:, i + 1 :, i] /= flat[:, i, i, None]
        flat[:, i + 1 :, i + 1 :] -= flat[:, i + 1 :, i, None] * flat[:, i, None, i + 1 :]
    return a, p.astype(output_idx_type.numpy)


@lu.gradient
def _(dys, ys):
    """Of square matrices: P^T L^-H (tril(L^H dL, -1) + triu(dU U^H)) U^-H."""
    low, up = unpacked(ys[0])
    inner = matmul(low, _strict(dys[0]), adjoint_a=True)
    phi = _strict(inner) + band_part(matmul(band_part(dys[0], 0, -1), up, adjoint_b=True), 0, -1)
    grad = _over(triangular_solve(low, phi, adjoint=True), up)
    return out_of_order(grad, ys[1])


def _strict(x):
    return band_part(x, -1, 0) - band_part(x, 0, 0)


def unpacked(lower_upper):
    """L, with ones on its diagonal, and U."""
    low = _strict(lower_upper)
    return low + diag(diag_part(lower_upper) * 0.0 + 1.0), band_part(lower_upper, 0, -1)


@op(
    infer=lambda p, *, dtype, once: Spec(None if p.shape is None else (*p.shape, p.shape[-1]), dtype),
    gradient=None,
)
def permutation_matrix(p, *, dtype: Dtype, once: Bool = False):
    """The matrix that puts the rows of another in the order p (..., n).

    Raises:
      InvalidArgumentError: a number that is not in [0, n); with `once`, one that stands there twice.
    """
    check_indices(p, p.shape[-1])
    if once:
        fails_where(xp(p).sort(p, axis=-1) != np.arange(p.shape[-1]), "A row is duplicated in `perm`.")
    return (p[..., None] == np.arange(p.shape[-1], dtype=p.dtype)).astype(dtype.numpy)


def in_order(x, p):
    """The rows of (..., n, m) in the order p (..., n)."""
    return matmul(permutation_matrix(p, x.dtype), x)


def out_of_order(x, p):
    """Undo `in_order`."""
    return matmul(permutation_matrix(p, x.dtype, once=True), x, transpose_a=True)


def _checked(lower_upper, perm, rhs=None):
    """Arguments as tensors. ValueError where what is known of their shapes cannot be right."""
    lower_upper, perm = convert(lower_upper), convert(perm)
    shape = lower_upper._dims
    if shape is not None and len(shape) < 2:
        raise ValueError(f"Input `lower_upper` must have at least 2 dimensions; received shape {lower_upper.shape}.")
    if shape is not None and None not in shape[-2:] and shape[-1] != shape[-2]:
        raise ValueError(f"`lower_upper` must be square; received shape {lower_upper.shape}.")
    if shape is not None and perm._dims is not None and len(shape) != len(perm._dims) + 1:
        raise ValueError(
            f"`rank(lower_upper)` must equal `rank(perm) + 1`; received shapes {lower_upper.shape} and {perm.shape}."
        )
    if rhs is None:
        return lower_upper, perm
    rhs = convert(rhs)
    rows = rhs._dims
    if rows is not None and len(rows) < 2:
        raise ValueError(
            f"Input `rhs` must have at least 2 dimensions; received shape {rhs.shape}. For a vector, "
            "tf.expand_dims(rhs, -1)."
        )
    if shape is not None and rows is not None and None not in (shape[-1], rows[-2]) and shape[-1] != rows[-2]:
        raise ValueError(
            f"`lower_upper.shape[-1]` must equal `rhs.shape[-2]`; received shapes {lower_upper.shape} and {rhs.shape}."
        )
    return lower_upper, perm, rhs


@scoped("lu_reconstruct", "GatherV2", type="GatherV2")
def lu_reconstruct(lower_upper, perm, validate_args=False, name=None):
    """The matrix whose LU decomposition this is. `validate_args` adds no check: shapes and `perm` always are."""
    lower_upper, perm = _checked(lower_upper, perm)
    low, up = unpacked(lower_upper)
    return identity(out_of_order(matmul(low, up), perm), name=name)


@scoped("lu_solve", "triangular_solve_1/MatrixTriangularSolve")
def lu_solve(lower_upper, perm, rhs, validate_args=False, name=None):
    """x with A x = rhs, given the LU decomposition of A. rhs: (..., n, k). `validate_args` as in `lu_reconstruct`."""
    lower_upper, perm, rhs = _checked(lower_upper, perm, rhs)
    low, up = unpacked(lower_upper)
    return triangular_solve(up, triangular_solve(low, in_order(rhs, perm)), lower=False, name=name)


@scoped("lu_matrix_inverse", "lu_solve/triangular_solve_1/MatrixTriangularSolve")
def lu_matrix_inverse(lower_upper, perm, validate_args=False, name=None):
    """The inverse of A, given its LU decomposition. `validate_args` as in `lu_reconstruct`."""
    lower_upper, perm = _checked(lower_upper, perm)
    n = known_shape(lower_upper)[-1]
    return lu_solve(lower_upper, perm, eye(n, dtype=lower_upper.dtype), validate_args, name)
