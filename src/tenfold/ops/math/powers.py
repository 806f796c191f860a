"""Powers, and functions of two numbers: distances, angles, extremes, neighbours."""

import numpy as np

from tenfold.core.calls.op import op, xp
from tenfold.ops.arrays.basics import zeros_like
from tenfold.ops.arrays.broadcasting import sum_to
from tenfold.ops.failing import fails_where
from tenfold.ops.infer import broadcast
from tenfold.ops.math.arithmetic import NUMPY, add, conjugate, divide_real, multiply, negative, scalar, square, subtract
from tenfold.ops.math.comparison import (
    clear_where,
    greater,
    greater_equal,
    keep_where,
    less_equal,
    not_equal,
    ordered,
    select,
)
from tenfold.ops.math.elementwise import log, of_floats


def float_pair(*xs):
    """Inference: two floating point numbers, broadcast."""
    of_floats(xs[0])
    return broadcast(*xs)


@op(infer=broadcast, name="pow", static=True)
def power(x, y):
    """x to the power of y. Integers have no negative powers."""
    if y.dtype.kind in "iu":
        fails_where(y < 0, "Integers to negative integer powers are not allowed")
    return x**y


@power.gradient
def _(dy, x, y_shape, x_shape, y):
    def dx():
        a, b = conjugate(x), conjugate(y)
        return sum_to(multiply(multiply(dy, b), power(a, subtract(b, scalar(1, b)))), x_shape)

    def dexponent():
        nonzero = not_equal(x, scalar(0, x)) if x.dtype.is_complex else greater(x, scalar(0, x))
        logarithm = keep_where(log(select(nonzero, x, scalar(1, x))), nonzero)
        return sum_to(multiply(dy, conjugate(multiply(power(x, y), logarithm))), y_shape)

    return dx, dexponent


@op(infer=broadcast)
def squared_difference(x, y):
    """(x - y) * conj(x - y)."""
    d = x - y
    return d * d.conj() if d.dtype.kind == "c" else d * d


@squared_difference.gradient
def _(dy, x, y, x_shape, y_shape):
    twice = multiply(multiply(dy, scalar(2, dy)), subtract(x, y))
    return lambda: sum_to(twice, x_shape), lambda: sum_to(negative(twice), y_shape)


@op(infer=float_pair)
def atan2(y, x):
    """The angle of the point (x, y), in (-pi, pi]."""
    return xp(y, x).arctan2(y, x)


@atan2.gradient
def _(dy, y, x, y_shape, x_shape):
    share = divide_real(dy, add(square(x), square(y)))
    return lambda: sum_to(multiply(share, x), y_shape), lambda: sum_to(negative(multiply(share, y)), x_shape)


def namespace(x, y):
    """`xp` for elements that have an order, quicker where both are NumPy's."""
    if x.dtype.kind in "bcO":
        ordered(x)
    return np if isinstance(x, NUMPY) and isinstance(y, NUMPY) else xp(x, y)


@op(infer=broadcast, static=True)
def maximum(x, y):
    """The larger of x and y; NaN where either is."""
    return namespace(x, y).maximum(x, y)


@maximum.gradient
def _(dy, x, y, x_shape, y_shape):
    first = greater_equal(x, y)  # on a tie the gradient is x's
    return lambda: sum_to(keep_where(dy, first), x_shape), lambda: sum_to(clear_where(dy, first), y_shape)


@op(infer=broadcast, static=True)
def minimum(x, y):
    """The smaller of x and y; NaN where either is."""
    return namespace(x, y).minimum(x, y)


@minimum.gradient
def _(dy, x, y, x_shape, y_shape):
    first = less_equal(x, y)
    return lambda: sum_to(keep_where(dy, first), x_shape), lambda: sum_to(clear_where(dy, first), y_shape)


@op(infer=float_pair, type="NextAfter")
def nextafter(x1, x2):
    """The next floating point number after x1 in the direction of x2."""
    return xp(x1, x2).nextafter(x1, x2)


@nextafter.gradient
def _(dy, x1_shape, x2):
    return lambda: sum_to(dy, x1_shape), lambda: zeros_like(x2)
