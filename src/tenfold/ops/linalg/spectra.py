"""Singular values and eigenvalues of matrices.

All work on the last two axes. What is left open (signs and phases of vectors, order of complex eigenvalues) is chosen
by LAPACK, and may differ between machines. Gradients: Giles, "Collected matrix derivative results for forward and
reverse mode algorithmic differentiation", 2008, and for complex numbers Wan and Zhang, "Automatic differentiation for
complex valued SVD", 2019.
"""

import numpy as np

from tenfold.core.calls.attrs import Bool
from tenfold.core.calls.op import op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.ops.arrays.casting import cast
from tenfold.ops.arrays.shaping import expand_dims
from tenfold.ops.failing import fails_where
from tenfold.ops.linalg.decompositions import half_lower
from tenfold.ops.linalg.diagonals import diag, diag_part
from tenfold.ops.linalg.products import adjoint, matmul
from tenfold.ops.linalg.solving import infer_square, solve
from tenfold.ops.math.arithmetic import conjugate
from tenfold.ops.math.complex_numbers import real_part
from tenfold.ops.math.reduce import reduce_sum


def infer_svd(x, *, full_matrices, compute_uv):
    if x.shape is None:
        s, u, v = None, None, None
    else:
        *batch, m, n = x.shape
        p = None if None in (m, n) else min(m, n)
        s, u, v = (*batch, p), (*batch, m, m if full_matrices else p), (*batch, n, n if full_matrices else p)
    s = Spec(s, x.dtype.real_dtype)
    return (s, Spec(u, x.dtype), Spec(v, x.dtype)) if compute_uv else s


@op(infer=infer_svd, partial=True, wide=True)
def svd(tensor, *, full_matrices: Bool = False, compute_uv: Bool = True):
    """Singular values s, in descending order, and vectors u, v with u diag(s) v^H = tensor.

    Args:
      tensor: (..., m, n).
      full_matrices: whether u is (..., m, m) and v (..., n, n), or (..., m, p) and (..., n, p) with p = min(m, n).
      compute_uv: whether to give (s, u, v) or only s.
    """
    found = _finite_svd(tensor, full_matrices, compute_uv)
    if not compute_uv:
        return found
    u, s, vh = found
    return s, u, vh.swapaxes(-1, -2).conj()


def _finite_svd(x, full_matrices, compute_uv):
    """NumPy's or XLA's; NaN for a matrix that holds NaN or infinity, at which NumPy would give up."""
    if xp(x) is not np:
        return xp(x).linalg.svd(x, full_matrices, compute_uv)
    try:
        return np.linalg.svd(x, full_matrices, compute_uv)
    except np.linalg.LinAlgError:
        whole = np.isfinite(x).all((-2, -1), keepdims=True)
        if whole.all():
            raise
        found = np.linalg.svd(np.where(whole, x, 0), full_matrices, compute_uv)
        if not compute_uv:
            return np.where(whole[..., 0], found, found.dtype.type(np.nan))
        return [np.where(whole if a.ndim == x.ndim else whole[..., 0], a, a.dtype.type(np.nan)) for a in found]


@svd.gradient
def _(dys, ys, tensor, full_matrices, compute_uv):
    if not compute_uv:
        _, u, v = svd(tensor)
        return matmul(u * expand_dims(cast(dys[0], u.dtype), -2), v, adjoint_b=True)
    m, n = (None, None) if tensor._dims is None else tensor._dims[-2:]
    if full_matrices and (m is None or m != n):
        raise NotImplementedError(
            "The gradient of svd with full_matrices=True exists for square inputs only; use full_matrices=False."
        )
    (ds, du, dv), (s, u, v) = dys, ys
    rows = expand_dims(cast(s, u.dtype), -2)  # x * rows = x diag(s), x * columns = diag(s) x
    columns = expand_dims(cast(s, u.dtype), -1)
    inverse = inverse_gaps(cast(s * s, u.dtype))
    inner = [] if ds is None else [diag(cast(ds, u.dtype))]
    outer = []
    if du is not None:
        udu = matmul(u, du, adjoint_a=True)
        inner.append((udu - adjoint(udu)) * inverse * rows)
        if u.dtype.is_complex:
            inner.append(diag(diag_part(udu - adjoint(udu)) / (cast(s, u.dtype) * 2.0)))
        if m is None or n is None or m > n:
            outer.append(matmul((du - matmul(u, udu)) / rows, v, adjoint_b=True))
    if dv is not None:
        vdv = matmul(v, dv, adjoint_a=True)
        inner.append((vdv - adjoint(vdv)) * inverse * columns)
        if m is None or n is None or m < n:
            outer.append(matmul(u, (dv - matmul(v, vdv)) / rows, adjoint_b=True))
    return sum(outer, matmul(matmul(u, sum(inner[1:], inner[0])), v, adjoint_b=True))


@op(infer=lambda x: Spec(None if x.shape is None else (*x.shape, x.shape[-1]), x.dtype))
def inverse_gaps(values):
    """1 / (values[k] - values[j]) at row j, column k; zero on the diagonal and where values are equal."""
    gaps = values[..., None, :] - values[..., :, None]
    same = (gaps == 0) | np.eye(gaps.shape[-1], dtype=bool)
    return xp(values).where(same, values.dtype.type(0), values.dtype.type(1) / (gaps + same))


@inverse_gaps.gradient
def _(dy, y):
    share = dy * conjugate(y * y)
    return reduce_sum(share, -1) - reduce_sum(share, -2)


def infer_eigh(x, *, compute_v):
    infer_square(x)
    e = Spec(None if x.shape is None else x.shape[:-1], x.dtype)
    return (e, x) if compute_v else e


@op(infer=infer_eigh, partial=True, wide=True, type="SelfAdjointEigV2")
def _eigh(tensor, *, compute_v: Bool):
    np_ = xp(tensor)
    read = np_.isnan(tensor) & np.tri(tensor.shape[-1], dtype=bool)
    fails_where(
        read, "Self-adjoint eigen decomposition was not successful. The input might not be valid: it holds NaN."
    )
    if not compute_v:
        return np_.linalg.eigvalsh(tensor, UPLO="L", **_AS_IT_IS[np_ is np]).astype(tensor.dtype)
    e, v = np_.linalg.eigh(tensor, UPLO="L", **_AS_IT_IS[np_ is np])
    return e.astype(tensor.dtype), v


_AS_IT_IS = {True: {}, False: {"symmetrize_input": False}}  # jax.numpy would average both triangles first


@_eigh.gradient
def _(dys, ys, tensor, compute_v):
    e, v = ys if compute_v else _eigh(tensor, compute_v=True)
    inner = [] if dys[0] is None else [diag(dys[0])]
    if compute_v and dys[1] is not None:
        inner.append(inverse_gaps(e) * matmul(v, dys[1], adjoint_a=True))
    grad = matmul(matmul(v, sum(inner[1:], inner[0])), v, adjoint_b=True)
    return half_lower(grad + adjoint(grad))  # only the lower triangle is read


def eigh(tensor, name=None):
    """Eigenvalues, ascending, and eigenvectors (columns) of Hermitian matrices, of which the lower triangle is read."""
    return _eigh(tensor, compute_v=True, name=name)


def eigvalsh(tensor, name=None):
    """Eigenvalues, ascending, of Hermitian matrices, of which the lower triangle is read."""
    return _eigh(tensor, compute_v=False, name=name)


def infer_eig(x, *, compute_v):
    infer_square(x)
    wide = dtypes.as_dtype(complex_of(x.dtype.numpy))
    e = Spec(None if x.shape is None else x.shape[:-1], wide)
    return (e, Spec(x.shape, wide)) if compute_v else e


def complex_of(dtype):
    return np.result_type(dtype, np.complex64)


@op(infer=infer_eig, partial=True, host=True, wide=True, type="Eig")
def _eig(tensor, *, compute_v: Bool):
    wide = complex_of(tensor.dtype)
    if not compute_v:
        return np.linalg.eigvals(tensor).astype(wide)
    e, v = np.linalg.eig(tensor)
    return e.astype(wide), v.astype(wide)


@_eig.gradient
def _(dys, ys, tensor, compute_v):
    e, v = ys if compute_v else _eig(tensor, compute_v=True)
    inner = [] if dys[0] is None else [diag(dys[0])]
    if compute_v and dys[1] is not None:
        vdv = matmul(v, dys[1], adjoint_a=True)
        length = diag(cast(real_part(diag_part(vdv)), v.dtype))  # vectors keep length 1
        inner.append(conjugate(inverse_gaps(e)) * (vdv - matmul(matmul(v, v, adjoint_a=True), length)))
    grad = solve(adjoint(v), matmul(sum(inner[1:], inner[0]), v, adjoint_b=True))
    return grad if tensor.dtype.is_complex else cast(real_part(grad), tensor.dtype)


def eig(tensor, name=None):
    """Complex eigenvalues and eigenvectors (columns, of length 1) of square matrices; NumPy's, so first gear only."""
    return _eig(tensor, compute_v=True, name=name)


def eigvals(tensor, name=None):
    """Complex eigenvalues of square matrices; NumPy's, so first gear only."""
    return _eig(tensor, compute_v=False, name=name)
