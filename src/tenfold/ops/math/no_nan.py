"""Products and quotients in which a zero wins over infinity and NaN."""

import numpy as np

from tenfold.core.calls.op import op, xp
from tenfold.core.values.convert import convert
from tenfold.ops.arrays.basics import cast
from tenfold.ops.arrays.broadcasting import sum_to
from tenfold.ops.math.arithmetic import add, conjugate, match, multiply, negative, quotient_dtype, scalar, square
from tenfold.ops.math.comparison import keep_where, not_equal
from tenfold.ops.math.powers import float_pair
from tenfold.ops.scoped import scoped
from tenfold.ops.structures.kept_whole import kept_whole


@op(infer=float_pair)
def xlogy(x, y):
    """x * log(y), zero where x is zero."""
    return safe(x, xp(x, y).log(y))


@xlogy.gradient
def _(dy, x, y, x_shape, y_shape):
    return (
        lambda: sum_to(multiply(dy, xlogy(indicator(x), y)), x_shape),
        lambda: sum_to(multiply(dy, xdivy(x, y)), y_shape),
    )


@op(infer=float_pair, label="xlog1py/Xlog1py")
def xlog1py(x, y):
    """x * log(1 + y), zero where x is zero."""
    return safe(x, xp(x, y).log1p(y))


@xlog1py.gradient
def _(dy, x, y, x_shape, y_shape):
    return (
        lambda: sum_to(multiply(dy, xlog1py(indicator(x), y)), x_shape),
        lambda: sum_to(multiply(dy, xdivy(x, add(y, scalar(1, y)))), y_shape),
    )


@op(infer=float_pair, label="xdivy/Xdivy")
def xdivy(x, y):
    """x / y, zero where x is zero."""
    return safe(x, y.dtype.type(1) / y)


@xdivy.gradient
def _(dy, x, y, x_shape, y_shape):
    return (
        lambda: sum_to(multiply(dy, xdivy(indicator(x), y)), x_shape),
        lambda: sum_to(multiply(dy, xdivy(negative(x), square(y))), y_shape),
    )


def safe(x, factor):
    """x * factor, zero where x is zero, whatever the factor."""
    return xp(x, factor).where(x == 0, x.dtype.type(0), x * factor)


def indicator(x):
    """1 where x is not zero, else 0."""
    return keep_where(scalar(1, x), not_equal(x, scalar(0, x)))


@op(infer=float_pair, type="MulNoNan", label="multiply_no_nan")
def multiply_no_nan(x, y):
    """x * y, zero where y is zero, even if x is infinite or NaN."""
    return safe(y, x)


@multiply_no_nan.gradient
def _(dy, x, y, x_shape, y_shape):
    return (
        lambda: sum_to(multiply_no_nan(dy, y), x_shape),
        lambda: sum_to(multiply_no_nan(x, dy), y_shape),
    )


@op(infer=float_pair, type="DivNoNan", label="div_no_nan")
def _divide_no_nan(x, y):
    quotient = x / y
    if type(quotient) is np.float32 or type(quotient) is np.float64:  # of two numbers, as a metric's result is
        return quotient if y != 0 else quotient.dtype.type(0)
    return xp(x, y).where(y == 0, x.dtype.type(0), quotient)


@_divide_no_nan.gradient
def _(dy, x, y, x_shape, y_shape):
    return (
        lambda: sum_to(_divide_no_nan(dy, conjugate(y)), x_shape),
        lambda: sum_to(multiply(dy, conjugate(_divide_no_nan(_divide_no_nan(negative(x), y), y))), y_shape),
    )


@kept_whole("math.divide_no_nan")
def divide_no_nan(x, y, name=None):
    """x / y, zero where y is zero. Integers are divided as `truediv` divides them."""
    x, y = match(x, y)
    if x.dtype.is_integer:
        x, y = cast(x, wide := quotient_dtype(x.dtype)), cast(y, wide)
    return _divide_no_nan(x, y, name=name)


@scoped("reciprocal_no_nan")
def reciprocal_no_nan(x, name=None):
    """1 / x, zero where x is zero."""
    x = convert(x)
    return _divide_no_nan(scalar(1, x), x, name=name)
