"""Tridiagonal and banded matrices. They are worked on as full ones, so cost is that of a full matrix."""

from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.ops.arrays.casting import cast
from tenfold.ops.arrays.selecting import boolean_mask
from tenfold.ops.arrays.shaping import expand_dims, matrix_transpose, squeeze
from tenfold.ops.linalg.diagonals import band_part, diag
from tenfold.ops.linalg.products import matmul
from tenfold.ops.linalg.solving import solve, triangular_solve
from tenfold.ops.linalg.spectra import eigh, eigvalsh
from tenfold.ops.math.arithmetic import conjugate
from tenfold.ops.math.logic import logical_and
from tenfold.ops.scoped import scoped
from tenfold.ops.state.sources import identity


def full_matrix(diagonals, diagonals_format):
    """The matrix that three diagonals describe.

    Args:
      diagonals: as "compact" (..., 3, n): the upper (its last element counts not), the main and the lower diagonal (its
        first element counts not); as "sequence" those three, of n elements or of n - 1, n, n - 1; as "matrix"
        (..., n, n), of which the rest counts not.
    """
    if diagonals_format == "compact":
        return diag(diagonals, k=(-1, 1), align="LEFT_RIGHT")
    if diagonals_format == "matrix":
        return band_part(diagonals, 1, 1)
    if diagonals_format != "sequence":
        raise ValueError(f"diagonals_format must be 'compact', 'sequence' or 'matrix'; received {diagonals_format!r}.")
    upper, main, lower = map(convert, diagonals)
    n = main._dims[-1] if main._dims is not None else None
    upper, lower = (_shortened(d, n, cut) for d, cut in ((upper, slice(None, -1)), (lower, slice(1, None))))
    return diag(upper, k=1) + diag(main) + diag(lower, k=-1)


def _shortened(diagonal, n, cut):
    """An outer diagonal without the element that counts not, if it has it."""
    length = diagonal._dims[-1] if diagonal._dims is not None else None
    if n is None or length is None:
        raise ValueError("diagonals_format='sequence' needs diagonals of known length; use 'compact'.")
    return diagonal if length == n - 1 else diagonal[..., cut]


@scoped("TridiagonalMatMul", type="TridiagonalMatMul")
def tridiagonal_matmul(diagonals, rhs, diagonals_format="compact", name=None):
    """Product of tridiagonal matrices (see `full_matrix`) and matrices (..., n, k)."""
    return matmul(full_matrix(diagonals, diagonals_format), rhs, name=name)


@scoped("TridiagonalSolve", type="TridiagonalSolve")
def tridiagonal_solve(
    diagonals,
    rhs,
    diagonals_format="compact",
    transpose_rhs=False,
    conjugate_rhs=False,
    name=None,
    partial_pivoting=True,
    perturb_singular=False,
):
    """x with A x = rhs for tridiagonal A (see `full_matrix`).

    Args:
      rhs: (..., n, k), or (..., n) for one vector each.
      transpose_rhs, conjugate_rhs: whether `rhs` is taken as its transpose, its conjugate.
      partial_pivoting: rows are always exchanged where that is more exact.
      perturb_singular: only False.

    Raises:
      InvalidArgumentError: a matrix is singular.
    """
    if perturb_singular:
        raise ValueError("tridiagonal_solve: perturb_singular=True is not supported.")
    matrix, rhs = full_matrix(diagonals, diagonals_format), convert(rhs)
    rhs = conjugate(rhs) if conjugate_rhs else rhs
    if matrix.ndim is not None and rhs.ndim == matrix.ndim - 1:
        return squeeze(solve(matrix, expand_dims(rhs, -1)), -1, name=name)
    return solve(matrix, matrix_transpose(rhs) if transpose_rhs else rhs, name=name)


@scoped("banded_triangular_solve", "BandedTriangularSolve", type="BandedTriangularSolve")
def banded_triangular_solve(bands, rhs, lower=True, adjoint=False, name=None):
    """x with A x = rhs (or A^H x = rhs with `adjoint`) for triangular matrices given by their diagonals.

    Args:
      bands: (..., b, n), from the highest diagonal to the lowest: the main one is first if `lower`, else last.
        Diagonals above the main one begin at the first element of their row, those below end at the last.
      rhs: (..., n, k).
    """
    bands = convert(bands)
    count = bands._dims[-2] if bands._dims is not None else None
    if count is None:
        raise ValueError("banded_triangular_solve needs a known number of bands; call set_shape on them first.")
    if (n := bands._dims[-1]) and count > n:  # diagonals that lie outside of so small a matrix
        bands, count = (bands[..., :n, :] if lower else bands[..., -n:, :]), n
    k = 0 if count == 1 else (1 - count, 0) if lower else (0, count - 1)
    bands = bands[..., 0, :] if count == 1 else bands
    return triangular_solve(diag(bands, k=k, align="LEFT_RIGHT"), rhs, lower, adjoint, name=name)


@scoped("eigh_tridiagonal", "compute_eigenvalues/add_4", type="AddV2")
def eigh_tridiagonal(alpha, beta, eigvals_only=True, select="a", select_range=None, tol=None, name=None):
    """Eigenvalues, ascending, of Hermitian tridiagonal matrices, and with eigvals_only=False their vectors too.

    Args:
      alpha: main diagonal (..., n), beta: the diagonal above it (..., n - 1).
      select: "a" for all, "i" for those numbered `select_range` = (first, last), "v" for those in that half-open
        interval (one matrix only).
      tol: eigenvalues are computed to machine precision whatever it is.
    """
    alpha, beta = convert(alpha), convert(beta)
    matrix = diag(alpha) + diag(conjugate(beta), k=-1)
    e, v = (eigvalsh(matrix), None) if eigvals_only else eigh(matrix)
    e, v = _selected(e, v, select, select_range)
    return identity(e, name=name) if eigvals_only else (e, v)


def _selected(e, v, select, bounds):
    if select == "i":
        first, last = bounds
        return e[..., first : last + 1], v if v is None else v[..., first : last + 1]
    if select == "v":
        low, high = (cast(b, e.dtype) if isinstance(b, Tensor) else b for b in bounds)
        inside = logical_and(e > low, e <= high)
        return boolean_mask(e, inside), v if v is None else boolean_mask(v, inside, axis=1)
    if select != "a":
        raise ValueError(f"select must be 'a', 'i' or 'v'; received {select!r}.")
    return e, v
