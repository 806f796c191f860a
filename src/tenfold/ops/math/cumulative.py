"""Running sums and products along an axis."""

import numpy as np

from tenfold.core.calls.attrs import Axis, Bool
from tenfold.core.calls.op import op, xp
from tenfold.ops.graphdef import AsInput, Row, as_int
from tenfold.ops.infer import elementwise
from tenfold.ops.math.arithmetic import add, multiply, negative, scalar, subtract
from tenfold.ops.math.comparison import greater, numbers, select
from tenfold.ops.math.elementwise import check_floats, exp, log, of_floats
from tenfold.ops.math.no_nan import _divide_no_nan


def running(accumulate, start, x, axis, exclusive, reverse):
    """`accumulate(x, axis)`, also from the end, also without the element itself (then it begins with `start`)."""
    np_ = xp(numbers(x))
    if not x.ndim:
        raise ValueError(f"a running total needs an axis: received a scalar and axis {axis}")
    if reverse:
        x = np_.flip(x, axis)
    out = accumulate(x, axis).astype(x.dtype)
    if exclusive:
        before = (slice(None),) * (axis % x.ndim)
        first = np_.full_like(x[(*before, slice(0, 1))], start)
        out = np_.concatenate([first, out[(*before, slice(0, -1))]], axis)
    return np_.flip(out, axis) if reverse else out


RUNNING = Row("x", AsInput("axis", read=as_int), exclusive="exclusive", reverse="reverse")


@op(
    infer=elementwise,
    static=True,
    graphdef=RUNNING,
)
def cumsum(x, *, axis: Axis = 0, exclusive: Bool = False, reverse: Bool = False):
    """Running sum along `axis`.

    Args:
      exclusive: leave each element itself out: [a, b, c] gives [0, a, a + b].
      reverse: from the end: [a + b + c, b + c, c].
    """
    return running(xp(x).cumsum, 0, x, axis, exclusive, reverse)


@cumsum.gradient
def _(dy, axis, exclusive, reverse):
    return cumsum(dy, axis, exclusive, not reverse)


@op(
    infer=elementwise,
    static=True,
    graphdef=RUNNING,
)
def cumprod(x, *, axis: Axis = 0, exclusive: Bool = False, reverse: Bool = False):
    """Running product along `axis`; arguments as in `cumsum`, an exclusive one begins with 1."""
    return running(xp(x).cumprod, 1, x, axis, exclusive, reverse)


@cumprod.gradient
def _(dy, x, y, axis, exclusive, reverse):
    return _divide_no_nan(cumsum(multiply(dy, y), axis, exclusive, not reverse), x)


@op(
    infer=lambda x, **_: of_floats(x),
    graphdef=RUNNING,
)
def cumulative_logsumexp(x, *, axis: Axis = 0, exclusive: Bool = False, reverse: Bool = False):
    """log of the running sum of exp(x) along `axis`, without overflow; an exclusive one begins with -inf."""
    check_floats(x.dtype)
    return running(np.logaddexp.accumulate, -np.inf, x, axis, exclusive, reverse)


@cumulative_logsumexp.gradient
def _(dy, x, y, axis, exclusive, reverse):
    """sum of dy * exp(x - y) over the results that an element is part of, in logarithms: x - y alone may overflow."""

    def part(d):
        positive = greater(d, scalar(0, d))
        logarithm = select(positive, log(select(positive, d, scalar(1, d))), scalar(d.dtype.min, d))
        return exp(add(cumulative_logsumexp(subtract(logarithm, y), axis, exclusive, not reverse), x))

    return subtract(part(dy), part(negative(dy)))
