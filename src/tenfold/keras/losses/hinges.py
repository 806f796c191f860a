"""Hinge losses: right answers should win by a margin of 1."""

from tenfold.core.calls.methods import telling
from tenfold.keras.losses.loss import LossFunctionWrapper, Reduction
from tenfold.keras.losses.preparing import prepared
from tenfold.ops.arrays.creation import ones_like, zeros_like
from tenfold.ops.math.arithmetic import multiply, square
from tenfold.ops.math.comparison import equal, select
from tenfold.ops.math.logic import logical_or
from tenfold.ops.math.powers import maximum
from tenfold.ops.math.reduce import reduce_all, reduce_max, reduce_mean, reduce_sum


@telling
def hinge(y_true, y_pred):
    """mean(max(1 - y_true * y_pred, 0)) over the last axis; labels -1 and 1, or 0 and 1, which become -1 and 1."""
    return reduce_mean(_shortfall(*prepared(y_true, y_pred)), -1)


@telling
def squared_hinge(y_true, y_pred):
    """mean(max(1 - y_true * y_pred, 0) ** 2) over the last axis; labels as for `hinge`."""
    return reduce_mean(square(_shortfall(*prepared(y_true, y_pred))), -1)


@telling
def categorical_hinge(y_true, y_pred):
    """max(best wrong prediction - right prediction + 1, 0) for one-hot labels, over the last axis."""
    y_true, y_pred = prepared(y_true, y_pred)
    right = reduce_sum(multiply(y_true, y_pred), -1)
    wrong = reduce_max(multiply(1.0 - y_true, y_pred), -1)
    return maximum(wrong - right + 1.0, 0.0)


def _shortfall(y_true, y_pred):
    return maximum(1.0 - multiply(_signed(y_true), y_pred), 0.0)  # at the margin itself there is a slope


def _signed(labels):
    """Labels of 0 and 1 as -1 and 1, if all of them are 0 or 1; whether they are is found out at run time."""
    is_binary = reduce_all(logical_or(equal(labels, zeros_like(labels)), equal(labels, ones_like(labels))))
    return select(is_binary, labels * 2.0 - 1.0, labels)


class Hinge(LossFunctionWrapper):
    """Mean of max(1 - y_true * y_pred, 0)."""

    def __init__(self, reduction=Reduction.AUTO, name="hinge", dtype=None):
        super().__init__(hinge, reduction, name, dtype)


class SquaredHinge(LossFunctionWrapper):
    """Mean of max(1 - y_true * y_pred, 0) ** 2."""

    def __init__(self, reduction=Reduction.AUTO, name="squared_hinge", dtype=None):
        super().__init__(squared_hinge, reduction, name, dtype)


class CategoricalHinge(LossFunctionWrapper):
    """max(best wrong prediction - right prediction + 1, 0)."""

    def __init__(self, reduction=Reduction.AUTO, name="categorical_hinge", dtype=None):
        super().__init__(categorical_hinge, reduction, name, dtype)
