"""Losses of regions: how little labels and predictions of images overlap."""

from tenfold.core.calls.methods import telling
from tenfold.keras.backend_config import epsilon
from tenfold.keras.losses.loss import LossFunctionWrapper, Reduction
from tenfold.keras.losses.preparing import prepared
from tenfold.ops.math.arithmetic import add, divide_real, multiply
from tenfold.ops.math.reduce import reduce_sum


@telling
def dice(y_true, y_pred, axis=None):
    """1 - 2 * sum(y_true * y_pred) / (sum(y_true) + sum(y_pred)) over `axis`, all axes for None (Dice, 1945).

    Args:
      y_true, y_pred: of one shape, within [0, 1].
      axis: an axis or several; those that are left say how many losses there are.
    """
    y_true, y_pred = prepared(y_true, y_pred)
    both = reduce_sum(multiply(y_true, y_pred), axis)
    sizes = add(reduce_sum(y_true, axis), reduce_sum(y_pred, axis))
    return 1.0 - divide_real(both * 2.0, sizes + epsilon())


@telling
def tversky(y_true, y_pred, alpha=0.5, beta=0.5, axis=None):
    """1 - both / (both + alpha * missed + beta * added) over `axis` (Salehi et al., arXiv:1706.05721).

    Args:
      y_true, y_pred, axis: as for `dice`, which it is for alpha = beta = 0.5.
      alpha: weight of what is in the labels and not in the predictions. (Keras's documentation says it the other way
        round; this is what it computes.)
      beta: weight of what is in the predictions only.
    """
    y_true, y_pred = prepared(y_true, y_pred)
    both = reduce_sum(multiply(y_true, y_pred), axis)
    missed = reduce_sum(multiply(y_true, 1.0 - y_pred), axis)
    added = reduce_sum(multiply(1.0 - y_true, y_pred), axis)
    return 1.0 - divide_real(both, add(add(both, missed * alpha), added * beta) + epsilon())


class Dice(LossFunctionWrapper):
    """1 less twice the overlap as a share of both regions; arguments as for the function."""

    def __init__(self, reduction=Reduction.AUTO, name="dice", axis=None, dtype=None):
        super().__init__(dice, reduction, name, dtype, axis=axis)


class Tversky(LossFunctionWrapper):
    """`Dice` with weights for what is missed and what is added; arguments as for the function."""

    def __init__(self, alpha=0.5, beta=0.5, reduction=Reduction.AUTO, name="tversky", axis=None, dtype=None):
        super().__init__(tversky, reduction, name, dtype, alpha=alpha, beta=beta, axis=axis)
