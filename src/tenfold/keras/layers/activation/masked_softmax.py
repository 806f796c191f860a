"""The softmax of what a mask leaves over: three ways to hide the rest, which differ where all is hidden."""

from tenfold.keras import activations
from tenfold.ops.arrays.basics import cast
from tenfold.ops.arrays.selecting import where
from tenfold.ops.math.comparison import greater, keep_where

VERY_NEGATIVE = -1e9  # exp of it is 0, and sums of it are finite
VERY_NEGATIVE_HALF = -65504.0  # the least float16


def masked_softmax(x, mask, axis=-1, robust=False, zero=False):
    """exp(x) / sum(exp(x)) along `axis`, an axis or several, over what `mask` keeps.

    Args:
      mask: broadcasts against `x`; 1 or True where it is kept; None for all.
      robust: put a very negative number where `mask` hides, in place of adding it. Where nothing is kept, all are alike
        then; otherwise they are as they would be without a mask, as far as the sum is exact.
      zero: as `robust`, and what is hidden is 0 even where nothing is kept, as in Keras 3.
    """
    if mask is None:
        return activations.softmax(x, axis)
    least = VERY_NEGATIVE_HALF if x.dtype.name == "float16" else VERY_NEGATIVE
    if not robust and not zero:
        return activations.softmax(x + (1.0 - cast(mask, x.dtype)) * least, axis)
    kept = mask if mask.dtype.is_bool else greater(mask, cast(0.5, mask.dtype))
    found = activations.softmax(where(kept, x, cast(least, x.dtype)), axis)
    return keep_where(found, kept) if zero else found
