"""Metrics that Keras 1 had as functions of a batch's labels and predictions: floats in [0, 1], one number a batch.

What is at least 0.5 is taken for positive. Keras 2 took them out, since a mean over batches is not what they are over
all samples; `Precision`, `Recall` and `FBetaScore` count over all.
"""

from tenfold.core.calls.methods import telling
from tenfold.core.values.convert import convert
from tenfold.keras.backend_config import epsilon, floatx
from tenfold.keras.utils.arguments import real_number
from tenfold.ops.arrays.basics import cast
from tenfold.ops.math.clipping import clip_by_value
from tenfold.ops.math.elementwise import round_even, sqrt
from tenfold.ops.math.reduce import reduce_sum


def _counts(y_true, y_pred):
    """(true positives, false positives, false negatives, true negatives)."""
    actual, found = (round_even(clip_by_value(cast(convert(y), floatx()), 0.0, 1.0)) for y in (y_true, y_pred))
    pairs = (actual, found), (1 - actual, found), (actual, 1 - found), (1 - actual, 1 - found)
    return tuple(reduce_sum(a * b) for a, b in pairs)


@telling
def matthews_correlation(y_true, y_pred):
    """Matthews' correlation coefficient of two classes (Biochim. Biophys. Acta 405, 1975)."""
    tp, fp, fn, tn = _counts(y_true, y_pred)
    return (tp * tn - fp * fn) / (sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)) + epsilon())


@telling
def precision(y_true, y_pred):
    """How many of those that were found are positive."""
    tp, fp, _, _ = _counts(y_true, y_pred)
    return tp / (tp + fp + epsilon())


@telling
def recall(y_true, y_pred):
    """How many of the positive ones were found."""
    tp, _, fn, _ = _counts(y_true, y_pred)
    return tp / (tp + fn + epsilon())


@telling
def fbeta_score(y_true, y_pred, beta=1):
    """(1 + beta ** 2) * p * r / (beta ** 2 * p + r) of precision p and recall r; 0 where no label is positive.

    Raises:
      ValueError: `beta` is below 0.
    """
    if real_number(beta, "beta") < 0:
        raise ValueError(f"The lowest choosable beta is zero (only precision). Received: beta={beta}")
    p, r, square = precision(y_true, y_pred), recall(y_true, y_pred), beta**2
    return (1 + square) * (p * r) / (square * p + r + epsilon())


@telling
def fmeasure(y_true, y_pred):
    """The harmonic mean of precision and recall."""
    return fbeta_score(y_true, y_pred, beta=1)


FUNCTIONS = {f.__name__: f for f in (matthews_correlation, precision, recall, fbeta_score, fmeasure)}
