"""Systems of linear equations, inverses and determinants. All work on the last two axes."""

import numpy as np

from tenfold.core.calls.attrs import Bool
from tenfold.core.calls.op import op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.values.shapes import broadcast_shapes
from tenfold.ops.arrays.shaping import expand_dims
from tenfold.ops.failing import fails_where
from tenfold.ops.infer import same_dims
from tenfold.ops.linalg.diagonals import band_part
from tenfold.ops.linalg.products import matmul, unbatch
from tenfold.ops.math.arithmetic import conjugate
from tenfold.ops.scoped import scoped

SINGULAR = "Input matrix is not invertible."


def infer_square(x, **_):
    """A square matrix in, one like it out."""
    if x.shape is None:
        return x
    if len(x.shape) < 2:
        raise ValueError(f"expected matrices, rank 2 or more; received shape {x.shape}.")
    n = same_dims(*x.shape[-2:])
    return Spec((*x.shape[:-2], n, n), x.dtype)


def infer_solve(matrix, rhs, **_):
    if matrix.shape is None or rhs.shape is None:
        return Spec(None, rhs.dtype)
    if len(rhs.shape) < 2:
        raise ValueError(f"rhs must be matrices (..., m, k); received shape {rhs.shape}. Use tf.expand_dims(rhs, -1).")
    *batch, n, _ = infer_square(matrix).shape
    rows = same_dims(n, rhs.shape[-2])
    return Spec((*broadcast_shapes(tuple(batch), rhs.shape[:-2]), rows, rhs.shape[-1]), rhs.dtype)


def check_regular(x, result):
    """Refused is a matrix whose first pivot is NaN; in second gear, where nothing raises, also a finite one without a
    finite result."""
    if x.size:
        fails_where(xp(x).isnan(x[..., 0, 0]), SINGULAR)
    if xp(x) is not np:
        axes = tuple(range(-result.ndim, 0))
        fails_where(xp(x).isfinite(x).all() & ~xp(x).isfinite(result).all(axes), SINGULAR)


def flipped(x):
    """The adjoint of an array."""
    return x.swapaxes(-1, -2).conj()


@op(infer=infer_solve, wide=True, type="MatrixSolve")
def solve(matrix, rhs, *, adjoint: Bool = False):
    """x with matrix x = rhs, or matrix^H x = rhs with `adjoint`.

    Args:
      matrix: (..., n, n).
      rhs: (..., n, k).

    Raises:
      InvalidArgumentError: a matrix is singular.
    """
    infer_solve(matrix, rhs)
    matrix = flipped(matrix) if adjoint else matrix
    x = xp(matrix, rhs).linalg.solve(matrix, rhs)
    check_regular(matrix, x)
    return x


@solve.gradient
def _(dy, y, matrix, rhs, adjoint):
    db = solve(matrix, dy, adjoint=not adjoint)
    return lambda: unbatch(_pull(db, y, adjoint), matrix), lambda: unbatch(db, rhs)


def _pull(db, y, adjoint):
    """The matrix's share of the gradient of a solution y, given that of its right-hand side."""
    left, right = (y, db) if adjoint else (db, y)
    return -matmul(left, right, adjoint_b=True)


@op(
    infer=infer_solve,
    wide=True,
    type="MatrixTriangularSolve",
    label="triangular_solve/MatrixTriangularSolve",
)
def triangular_solve(matrix, rhs, *, lower: Bool = True, adjoint: Bool = False):
    """x with matrix x = rhs (or matrix^H x = rhs with `adjoint`) for triangular matrices.

    Args:
      matrix: (..., n, n), of which only the triangle that `lower` names is read.
      rhs: (..., n, k).

    A zero on the diagonal gives infinities and NaN.
    """
    dims = infer_solve(matrix, rhs).shape
    if adjoint:
        matrix, lower = flipped(matrix), not lower
    x, n = np.array(np.broadcast_to(rhs, dims)), dims[-2]
    for i in range(n) if lower else reversed(range(n)):
        known = slice(0, i) if lower else slice(i + 1, n)
        x[..., i, :] -= (matrix[..., i, None, known] @ x[..., known, :])[..., 0, :]
        x[..., i, :] /= matrix[..., i, i, None]
    return x


@triangular_solve.gradient
def _(dy, y, matrix, rhs, lower, adjoint):
    db = triangular_solve(matrix, dy, lower, not adjoint)

    def da():
        return unbatch(band_part(_pull(db, y, adjoint), *((-1, 0) if lower else (0, -1))), matrix)

    return da, lambda: unbatch(db, rhs)


@op(infer=infer_square, wide=True, type="MatrixInverse")
def inv(input, *, adjoint: Bool = False):
    """The inverse, or with `adjoint` that of the adjoint.

    Raises:
      InvalidArgumentError: a matrix is singular.
    """
    x = xp(input).linalg.inv(flipped(input) if adjoint else input)
    check_regular(input, x)
    return x


@inv.gradient
def _(dy, y, adjoint):
    if adjoint:
        return -matmul(y, matmul(dy, y, adjoint_a=True))
    return -matmul(y, matmul(dy, y, adjoint_b=True), adjoint_a=True)


def infer_det(x):
    infer_square(x)
    return Spec(None if x.shape is None else x.shape[:-2], x.dtype)


@op(infer=infer_det, wide=True, type="MatrixDeterminant")
def det(input):
    """The determinant of each matrix."""
    return xp(input).linalg.det(input).astype(input.dtype)


@det.gradient
def _(dy, y, input):
    share = dy * conjugate(y)
    return expand_dims(expand_dims(share, -1), -1) * inv(input, adjoint=True)


def infer_slogdet(x):
    det_ = infer_det(x)
    return det_, Spec(det_.shape, x.dtype)


@op(
    infer=infer_slogdet,
    results=("sign", "log_abs_determinant"),
    wide=True,
    type="LogMatrixDeterminant",
)
def slogdet(input):
    """Sign and logarithm of the absolute value of each determinant."""
    sign, log = xp(input).linalg.slogdet(input)
    return xp(input).where(xp(input).isnan(log), log, sign).astype(input.dtype), log.astype(input.dtype)


@slogdet.gradient
def _(dys, input):
    return expand_dims(expand_dims(dys[1], -1), -1) * inv(input, adjoint=True)


@scoped("cholesky_solve", "MatrixTriangularSolve_1")
def cholesky_solve(chol, rhs, name=None):
    """x with A x = rhs, given chol = cholesky(A). chol: (..., n, n), rhs: (..., n, k)."""
    return triangular_solve(chol, triangular_solve(chol, rhs), adjoint=True, name=name)
