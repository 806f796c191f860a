"""Bringing labels, predictions, weights and masks of slightly different shapes together, as Keras does."""

from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.keras.utils.by_era import by_era
from tenfold.ops.arrays.basics import cast, expand_dims, size, squeeze
from tenfold.ops.math.arithmetic import divide_real, multiply
from tenfold.ops.math.logic import logical_and
from tenfold.ops.math.no_nan import divide_no_nan
from tenfold.ops.math.reduce import mean_or_zero, reduce_sum


def squeeze_or_expand(y_pred, y_true):
    """Labels and predictions with a last axis of length 1 dropped where only one of them has it.

    Returns: (y_pred, y_true).
    """
    p, t = y_pred._dims, y_true._dims
    if p is None or t is None or len(p) == len(t):
        return y_pred, y_true
    if len(p) == len(t) + 1 and p[-1] == 1:  # of unknown length it is one of classes, as a rule, and Keras leaves it
        return squeeze(y_pred, axis=-1), y_true
    if len(t) == len(p) + 1 and t[-1] in (1, None):
        return y_pred, squeeze(y_true, axis=-1)
    return y_pred, y_true


def align_weights(weights, values):
    """`weights` with a last axis of length 1 dropped or added, so that it broadcasts against `values`.

    Raises:
      ValueError: the weights have an axis more than the values, and it is not one of length 1.
    """
    w, v = weights._dims, values._dims
    if not w or v is None:
        return weights
    if len(w) == len(v) + 1:
        if w[-1] not in (1, None):
            raise ValueError(
                f"Weights of shape {weights.shape} do not fit values of shape {values.shape}: there must be one weight "
                "per value. A loss or metric that takes a mean over the last axis makes one value of a vector; give "
                "labels and predictions a last axis of length 1."
            )
        return squeeze(weights, axis=-1)
    return expand_dims(weights, -1) if len(v) == len(w) + 1 else weights


def keras_mask(tensor):
    """The mask that travels with a tensor, or None."""
    return getattr(tensor, "_keras_mask", None)


def both_masks(first, second):
    """The mask that keeps what both keep; None says nothing."""
    if first is None or second is None:
        return second if first is None else first
    return logical_and(cast(first, dtypes.bool), cast(second, dtypes.bool))


def apply_mask(weights, mask, values, rescale):
    """`weights` (or None) times the mask; `rescale` makes up for what it takes out, so that a mean is over the rest."""
    mask = cast(mask, values.dtype)
    if rescale:
        share = divide_no_nan if by_era("Loss.is_newer") else divide_real  # of a mask that keeps nothing: 0, or NaN
        mask = multiply(mask, share(cast(size(mask), mask.dtype), reduce_sum(mask)))
    mask = align_weights(mask, values)
    if weights is None:
        return mask
    weights = align_weights(cast(convert(weights), values.dtype), values)
    return multiply(align_weights(mask, weights) if weights._dims else mask, weights)


def reduce_weighted(values, weights, reduction):
    """`values` times `weights` (None for 1), then nothing ("none"), their sum, or the sum over the number of values;
    over the sum of the weights for "mean_with_sample_weight"."""
    if weights is not None:
        weights = align_weights(cast(convert(weights, partner=values.dtype), values.dtype), values)
        values = multiply(values, weights)
        if reduction == "mean_with_sample_weight":
            return divide_no_nan(reduce_sum(values), reduce_sum(weights))
    if reduction == "none":
        return values
    return reduce_sum(values) if reduction == "sum" else mean_or_zero(values)
