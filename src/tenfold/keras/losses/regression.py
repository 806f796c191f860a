"""Losses of regression: how far predictions are from numbers. All are means over the last axis."""

import math

from tenfold.core.calls.methods import telling
from tenfold.core.values.convert import convert
from tenfold.keras.backend_config import epsilon, floatx
from tenfold.keras.losses.loss import LossFunctionWrapper, Reduction
from tenfold.keras.losses.preparing import prepared
from tenfold.keras.losses.ragged import takes_ragged
from tenfold.keras.utils.by_era import by_era
from tenfold.ops.arrays.casting import cast
from tenfold.ops.arrays.creation import zeros_like
from tenfold.ops.math.arithmetic import divide_real, square, subtract
from tenfold.ops.math.comparison import less_equal, select
from tenfold.ops.math.elementwise import absolute, log
from tenfold.ops.math.powers import maximum, squared_difference
from tenfold.ops.math.reduce import reduce_mean
from tenfold.ops.nn.activations import softplus


@telling
@takes_ragged
def mean_squared_error(y_true, y_pred):
    """mean((y_true - y_pred) ** 2)."""
    y_true, y_pred = prepared(y_true, y_pred)
    return reduce_mean(squared_difference(y_pred, y_true), -1)


@telling
@takes_ragged
def mean_absolute_error(y_true, y_pred):
    """mean(|y_true - y_pred|)."""
    y_true, y_pred = prepared(y_true, y_pred)
    return reduce_mean(absolute(subtract(y_pred, y_true)), -1)


@telling
@takes_ragged
def mean_absolute_percentage_error(y_true, y_pred):
    """100 * mean(|y_true - y_pred| / |y_true|), the divisor at least epsilon."""
    y_true, y_pred = prepared(y_true, y_pred)
    share = absolute(divide_real(subtract(y_true, y_pred), maximum(absolute(y_true), epsilon())))
    return reduce_mean(share, -1) * 100.0


@telling
@takes_ragged
def mean_squared_logarithmic_error(y_true, y_pred):
    """mean((log(y_true + 1) - log(y_pred + 1)) ** 2), both at least epsilon before 1 is added."""
    y_true, y_pred = prepared(y_true, y_pred)
    first, second = (log(maximum(y, epsilon()) + 1.0) for y in (y_pred, y_true))
    return reduce_mean(squared_difference(first, second), -1)


@telling
@takes_ragged
def huber(y_true, y_pred, delta=1.0):
    """error ** 2 / 2 where |error| <= delta, delta * |error| - delta ** 2 / 2 beyond (Huber, 1964).

    It is computed in the default float type; since Keras 3 in that of the predictions, if they are floats.
    """
    y_pred = convert(y_pred)
    kept = by_era("huber.keeps_dtype") and y_pred.dtype.is_floating
    y_true, y_pred = prepared(y_true, y_pred if kept else cast(y_pred, floatx()))
    error = subtract(y_pred, y_true)
    size = absolute(error)
    bound = zeros_like(size) + float(delta)
    return reduce_mean(select(less_equal(size, bound), square(error) * 0.5, size * delta - 0.5 * delta**2), -1)


@telling
def log_cosh(y_true, y_pred):
    """mean(log(cosh(y_pred - y_true))): half the square for small errors, |error| - log(2) for large ones."""
    y_true, y_pred = prepared(y_true, y_pred)
    error = subtract(y_pred, y_true)
    return reduce_mean(error + softplus(error * -2.0) - math.log(2.0), -1)


class MeanSquaredError(LossFunctionWrapper):
    """Mean of (y_true - y_pred) ** 2."""

    def __init__(self, reduction=Reduction.AUTO, name="mean_squared_error", dtype=None):
        super().__init__(mean_squared_error, reduction, name, dtype)


class MeanAbsoluteError(LossFunctionWrapper):
    """Mean of |y_true - y_pred|."""

    def __init__(self, reduction=Reduction.AUTO, name="mean_absolute_error", dtype=None):
        super().__init__(mean_absolute_error, reduction, name, dtype)


class MeanAbsolutePercentageError(LossFunctionWrapper):
    """100 times the mean of |y_true - y_pred| / |y_true|."""

    def __init__(self, reduction=Reduction.AUTO, name="mean_absolute_percentage_error", dtype=None):
        super().__init__(mean_absolute_percentage_error, reduction, name, dtype)


class MeanSquaredLogarithmicError(LossFunctionWrapper):
    """Mean of (log(y_true + 1) - log(y_pred + 1)) ** 2."""

    def __init__(self, reduction=Reduction.AUTO, name="mean_squared_logarithmic_error", dtype=None):
        super().__init__(mean_squared_logarithmic_error, reduction, name, dtype)


class Huber(LossFunctionWrapper):
    """Squared for errors up to `delta`, linear beyond."""

    def __init__(self, delta=1.0, reduction=Reduction.AUTO, name="huber_loss", dtype=None):
        super().__init__(huber, reduction, name, dtype, delta=delta)


class LogCosh(LossFunctionWrapper):
    """Mean of log(cosh(y_pred - y_true))."""

    def __init__(self, reduction=Reduction.AUTO, name="log_cosh", dtype=None):
        super().__init__(log_cosh, reduction, name, dtype)
