"""Means and variances put together from sums: weighted, in parts, shifted."""

from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops.arrays.broadcasting import broadcast_to
from tenfold.ops.arrays.casting import cast
from tenfold.ops.arrays.shaping import shape, squeeze
from tenfold.ops.math.arithmetic import add, multiply, square, subtract
from tenfold.ops.math.elementwise import reciprocal
from tenfold.ops.math.no_nan import divide_no_nan
from tenfold.ops.math.reduce import reduce_sum
from tenfold.ops.nn.normalization import count_over
from tenfold.ops.scoped import scoped, within


@scoped("sufficient_statistics", None)
def sufficient_statistics(x, axes, shift=None, keepdims=False, name=None):
    """What `normalize_moments` needs: (count, sum of x - shift, sum of its squares, shift) over `axes`."""
    x = convert(x)
    count = count_over(x, axes, x.dtype)
    shift = None if shift is None else convert(shift, partner=x.dtype)
    shifted = x if shift is None else subtract(x, shift)
    total = reduce_sum(shifted, axes, keepdims, name=within(name, "mean_ss"))
    return count, total, reduce_sum(square(shifted), axes, keepdims, name=within(name, "var_ss")), shift


@scoped("normalize", None)
def normalize_moments(counts, mean_ss, variance_ss, shift, name=None):
    """(mean, variance) from `sufficient_statistics`."""
    mean_ss = convert(mean_ss)
    rate = reciprocal(convert(counts, partner=mean_ss.dtype))
    shifted_mean = multiply(mean_ss, rate, name=within(name, "mean" if shift is None else "shifted_mean"))
    mean = shifted_mean if shift is None else add(shifted_mean, shift, name=within(name, "mean"))
    return mean, subtract(multiply(variance_ss, rate), square(shifted_mean), name=within(name, "variance"))


@scoped("weighted_moments", None)
def weighted_moments(x, axes, frequency_weights, keepdims=False, name=None):
    """(mean, variance) over `axes` of `x`, each element counting as often as its weight says.

    Args:
      frequency_weights: non-negative, broadcast against `x`.
    """
    x = convert(x)
    weights = convert(frequency_weights, partner=x.dtype)
    narrow = x.dtype if x.dtype.size == 2 else None
    x = cast(x, dtypes.float32) if narrow else x
    weights = cast(weights, x.dtype)
    total = reduce_sum(broadcast_to(weights, shape(add(x, multiply(weights, 0.0)))), axes, keepdims=True)
    mean = divide_no_nan(reduce_sum(multiply(weights, x), axes, keepdims=True), total, name=within(name, "div_no_nan"))
    squares = reduce_sum(multiply(weights, square(subtract(x, mean))), axes, keepdims=True)
    variance = divide_no_nan(squares, total, name=within(name, "div_no_nan_1"))
    if not keepdims:
        mean, variance = squeeze(mean, axes), squeeze(variance, axes)
    return (cast(mean, narrow), cast(variance, narrow)) if narrow else (mean, variance)
