"""Moments of what a mask leaves over."""

from tenfold.ops.arrays.basics import cast, expand_dims, shape
from tenfold.ops.arrays.broadcasting import broadcast_to
from tenfold.ops.math.arithmetic import square
from tenfold.ops.math.powers import maximum
from tenfold.ops.math.reduce import reduce_sum


def spread_mask(mask, inputs):
    """A mask of the leading axes of `inputs`, (batch, time) for most, in the shape of `inputs`."""
    while mask.ndim < inputs.ndim:
        mask = expand_dims(mask, -1)
    return broadcast_to(mask, shape(inputs))


def masked_moments(x, axes, seen):
    """Mean and variance over `axes`, which are kept, of the elements of `x` where `seen`; 0 where there are none."""
    weight = cast(seen, x.dtype)
    count = maximum(reduce_sum(weight, axes, keepdims=True), 1.0)
    mean = reduce_sum(x * weight, axes, keepdims=True) / count
    return mean, reduce_sum(square(x - mean) * weight, axes, keepdims=True) / count
