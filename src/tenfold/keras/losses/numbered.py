"""Losses of class numbers other than the cross entropy: of labels that may be wrong, and of sequences."""

from tenfold.core.calls.methods import telling
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.keras.losses.loss import LossFunctionWrapper, Reduction
from tenfold.ops.arrays.basics import cast, reshape, shape
from tenfold.ops.arrays.creation import zeros_like
from tenfold.ops.arrays.one_hot import one_hot
from tenfold.ops.math.arithmetic import multiply
from tenfold.ops.math.comparison import not_equal
from tenfold.ops.math.powers import power
from tenfold.ops.math.reduce import reduce_sum
from tenfold.ops.nn.ctc_loss import ctc_loss


@telling
def categorical_generalized_cross_entropy(y_true, y_pred, q):
    """(1 - p ** q) / q, p the probability of the right class (Zhang and Sabuncu, arXiv:1805.07836).

    Args:
      y_true: class numbers, (n,) or (n, 1).
      y_pred: probabilities, (n, classes).
      q: within (0, 1): near 0 it is the cross entropy, near 1 the mean absolute error, which wrong labels hurt less.

    Returns: (n,).
    """
    y_pred = convert(y_pred)
    right = one_hot(cast(reshape(convert(y_true), [-1]), dtypes.int64), shape(y_pred)[-1], dtype=y_pred.dtype)
    return (1.0 - power(reduce_sum(multiply(right, y_pred), -1), q)) / q


@telling
def ctc(y_true, y_pred):
    """Minus the logarithm of the probability of a sequence of classes, over all ways to place it in time.

    Connectionist temporal classification, Graves et al., ICML 2006.

    Args:
      y_true: class numbers, (batch, labels); 0 is the blank and fills up what is shorter.
      y_pred: logits, (batch, steps, classes).

    Returns: (batch,).

    Raises:
      ValueError: labels or predictions of another rank.
    """
    y_true, y_pred = convert(y_true), convert(y_pred)
    if len(y_true._dims) != 2 or len(y_pred._dims) != 3:
        raise ValueError(
            "ctc takes labels of shape (batch, labels) and logits of shape (batch, steps, classes). Received: "
            f"y_true.shape={y_true.shape}, y_pred.shape={y_pred.shape}."
        )
    labels = cast(y_true, dtypes.int32)
    lengths = reduce_sum(cast(not_equal(labels, zeros_like(labels)), dtypes.int32), -1)
    steps = zeros_like(lengths) + shape(y_pred)[1]
    return ctc_loss(labels, y_pred, lengths, steps, logits_time_major=False, blank_index=0)


class CategoricalGeneralizedCrossEntropy(LossFunctionWrapper):
    """(1 - p ** q) / q of the probability of the right class; arguments as for the function."""

    def __init__(self, q=0.5, reduction=Reduction.AUTO, name="categorical_generalized_cross_entropy", dtype=None):
        if not 0 < q < 1:
            raise ValueError(f"q must be in the interval (0, 1). Received: q={q}")
        super().__init__(categorical_generalized_cross_entropy, reduction, name, dtype, q=q)


class CTC(LossFunctionWrapper):
    """Connectionist temporal classification of class numbers and logits; see the function."""

    def __init__(self, reduction=Reduction.AUTO, name="ctc", dtype=None):
        super().__init__(ctc, reduction, name, dtype)
