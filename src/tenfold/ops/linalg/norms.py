"""Norms, and what follows from singular values: rank, pseudo-inverse, least squares."""

import ml_dtypes
import numpy as np

from tenfold.core.values.convert import convert, meet
from tenfold.core.values.tensor import Tensor
from tenfold.ops.arrays.casting import cast
from tenfold.ops.arrays.creation import eye
from tenfold.ops.arrays.selecting import where
from tenfold.ops.arrays.shaping import expand_dims, known_shape, squeeze, transpose
from tenfold.ops.linalg.decompositions import cholesky
from tenfold.ops.linalg.diagonals import diag_part
from tenfold.ops.linalg.products import matmul
from tenfold.ops.linalg.solving import cholesky_solve
from tenfold.ops.linalg.spectra import svd
from tenfold.ops.math.arithmetic import conjugate, divide_real, multiply
from tenfold.ops.math.comparison import greater
from tenfold.ops.math.complex_numbers import real_part
from tenfold.ops.math.elementwise import absolute, log, sqrt
from tenfold.ops.math.powers import maximum, power
from tenfold.ops.math.reduce import reduce_max, reduce_sum
from tenfold.ops.scoped import by_type, scoped, within
from tenfold.ops.structures.kept_whole import kept_whole


@kept_whole("compat.v1.norm")
@scoped("norm", by_type)
def norm(tensor, ord="euclidean", axis=None, keepdims=None, name=None):
    """Norm of vectors or matrices.

    Args:
      tensor: floating point or complex.
      ord: "euclidean", 1, 2, np.inf or any positive number for vectors; "euclidean", "fro", 1, 2, np.inf for matrices.
      axis: a number for vectors along it; two numbers for matrices in them; None for the whole tensor as one vector.
      keepdims: whether the axes stay, of length 1.

    Returns: real numbers, except that the Euclidean norm of complex numbers is complex, with imaginary part 0.

    Raises:
      ValueError: `ord` is no norm of what `axis` names.
    """
    tensor, axis = convert(tensor), _axes(axis)
    if isinstance(axis, tuple):
        found = _matrix_norm(tensor, ord, axis)
    else:
        found = _vector_norm(tensor, ord, axis)
    return found if keepdims else squeeze(found, axis if axis is not None else _all(tensor), name=name)


def _axes(axis):
    """None, one number, or a pair."""
    if axis is None or isinstance(axis, int):
        return axis
    axis = np.asarray(axis).reshape(-1).tolist()
    if len(axis) > 2 or len(axis) == 2 and axis[0] == axis[1]:
        raise ValueError(f"norm: axis must be None, a number or two different ones; received {axis}.")
    return tuple(axis) if len(axis) == 2 else axis[0]


def _all(tensor):
    return None if tensor.ndim is None else tuple(range(tensor.ndim))


def _euclidean(tensor, axis):
    return sqrt(reduce_sum(tensor * conjugate(tensor), axis, True))


def _vector_norm(tensor, ord, axis):
    if ord in ("euclidean", 2):
        return _euclidean(tensor, axis)
    if ord == 1:
        return reduce_sum(absolute(tensor), axis, True)
    if ord == np.inf:
        return reduce_max(absolute(tensor), axis, True)
    if isinstance(ord, str) or not np.isreal(ord) or ord <= 0:
        raise ValueError(
            f"'ord' must be a supported vector norm ('euclidean', 1, 2, np.inf or a positive number), got {ord!r}."
        )
    return power(reduce_sum(power(absolute(tensor), float(ord)), axis, True), 1.0 / ord)


def _matrix_norm(tensor, ord, axis):
    rows, columns = axis
    if ord in ("euclidean", "fro"):
        return _euclidean(tensor, axis)
    if ord == 1:
        return reduce_max(reduce_sum(absolute(tensor), rows, True), columns, True)
    if ord == np.inf:
        return reduce_max(reduce_sum(absolute(tensor), columns, True), rows, True)
    if ord != 2:
        raise ValueError(f"'ord' must be a supported matrix norm ('euclidean', 'fro', 1, 2 or np.inf), got {ord!r}.")
    if tensor.ndim is None:
        raise ValueError("norm: ord=2 over two axes needs a tensor of known rank; call set_shape on it first.")
    at = sorted(a % tensor.ndim for a in axis)
    last = [i for i in range(tensor.ndim) if i not in at] + at
    largest = reduce_max(svd(transpose(tensor, last), compute_uv=False), -1)
    return expand_dims(expand_dims(largest, at[0]), at[1])


@scoped("normalize", None)
def normalize(tensor, ord="euclidean", axis=None, name=None):
    """`tensor` divided by its norm, and the norm, its axes kept. For the arguments see `norm`."""
    tensor = convert(tensor)
    length = cast(norm(tensor, ord, axis, keepdims=True), tensor.dtype)
    return divide_real(tensor, length, name=within(name, "truediv")), length


@scoped("logdet", "mul")
def logdet(matrix, name=None):
    """Logarithm of the determinant of Hermitian positive definite matrices (..., n, n), by Cholesky decomposition."""
    return multiply(reduce_sum(log(real_part(diag_part(cholesky(matrix)))), -1), 2.0, name=name)


def _tolerance(a, s):
    """What counts as zero among singular values s of a: machine epsilon times the larger side times the largest."""
    n, m = a._dims[-2:] if a._dims is not None else (None, None)
    epsilon = float(ml_dtypes.finfo(s.dtype.numpy).eps)
    if n is not None and m is not None:
        return reduce_max(s, -1, True) * (epsilon * max(n, m))
    dims = known_shape(a)
    return reduce_max(s, -1, True) * epsilon * cast(maximum(dims[-1], dims[-2]), s.dtype)


@scoped("matrix_rank", "Sum")
def matrix_rank(a, tol=None, validate_args=False, name=None):
    """How many singular values exceed `tol`: int32.

    By default that is machine epsilon times the larger side times the largest singular value. `validate_args` adds
    nothing, dtype and rank are always checked.
    """
    a = _floating(a)
    s = svd(a, compute_uv=False)
    above = greater(s, _tolerance(a, s) if tol is None else expand_dims(convert(tol, partner=s.dtype), -1))
    return reduce_sum(cast(above, "int32"), -1, name=name)


@scoped("pinv", "MatMul")
def pinv(a, rcond=None, validate_args=False, name=None):
    """The Moore-Penrose pseudo-inverse: (..., n, m) to (..., m, n).

    Args:
      rcond: singular values below it times the largest count as zero; by default 10 times machine epsilon times the
        larger side.
      validate_args: adds nothing, dtype and rank are always checked.
    """
    a = _floating(a)
    s, u, v = svd(a)
    if rcond is None:
        least = _tolerance(a, s) * 10.0
    else:
        least = reduce_max(s, -1, True) * expand_dims(convert(rcond, partner=s.dtype), -1)
    kept = greater(s, least)
    inverse = where(kept, 1.0 / where(kept, s, 1.0), 0.0)
    return matmul(v * expand_dims(cast(inverse, v.dtype), -2), u, adjoint_b=True, name=name)


def _floating(a):
    a = convert(a)
    if not (a.dtype.is_floating or a.dtype.is_complex):
        raise TypeError(
            f"Input `a` must have floating point numbers; received {a.dtype.name}. Use tf.cast(a, tf.float32)."
        )
    if a._dims is not None and len(a._dims) < 2:
        raise ValueError(
            f"Input `a` must have at least 2 dimensions (saw: {len(a._dims)}); for a column, tf.expand_dims(a, -1)."
        )
    return a


@scoped("matrix_solve_ls", "cholesky_solve/MatrixTriangularSolve_1")
def lstsq(matrix, rhs, l2_regularizer=0.0, fast=True, name=None):
    """x that minimises |matrix x - rhs|^2 + l2_regularizer |x|^2; with more columns than rows, the shortest such x.

    Args:
      matrix: (..., m, n), of full rank if `fast`.
      rhs: (..., m, k).
      fast: by the normal equations and their Cholesky decomposition; otherwise by the pseudo-inverse, and
        l2_regularizer has no effect, as in TensorFlow.

    Returns: (..., n, k).
    """
    matrix = convert(matrix)
    rhs = meet(rhs, matrix.dtype)
    if not fast:
        return matmul(pinv(matrix), rhs, name=name)
    m, n = matrix._dims[-2:] if matrix._dims is not None else (None, None)
    if m is None or n is None:
        raise ValueError(
            "lstsq needs the last two dimensions of `matrix` to be known; call set_shape, or use fast=False."
        )
    tall = m >= n
    gram = matmul(matrix, matrix, adjoint_a=tall, adjoint_b=not tall)
    if isinstance(l2_regularizer, Tensor) or l2_regularizer != 0:
        gram = gram + eye(min(m, n), dtype=matrix.dtype) * cast(l2_regularizer, matrix.dtype)
    chol = cholesky(gram)
    if tall:
        return cholesky_solve(chol, matmul(matrix, rhs, adjoint_a=True), name=name)
    return matmul(matrix, cholesky_solve(chol, rhs), adjoint_a=True, name=name)
