"""Bessel functions and integrals, computed by SciPy."""

import math

from tenfold.ops.math.arithmetic import add, divide_real, multiply, negative, scalar, square, subtract
from tenfold.ops.math.comparison import equal, select
from tenfold.ops.math.elementwise import cos, exp, log, reciprocal, sign, sin
from tenfold.ops.math.special import rare

bessel_i0 = rare("bessel_i0", "i0", "Modified Bessel function of the first kind, order 0 (DLMF 10.25.2).")
bessel_i0e = rare("bessel_i0e", "i0e", "exp(-|x|) * bessel_i0(x).")
bessel_i1 = rare("bessel_i1", "i1", "Modified Bessel function of the first kind, order 1.")
bessel_i1e = rare("bessel_i1e", "i1e", "exp(-|x|) * bessel_i1(x).")
bessel_j0 = rare("bessel_j0", "j0", "Bessel function of the first kind, order 0 (DLMF 10.2.2).")
bessel_j1 = rare("bessel_j1", "j1", "Bessel function of the first kind, order 1.")
bessel_k0 = rare("bessel_k0", "k0", "Modified Bessel function of the second kind, order 0, for x > 0 (DLMF 10.27.4).")
bessel_k0e = rare("bessel_k0e", "k0e", "exp(x) * bessel_k0(x).")
bessel_k1 = rare("bessel_k1", "k1", "Modified Bessel function of the second kind, order 1, for x > 0.")
bessel_k1e = rare("bessel_k1e", "k1e", "exp(x) * bessel_k1(x).")
bessel_y0 = rare("bessel_y0", "y0", "Bessel function of the second kind, order 0, for x > 0 (DLMF 10.2.3).")
bessel_y1 = rare("bessel_y1", "y1", "Bessel function of the second kind, order 1, for x > 0.")
dawsn = rare(
    "dawsn", "dawsn", "Dawson's integral, exp(-x * x) times the integral of exp(t * t) from 0 to x (DLMF 7.2.5)."
)
expint = rare("expint", "expi", "Exponential integral Ei (DLMF 6.2.5).")
fresnel_cos = rare("fresnel_cos", "fresnel", "Integral of cos(pi / 2 * t * t) from 0 to x (DLMF 7.2.7).", part=1)
fresnel_sin = rare("fresnel_sin", "fresnel", "Integral of sin(pi / 2 * t * t) from 0 to x (DLMF 7.2.8).", part=0)
spence = rare("spence", "spence", "Spence's integral, that of log(t) / (1 - t) from 1 to x.")


def by(derivative):
    """A gradient rule from f'(x), given as a function of x and f(x)."""
    return lambda dy, x, y: multiply(dy, derivative(x, y))


def at_zero(value, x, elsewhere):
    """`elsewhere(x)` with `value` in place of it where x is 0, and no NaN from there in gradients."""
    zero = equal(x, scalar(0, x))
    return select(zero, scalar(value, x), elsewhere(select(zero, scalar(1, x), x)))


bessel_i0.gradient(by(lambda x, y: bessel_i1(x)))
bessel_i0e.gradient(by(lambda x, y: subtract(bessel_i1e(x), multiply(sign(x), y))))
bessel_i1.gradient(by(lambda x, y: at_zero(0.5, x, lambda x: subtract(bessel_i0(x), divide_real(bessel_i1(x), x)))))
bessel_i1e.gradient(
    by(
        lambda x, y: at_zero(
            0.5, x, lambda x: subtract(bessel_i0e(x), multiply(bessel_i1e(x), add(sign(x), reciprocal(x))))
        )
    )
)
bessel_j0.gradient(by(lambda x, y: negative(bessel_j1(x))))
bessel_j1.gradient(by(lambda x, y: at_zero(0.5, x, lambda x: subtract(bessel_j0(x), divide_real(bessel_j1(x), x)))))
bessel_k0.gradient(by(lambda x, y: negative(bessel_k1(x))))
bessel_k0e.gradient(by(lambda x, y: subtract(y, bessel_k1e(x))))
bessel_k1.gradient(by(lambda x, y: negative(add(bessel_k0(x), divide_real(y, x)))))
bessel_k1e.gradient(by(lambda x, y: subtract(multiply(y, subtract(scalar(1, x), reciprocal(x))), bessel_k0e(x))))
bessel_y0.gradient(by(lambda x, y: negative(bessel_y1(x))))
bessel_y1.gradient(by(lambda x, y: subtract(bessel_y0(x), divide_real(y, x))))
dawsn.gradient(by(lambda x, y: subtract(scalar(1, x), multiply(scalar(2, x), multiply(x, y)))))
expint.gradient(by(lambda x, y: divide_real(exp(x), x)))
fresnel_cos.gradient(by(lambda x, y: cos(quarter_turns(x))))
fresnel_sin.gradient(by(lambda x, y: sin(quarter_turns(x))))


@spence.gradient
def _(dy, x):
    one = equal(x, scalar(1, x))
    z = select(one, scalar(2, x), x)
    return multiply(dy, select(one, scalar(-1, x), divide_real(log(z), subtract(scalar(1, x), z))))


def quarter_turns(x):
    """pi / 2 * x ** 2."""
    return multiply(square(x), scalar(math.pi / 2, x))
