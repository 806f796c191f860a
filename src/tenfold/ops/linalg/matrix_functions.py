"""Functions of square matrices: exponential, square root, logarithm."""

import numpy as np

from tenfold.core.calls.op import op, xp
from tenfold.core.values.convert import convert
from tenfold.ops.arrays.creation import zeros_like
from tenfold.ops.arrays.joining import concat, split
from tenfold.ops.graphdef import COMPOSED
from tenfold.ops.linalg.products import adjoint
from tenfold.ops.linalg.solving import infer_square

# Pade approximant of degree 13, and the largest 1-norm for which it is exact in double precision (Higham, "The scaling
# and squaring method for the matrix exponential revisited", 2005).
PADE = (64764752532480000, 32382376266240000, 7771770303897600, 1187353796428800, 129060195264000, 10559470521600,
        670442572800, 33522128640, 1323241920, 40840800, 960960, 16380, 182, 1)  # fmt: skip
LARGEST = 5.371920351148152
SQUARINGS = 16  # in second gear, where how often to square cannot depend on the data


@op(infer=infer_square, wide=True, type="Reshape", label="matrix_exponential/Reshape_1", graphdef=COMPOSED)
def _expm(input):
    np_ = xp(input)
    n = input.shape[-1]
    norm = abs(input).sum(-2).max(-1, initial=0)
    norm = np_.where(np_.isfinite(norm), norm, 0)  # its result is none whatever it is scaled by
    times = np_.maximum(np_.ceil(np_.log2(np_.maximum(norm / LARGEST, 1e-30))), 0)
    x = input / (2**times).astype(input.dtype)[..., None, None]
    result = _pade(np_, x, np.eye(n, dtype=input.dtype))
    for i in range(int(np.nan_to_num(times).max(initial=0)) if np_ is np else SQUARINGS):
        result = np_.where(i < times[..., None, None], result @ result, result)
    return result


def _pade(np_, x, one):
    b = [one.dtype.type(c) for c in PADE]
    x2 = x @ x
    x4 = x2 @ x2
    x6 = x4 @ x2
    odd = x @ (x6 @ (b[13] * x6 + b[11] * x4 + b[9] * x2) + b[7] * x6 + b[5] * x4 + b[3] * x2 + b[1] * one)
    even = x6 @ (b[12] * x6 + b[10] * x4 + b[8] * x2) + b[6] * x6 + b[4] * x4 + b[2] * x2 + b[0] * one
    return np_.linalg.solve(even - odd, even + odd)


@_expm.gradient
def _(dy, input):
    return derivative(_expm, input, dy)


def derivative(function, x, dy):
    """The gradient of a matrix function f.

    The upper right block of f([[X, E], [0, X]]) is its derivative at X towards E. The adjoint of that is the derivative
    at X^H (Higham, "Functions of Matrices", 2008, sections 3.2 and 3.3).
    """
    x = adjoint(x)
    block = concat([concat([x, dy], -1), concat([zeros_like(x), x], -1)], -2)
    return split(split(function(block), 2, -1)[1], 2, -2)[0]


def expm(input, name=None):
    """The exponential of square matrices (..., n, n), by scaling and squaring.

    In second gear matrices of 1-norm up to 350,000 are scaled enough.
    """
    return _expm(input, name=name)


@op(infer=infer_square, host=True, wide=True, type="MatrixSquareRoot")
def sqrtm(input):
    """The principal square root of square matrices, NaN where a real one has none; SciPy's, so first gear only."""
    return each(_scipy("sqrtm"), input)


@sqrtm.gradient
def _(dy, input):
    return derivative(sqrtm, input, dy)


@op(infer=infer_square, host=True, wide=True, type="MatrixLogarithm")
def _logm(input):
    return each(_scipy("logm"), input)


@_logm.gradient
def _(dy, input):
    return derivative(_logm, input, dy)


def logm(input, name=None):
    """The principal logarithm of complex square matrices; SciPy's, so first gear only."""
    input = convert(input)
    if not input.dtype.is_complex:
        raise TypeError(f"logm needs complex matrices; received {input.dtype.name}. Use tf.cast(x, tf.complex64).")
    return _logm(input, name=name)


def each(function, matrices):
    """`function` of every matrix; where a real one has a complex result, NaN."""
    flat = matrices.reshape(-1, *matrices.shape[-2:]).astype(complex if matrices.dtype.kind == "c" else float)
    found = [function(m) for m in flat]
    if matrices.dtype.kind != "c":
        found = [np.where(np.abs(np.imag(f)).max() > 1e-6 * np.abs(f).max(), np.nan, np.real(f)) for f in found]
    return np.array(found, matrices.dtype).reshape(matrices.shape)


def _scipy(name):
    try:
        import scipy.linalg
    except ImportError:
        raise ImportError(f"tf.linalg.{name} asks SciPy, which is not installed: pip install scipy.") from None
    return getattr(scipy.linalg, name)
