"""`tf.experimental.numpy`: arithmetic, comparisons and reductions, by NumPy's rules for dtypes."""

import numpy as np

from tenfold.core.values import dtypes
from tenfold.ops.arrays.basics import cast, reshape
from tenfold.ops.arrays.selecting import where as _where
from tenfold.ops.linalg import einsum as einsums
from tenfold.ops.linalg import products as linalg
from tenfold.ops.math import arithmetic, comparison, complex_numbers, cumulative, elementwise, logic, powers, statistics
from tenfold.ops.math import reduce as reduction
from tenfold.ops.math.clipping import clip_by_value
from tenfold.ops.nn import activations
from tenfold.ops.numpy_api.promotion import Preference, array, floating, promoted
from tenfold.ops.scoped import scoped


def _truths(*values):
    return [cast(v, dtypes.bool) for v in promoted(*values)]


def _named(call, function):
    call.__name__ = call.__qualname__ = getattr(function, "__name__", "call")
    call.__doc__ = f"{function.__doc__} Operands are brought together by NumPy's rules."
    return call


def _one(function, rules=promoted):
    """`function` of `x`, brought to a dtype by NumPy's rules."""

    def call(x):
        return function(*rules(x))

    return _named(call, function)


def _two(function, rules=promoted):
    """`function` of `x1` and `x2`, brought together by NumPy's rules."""

    def call(x1, x2):
        return function(*rules(x1, x2))

    return _named(call, function)


def _of_float(function):
    """The same of `x`, integers computed as float64."""
    return _one(function, floating)


sqrt, exp, expm1 = map(_of_float, (elementwise.sqrt, elementwise.exp, elementwise.expm1))
log, log1p = map(_of_float, (elementwise.log, elementwise.log1p))
sin, cos, tan = map(_of_float, (elementwise.sin, elementwise.cos, elementwise.tan))
arcsin, arccos, arctan = map(_of_float, (elementwise.asin, elementwise.acos, elementwise.atan))
sinh, cosh, tanh = map(_of_float, (elementwise.sinh, elementwise.cosh, activations.tanh))
arcsinh, arccosh, arctanh = map(_of_float, (elementwise.asinh, elementwise.acosh, elementwise.atanh))
floor, ceil = map(_of_float, (elementwise.floor, elementwise.ceil))
isnan, isinf, isfinite = map(_of_float, (elementwise.is_nan, elementwise.is_inf, elementwise.is_finite))
arctan2, divide = _two(powers.atan2, floating), _two(arithmetic.truediv)
abs_, negative = map(_one, (elementwise.absolute, arithmetic.negative))
square, conj = map(_one, (arithmetic.square, arithmetic.conj))
add, subtract, multiply = map(_two, (arithmetic.add, arithmetic.subtract, arithmetic.multiply))
floor_divide, mod = map(_two, (arithmetic.floordiv, arithmetic.floormod))
less, less_equal = map(_two, (comparison.less, comparison.less_equal))
greater, greater_equal = map(_two, (comparison.greater, comparison.greater_equal))
equal, not_equal = map(_two, (comparison.equal, comparison.not_equal))
logical_and, logical_or = (_two(f, _truths) for f in (logic.logical_and, logic.logical_or))
logical_xor, logical_not = _two(logic.logical_xor, _truths), _one(logic.logical_not, _truths)


def maximum(x1, x2):
    """The larger of the two, element by element; either, of truth values."""
    x1, x2 = promoted(x1, x2)
    return logic.logical_or(x1, x2) if x1.dtype.is_bool else powers.maximum(x1, x2)


def minimum(x1, x2):
    """The smaller of the two, element by element; both, of truth values."""
    x1, x2 = promoted(x1, x2)
    return logic.logical_and(x1, x2) if x1.dtype.is_bool else powers.minimum(x1, x2)


def sign(x, out=None, where=None):
    """-1, 0 or 1, element by element."""
    if out is not None or where is not None:
        raise ValueError("sign: out= and where= are not supported: tensors are not written in place.")
    return elementwise.sign(*promoted(x))


def power(x1, x2):
    """x1 ** x2, element by element."""
    return powers.power(*promoted(x1, x2))


def reciprocal(x):
    """1 / x, element by element."""
    return divide(1, x)


def log2(x):
    """Logarithm to base 2."""
    return log(x) / np.log(2)


def log10(x):
    """Logarithm to base 10."""
    return log(x) / np.log(10)


def hypot(x1, x2):
    """sqrt(x1**2 + x2**2)."""
    x1, x2 = floating(x1, x2)
    return elementwise.sqrt(arithmetic.add(arithmetic.square(x1), arithmetic.square(x2)))


@scoped("mul")
def deg2rad(x):
    """Degrees to radians."""
    return multiply(floating(x)[0], np.pi / 180)


@scoped("mul")
def rad2deg(x):
    """Radians to degrees."""
    return multiply(floating(x)[0], 180 / np.pi)


def real(val):
    """The real part."""
    return complex_numbers.real_part(array(val))


def imag(val):
    """The imaginary part."""
    return complex_numbers.imaginary_part(array(val))


def around(a, decimals=0):
    """Rounded to `decimals` places, halves to even."""
    x = array(a)
    if x.dtype.is_integer:
        return x
    return elementwise.rint(x) if not decimals else elementwise.rint(x * 10**decimals) / 10**decimals


def clip(a, a_min, a_max):
    """Held within bounds, of which one may be None."""
    given = [v for v in (a, a_min, a_max) if v is not None]
    x, *bounds = promoted(*given)
    if len(bounds) == 2:
        return clip_by_value(x, *bounds)
    return powers.minimum(x, bounds[0]) if a_min is None else powers.maximum(x, bounds[0])


def where(condition, x=None, y=None):
    """`x` where the condition holds, else `y`; without them, the coordinates where it holds, one vector per axis."""
    condition = cast(array(condition), dtypes.bool)
    if x is None and y is None:
        from_start = _where(condition)
        return tuple(from_start[:, i] for i in range(condition.ndim))
    return _where(condition, *promoted(x, y))


# reductions


def _axes(axis):
    return tuple(axis) if isinstance(axis, list) else axis


def _accumulated(a, dtype):
    """The tensor to add up: integers and booleans as int64, unsigned ones as uint64."""
    x = array(a)
    if dtype is not None:
        return array(x, dtype)
    if x.dtype.is_floating or x.dtype.is_complex:
        return x
    return cast(x, np.uint64 if x.dtype.is_unsigned else Preference.int)


def _running(a, dtype):
    """The tensor of a running total: integers and booleans as int64."""
    x = _accumulated(a, dtype)
    return cast(x, Preference.int) if dtype is None and x.dtype.is_unsigned else x


def _of_floats_or(a, dtype):
    return array(a, dtype) if dtype is not None else floating(a)[0]


def sum_(a, axis=None, dtype=None, keepdims=None):
    """Sum over `axis`; integers are added as int64, unsigned ones as uint64."""
    return reduction.reduce_sum(_accumulated(a, dtype), _axes(axis), bool(keepdims))


def prod(a, axis=None, dtype=None, keepdims=None):
    """Product over `axis`; integers are multiplied as int64, unsigned ones as uint64."""
    return reduction.reduce_prod(_accumulated(a, dtype), _axes(axis), bool(keepdims))


def mean(a, axis=None, dtype=None, out=None, keepdims=None):
    """Arithmetic mean over `axis`; of integers in float64."""
    _no_out(out)
    return reduction.reduce_mean(_of_floats_or(a, dtype), _axes(axis), bool(keepdims))


def var(a, axis=None, dtype=None, out=None, ddof=0, keepdims=None):
    """Variance over `axis`, divided by the count less `ddof`; of complex numbers, that of their distances."""
    _no_out(out)
    x = _of_floats_or(a, dtype)
    centred = x - reduction.reduce_mean(x, _axes(axis), True)
    squares = complex_numbers.real_part(arithmetic.multiply(centred, arithmetic.conj(centred)))
    total = reduction.reduce_sum(squares, _axes(axis), bool(keepdims))
    count = reduction.reduce_sum(squares * 0 + 1, _axes(axis), bool(keepdims))
    found = total / (count - ddof)
    return found if dtype is None else array(found, dtype)


@scoped("reduce_std", "Sqrt")
def std(a, axis=None, keepdims=None):
    """Standard deviation over `axis`."""
    return elementwise.sqrt(var(a, axis, keepdims=keepdims))


def amax(a, axis=None, out=None, keepdims=None):
    """Largest element over `axis`."""
    _no_out(out)
    x = array(a)
    reduced = reduction.reduce_any if x.dtype.is_bool else reduction.reduce_max
    return reduced(x, _axes(axis), bool(keepdims))


def amin(a, axis=None, out=None, keepdims=None):
    """Smallest element over `axis`."""
    _no_out(out)
    x = array(a)
    reduced = reduction.reduce_all if x.dtype.is_bool else reduction.reduce_min
    return reduced(x, _axes(axis), bool(keepdims))


def _no_out(out):
    if out is not None:
        raise ValueError("Setting out is not supported: tensors are not written in place.")


def all_(a, axis=None, keepdims=None):
    """Whether every element over `axis` is true."""
    return reduction.reduce_all(cast(array(a), dtypes.bool), _axes(axis), bool(keepdims))


def any_(a, axis=None, keepdims=None):
    """Whether one element over `axis` is true."""
    return reduction.reduce_any(cast(array(a), dtypes.bool), _axes(axis), bool(keepdims))


def ptp(a, axis=None, keepdims=None):
    """Largest element less the smallest."""
    return amax(a, axis, keepdims=keepdims) - amin(a, axis, keepdims=keepdims)


def count_nonzero(a, axis=None):
    """How many elements over `axis` are not zero, int64."""
    return statistics.count_nonzero(array(a), _axes(axis))


def _flat_or(a, axis):
    return (reshape(array(a), [-1]), 0) if axis is None else (array(a), axis)


def argmax(a, axis=None):
    """Where the largest element is, in the flattened tensor for None; int64."""
    return statistics.argmax(*_flat_or(a, axis))


def argmin(a, axis=None):
    """Where the smallest element is, in the flattened tensor for None; int64."""
    return statistics.argmin(*_flat_or(a, axis))


def cumsum(a, axis=None, dtype=None):
    """Running sum along `axis`, or of the flattened tensor."""
    return cumulative.cumsum(*_flat_or(_running(a, dtype), axis))


def cumprod(a, axis=None, dtype=None):
    """Running product along `axis`, or of the flattened tensor."""
    return cumulative.cumprod(*_flat_or(_running(a, dtype), axis))


def isclose(a, b, rtol=1e-5, atol=1e-8, equal_nan=False):
    """|a - b| <= atol + rtol * |b|, element by element."""
    a, b = floating(a, b)
    near = comparison.less_equal(elementwise.absolute(a - b), atol + rtol * elementwise.absolute(b))
    near = logic.logical_or(near, comparison.equal(a, b))
    both = logic.logical_and(elementwise.is_nan(a), elementwise.is_nan(b))
    return logic.logical_or(near, both) if equal_nan else near


def allclose(a, b, rtol=1e-5, atol=1e-8, equal_nan=False):
    """Whether `isclose` holds for all elements."""
    return reduction.reduce_all(isclose(a, b, rtol, atol, equal_nan))


# products


def dot(a, b):
    """Inner product of vectors, product of matrices; in general the sum over a's last and b's last but one axis."""
    a, b = promoted(a, b)
    if a.ndim == 0 or b.ndim == 0:
        return arithmetic.multiply(a, b)
    return einsums.tensordot(a, b, [[a.ndim - 1], [max(b.ndim - 2, 0)]])


def matmul(x1, x2):
    """Product of matrices, or of batches of them; a vector is a row before the product and a column behind it."""
    a, b = promoted(x1, x2)
    if not a.ndim or not b.ndim:
        raise ValueError("matmul: operands must have one dimension or more; multiply scalars with `*`.")
    if a.ndim == 1 or b.ndim == 1:
        return dot(a, b)
    return linalg.matmul(a, b)


def tensordot(a, b, axes=2):
    """Sum of products over some axes of both."""
    return einsums.tensordot(*promoted(a, b), axes)


def einsum(subscripts, *operands, optimize="greedy", casting="safe"):
    """Einstein's summation; `optimize`, the order in which it is done, is chosen here."""
    if casting not in ("safe", "same_kind"):
        raise ValueError(f"einsum: casting must be 'safe' or 'same_kind'; received {casting!r}.")
    return einsums.einsum(subscripts, *promoted(*operands), optimize=optimize)


def inner(a, b):
    """The sum over the last axes of both."""
    a, b = promoted(a, b)
    return einsums.tensordot(a, b, [[a.ndim - 1], [b.ndim - 1]]) if a.ndim and b.ndim else arithmetic.multiply(a, b)


@scoped("mul")
def outer(a, b):
    """Every product of an element of a with one of b, both flattened."""
    a, b = promoted(a, b)
    return arithmetic.multiply(reshape(a, [-1, 1]), reshape(b, [1, -1]))
