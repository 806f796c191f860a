"""Means and variances put together from sums: weighted, in parts, shifted."""

from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops.arrays.broadcasting import broadcast_to
from tenfold.ops.arrays.casting import cast
from tenfold.ops.arrays.shaping import shape, squeeze
from tenfold.ops.math.arithmetic import add, divide_real, multiply, square, subtract
from tenfold.ops.math.elementwise import reciprocal
from tenfold.ops.math.reduce import reduce_sum
from tenfold.ops.nn.normalization import count_over


def sufficient_statistics(x, axes, shift=None, keepdims=False, name=None):
    """What `normalize_moments` needs: (count, sum of x - shift, sum of its squares, shift) over `axes`."""
    x = convert(x)
    count = count_over(x, axes, x.dtype)
    shifted = x if shift is None else subtract(x, convert(shift, partner=x.dtype))
    return count, reduce_sum(shifted, axes, keepdims), reduce_sum(square(shifted), axes, keepdims, name=name), shift


def normalize_moments(counts, mean_ss, variance_ss, shift, name=None):
    """(mean, variance) from `sufficient_statistics`."""
    mean_ss = convert(mean_ss)
    rate = reciprocal(convert(counts, partner=mean_ss.dtype))
    shifted_mean = multiply(mean_ss, rate)
    mean = shifted_mean if shift is None else add(shifted_mean, shift)
    return mean, subtract(multiply(variance_ss, rate), square(shifted_mean), name=name)


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
    mean = divide_real(reduce_sum(multiply(weights, x), axes, keepdims=True), total)
    variance = divide_real(reduce_sum(multiply(weights, square(subtract(x, mean))), axes, keepdims=True), total)
    if not keepdims:
        mean, variance = squeeze(mean, axes), squeeze(variance, axes, name=name)
    return (cast(mean, narrow), cast(variance, narrow)) if narrow else (mean, variance)
