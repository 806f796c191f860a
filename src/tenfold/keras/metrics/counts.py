"""Counting right and wrong decisions at thresholds: what precision, recall and the curves are made of."""

import numpy as np

from tenfold.core.calls.methods import telling
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.keras.losses.alignment import align_weights, squeeze_or_expand
from tenfold.keras.utils.arguments import real_number
from tenfold.keras.utils.by_era import by_era
from tenfold.ops.arrays.basics import cast, ones_like, reshape, shape, squeeze
from tenfold.ops.arrays.creation import zeros_like
from tenfold.ops.arrays.one_hot import one_hot
from tenfold.ops.arrays.sorting import top_k as largest
from tenfold.ops.math.arithmetic import multiply, subtract
from tenfold.ops.math.clipping import clip_by_value
from tenfold.ops.math.comparison import select
from tenfold.ops.math.reduce import reduce_any, reduce_sum
from tenfold.ops.training.metric_steps import probabilities, weight_above

LEAST = -1e10  # below every threshold


@telling
def confusion(
    y_true,
    y_pred,
    thresholds,
    sample_weight=None,
    top_k=None,
    class_id=None,
    columns=False,
    label_weights=None,
    soft=False,
):
    """Weighted counts of right and wrong decisions at each threshold.

    Args:
      y_true, y_pred: of one float dtype and shape; predictions within [0, 1].
      thresholds: list of floats; a prediction above one is a yes.
      sample_weight: broadcasts with them.
      top_k: only the k largest predictions of a row may be yes.
      class_id: look at this entry of the last axis only.
      columns: count the entries of the last axis apart.
      label_weights: one per entry of the last axis.
      soft: a label between 0 and 1 is that much of a yes; otherwise any but 0 is one.

    Returns: (tp, fp, tn, fn), each of shape (thresholds,), or (thresholds, columns).
    """
    y_pred = probabilities(y_pred) if by_era("confusion.wants_probabilities") else y_pred
    y_pred, y_true = squeeze_or_expand(y_pred, y_true)
    y_pred = clip_by_value(y_pred, 0.0, 1.0) if _are_even(thresholds) else y_pred
    y_pred = only_top(y_pred, top_k) if top_k is not None else y_pred
    if class_id is not None:
        y_true, y_pred = y_true[..., class_id], y_pred[..., class_id]
    y_true = y_true if soft else cast(cast(y_true, dtypes.bool), y_pred.dtype)
    weights = ones_like(y_pred)
    if sample_weight is not None:
        weights = multiply(weights, _fitting(cast(convert(sample_weight), y_pred.dtype), y_pred))
    if label_weights is not None:
        weights = multiply(weights, label_weights)
    width = y_pred._dims[-1] if columns else 1
    values, positive, every = (reshape(t, [-1, width]) for t in (y_pred, multiply(y_true, weights), weights))
    negative = subtract(every, positive)
    tp, fp = (weight_above(values, w, thresholds=tuple(thresholds)) for w in (positive, negative))
    fn, tn = subtract(reduce_sum(positive, 0), tp), subtract(reduce_sum(negative, 0), fp)
    counts = (tp, fp, tn, fn)
    return counts if columns else tuple(squeeze(c, axis=-1) for c in counts)


def _are_even(thresholds):
    """Whether they divide [0, 1] evenly, ends included. What lies outside counts as an end of it then, as in Keras."""
    count = len(thresholds)
    return count > 2 and np.allclose(thresholds, np.arange(count) / (count - 1), atol=1e-7)


def _fitting(weights, values):
    """`weights` that broadcast against `values` without giving them more axes. ValueError where they do not."""
    weights = align_weights(weights, values)
    if weights._dims is not None and values._dims is not None and len(weights._dims) > len(values._dims):
        raise ValueError(
            f"Weights of shape {weights.shape} do not fit decisions of shape {values.shape}. With `class_id`, labels "
            "and predictions have shape (batch, classes) and weights (batch,)."
        )
    return weights


def only_top(y_pred, k):
    """Predictions that are not among the k largest of their row, put below every threshold; of equal ones the lower
    number comes first."""
    places = largest(y_pred, k).indices
    among = reduce_any(one_hot(places, shape(y_pred)[-1], on_value=True, off_value=False), -2)
    return select(among, y_pred, zeros_like(y_pred) + LEAST)


def as_thresholds(thresholds, default=0.5):
    """A list of floats within [0, 1], from a number, a list, or None for `default`."""
    if thresholds is None:
        return [default]
    is_one = isinstance(thresholds, (str, dict)) or not hasattr(thresholds, "__len__")
    found = [float(real_number(t, "thresholds")) for t in ([thresholds] if is_one else thresholds)]
    if not found:
        raise ValueError("`thresholds` is empty: give at least one, or None for the default.")
    bad = [t for t in found if not 0 <= t <= 1]
    if bad:
        raise ValueError(f"Threshold values must be in [0, 1]. Received: {bad}")
    return found
