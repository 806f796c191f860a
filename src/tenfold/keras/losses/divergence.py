"""Losses between distributions, or between directions."""

from tenfold.core.calls.methods import telling
from tenfold.keras.backend_config import epsilon
from tenfold.keras.losses.loss import LossFunctionWrapper, Reduction
from tenfold.keras.losses.preparing import prepared
from tenfold.ops.math.arithmetic import divide_real, multiply, negative, subtract
from tenfold.ops.math.clipping import clip_by_value, l2_normalize
from tenfold.ops.math.elementwise import log
from tenfold.ops.math.reduce import reduce_mean, reduce_sum


@telling
def kl_divergence(y_true, y_pred):
    """sum(y_true * log(y_true / y_pred)) over the last axis, both kept within [epsilon, 1]."""
    y_true, y_pred = (clip_by_value(y, epsilon(), 1.0) for y in prepared(y_true, y_pred))
    return reduce_sum(multiply(y_true, log(divide_real(y_true, y_pred))), -1)


@telling
def poisson(y_true, y_pred):
    """mean(y_pred - y_true * log(y_pred + epsilon)) over the last axis."""
    y_true, y_pred = prepared(y_true, y_pred)
    return reduce_mean(subtract(y_pred, multiply(y_true, log(y_pred + epsilon()))), -1)


@telling
def cosine_similarity(y_true, y_pred, axis=-1):
    """Minus the cosine of the angle between the vectors along `axis`: -1 where they point the same way."""
    y_true, y_pred = (l2_normalize(y, axis) for y in prepared(y_true, y_pred))
    return negative(reduce_sum(multiply(y_true, y_pred), axis))


class KLDivergence(LossFunctionWrapper):
    """Kullback-Leibler divergence: sum of y_true * log(y_true / y_pred)."""

    def __init__(self, reduction=Reduction.AUTO, name="kl_divergence", dtype=None):
        super().__init__(kl_divergence, reduction, name, dtype)


class Poisson(LossFunctionWrapper):
    """Mean of y_pred - y_true * log(y_pred)."""

    def __init__(self, reduction=Reduction.AUTO, name="poisson", dtype=None):
        super().__init__(poisson, reduction, name, dtype)


class CosineSimilarity(LossFunctionWrapper):
    """Minus the cosine of the angle between y_true and y_pred along `axis`."""

    def __init__(self, axis=-1, reduction=Reduction.AUTO, name="cosine_similarity", dtype=None):
        super().__init__(cosine_similarity, reduction, name, dtype, axis=axis)
