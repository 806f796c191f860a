"""The error, gamma and beta functions. erf, erfc, lgamma and digamma are our own, the rarer ones ask SciPy."""

import functools
import importlib
import math

import numpy as np

from tenfold.core.calls.op import Op, op
from tenfold.core.values.convert import convert
from tenfold.ops.arrays.broadcasting import sum_to
from tenfold.ops.math import erf_and_gamma as special_functions
from tenfold.ops.math.arithmetic import add, multiply, negative, scalar, square, subtract
from tenfold.ops.math.elementwise import check_floats, exp, log, log1p, of_floats
from tenfold.ops.math.powers import float_pair
from tenfold.ops.math.reduce import reduce_sum
from tenfold.ops.scoped import scoped


@functools.cache
def scipy_function(name):
    """A function of `scipy.special`. ImportError with the cure where SciPy is missing."""
    try:
        return getattr(importlib.import_module("scipy.special"), name)
    except ImportError as e:
        raise ImportError(
            f"this special function is computed by scipy.special.{name}, and SciPy is not installed: pip install scipy."
        ) from e


def by_scipy(name, *xs, part=None):
    """`scipy.special.<name>` of float arrays, in their dtype; of several results number `part`."""
    for x in xs:
        check_floats(x.dtype)
    wide = [np.asarray(x, np.float64) for x in xs]
    out = scipy_function(name)(*wide)
    return np.asarray(out if part is None else out[part]).astype(xs[0].dtype)[()]


def own(name, doc):
    """An op of one float tensor that `special_functions` computes."""
    function = getattr(special_functions, name)

    def forward(x):
        check_floats(x.dtype)
        return function(x)

    forward.__name__, forward.__doc__, forward.__module__ = name, doc, __name__
    return Op(forward, infer=of_floats)


def rare(name, scipy_name, doc, part=None):
    """An op of one float tensor that SciPy computes."""

    def forward(x):
        return by_scipy(scipy_name, x, part=part)

    forward.__name__, forward.__doc__, forward.__module__ = name, doc, __name__
    kind = "".join([word[0].upper() + word[1:] for word in name.split("_")])
    return Op(forward, infer=of_floats, label=f"{name}/{kind}")


erf = own("erf", "Error function, 2 / sqrt(pi) times the integral of exp(-t * t) from 0 to x (DLMF 7.2.1).")
erfc = own("erfc", "1 - erf(x), exact where erf is almost 1.")
lgamma = own("lgamma", "log |gamma(x)|; infinite at 0, -1, -2, ...")
digamma = own("digamma", "The derivative of lgamma; NaN at 0, -1, -2, ...")
erfinv = rare("erfinv", "erfinv", "The inverse of erf, for x in [-1, 1].")
ndtri = rare("ndtri", "ndtri", "The quantile function of the standard normal distribution.")


@erf.gradient
def _(dy, x):
    return multiply(multiply(dy, scalar(2 / math.sqrt(math.pi), x)), exp(negative(square(x))))


@erfc.gradient
def _(dy, x):
    return multiply(multiply(dy, scalar(-2 / math.sqrt(math.pi), x)), exp(negative(square(x))))


@erfinv.gradient
def _(dy, y):
    return multiply(multiply(dy, scalar(math.sqrt(math.pi) / 2, y)), exp(square(y)))


@ndtri.gradient
def _(dy, y):
    return multiply(multiply(dy, scalar(math.sqrt(2 * math.pi), y)), exp(multiply(square(y), scalar(0.5, y))))


@lgamma.gradient
def _(dy, x):
    return multiply(dy, digamma(x))


@digamma.gradient
def _(dy, x):
    return multiply(dy, polygamma(scalar(1, x), x))


@scoped("erfcinv", "mul_1")
def erfcinv(x, name=None):
    """The inverse of erfc, for x in [0, 2]."""
    x = convert(x)
    return multiply(ndtri(multiply(x, scalar(0.5, x))), scalar(-math.sqrt(0.5), x), name=name)


@op(infer=float_pair)
def polygamma(a, x):
    """Derivative number a + 1 of lgamma at x (DLMF 5.15.1); NaN where a is not a whole number >= 0."""
    check_floats(a.dtype)
    n, wide = np.broadcast_arrays(np.asarray(a, np.float64), np.asarray(x, np.float64))
    order = np.where((n == np.rint(n)) & (n >= 0), n, 0)
    with np.errstate(all="ignore"):
        out = np.asarray(scipy_function("polygamma")(order.astype(np.int64), wide))
    return np.where(order == n, out, np.nan).astype(x.dtype)[()]


@polygamma.gradient
def _(dy, a, x, x_shape):
    return None, lambda: sum_to(multiply(dy, polygamma(add(a, scalar(1, a)), x)), x_shape)


@op(infer=float_pair)
def zeta(x, q):
    """Hurwitz zeta function, the sum of (q + n) ** -x over n = 0, 1, ... (DLMF 25.11.1)."""
    return by_scipy("zeta", x, q)


@zeta.gradient
def _(dy, x, q, q_shape):
    return None, lambda: sum_to(multiply(multiply(dy, negative(x)), zeta(add(x, scalar(1, x)), q)), q_shape)


def incomplete(name, a, x, start):
    """An incomplete gamma function by SciPy: `start` at x = 0, NaN for a <= 0."""
    return np.where(x == 0, x.dtype.type(start), np.where(a > 0, by_scipy(name, a, x), x.dtype.type(np.nan)))[()]


@op(infer=float_pair)
def igamma(a, x):
    """Regularised lower incomplete gamma function P(a, x) (DLMF 8.2.4), for a > 0; 0 at x = 0."""
    return incomplete("gammainc", a, x, 0)


@op(infer=float_pair)
def igammac(a, x):
    """Regularised upper incomplete gamma function, 1 - P(a, x), for a > 0; 1 at x = 0."""
    return incomplete("gammaincc", a, x, 1)


@op(infer=float_pair)
def igamma_grad_a(a, x):
    """The derivative of P(a, x) by a."""
    return special_functions.igamma_grad_a(*np.broadcast_arrays(a, x))


def igamma_density(a, x):
    """The derivative of P(a, x) by x."""
    return exp(subtract(subtract(multiply(subtract(a, scalar(1, a)), log(x)), x), lgamma(a)))


@igamma.gradient
def _(dy, a, x, a_shape, x_shape):
    return (
        lambda: sum_to(multiply(dy, igamma_grad_a(a, x)), a_shape),
        lambda: sum_to(multiply(dy, igamma_density(a, x)), x_shape),
    )


@igammac.gradient
def _(dy, a, x, a_shape, x_shape):
    return (
        lambda: sum_to(negative(multiply(dy, igamma_grad_a(a, x))), a_shape),
        lambda: sum_to(negative(multiply(dy, igamma_density(a, x))), x_shape),
    )


@op(infer=float_pair)
def betainc(a, b, x):
    """Regularised incomplete beta function I_x(a, b) (DLMF 8.17.2). No gradient by a and b."""
    return by_scipy("betainc", a, b, x)


@betainc.gradient
def _(dy, a, b, x, x_shape):
    def dx():
        log_beta = subtract(add(lgamma(a), lgamma(b)), lgamma(add(a, b)))
        powers = add(
            multiply(subtract(b, scalar(1, b)), log1p(negative(x))), multiply(subtract(a, scalar(1, a)), log(x))
        )
        return sum_to(multiply(dy, exp(subtract(powers, log_beta))), x_shape)

    return None, None, dx


@scoped("lbeta", "sub")
def lbeta(x, name=None):
    """log |beta| over the last axis: the sum of lgamma(x) less lgamma of the sum (DLMF 5.12.1)."""
    x = convert(x)
    return subtract(reduce_sum(lgamma(x), -1), lgamma(reduce_sum(x, -1)), name=name)
