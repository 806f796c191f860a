"""Correlations between labels and predictions, as Keras 3 has them."""

from tenfold.core.calls.methods import telling
from tenfold.core.values.convert import convert
from tenfold.keras.backend_config import epsilon
from tenfold.keras.losses.alignment import squeeze_or_expand
from tenfold.keras.metrics.reductions import MeanMetricWrapper
from tenfold.ops.arrays.basics import cast
from tenfold.ops.math.arithmetic import add, divide_real, multiply, square, subtract
from tenfold.ops.math.elementwise import sqrt
from tenfold.ops.math.reduce import reduce_mean, reduce_sum


@telling
def pearson_correlation(y_true, y_pred, axis=-1):
    """Pearson's correlation coefficient along `axis` (an axis, several, or None for all): NaN where one is constant."""
    t, p = (subtract(y, reduce_mean(y, axis, keepdims=True)) for y in _floats(y_true, y_pred))
    lengths = sqrt(multiply(reduce_sum(square(t), axis), reduce_sum(square(p), axis)))
    return divide_real(reduce_sum(multiply(t, p), axis), lengths)


@telling
def concordance_correlation(y_true, y_pred, axis=-1):
    """2 * covariance / (var(y_true) + var(y_pred) + (difference of means) ** 2) along `axis`.

    Lin's coefficient (Biometrics 45, 1989): 1 where predictions are the labels, less where they are scaled or moved.
    """
    t, p = _floats(y_true, y_pred)
    mean_t, mean_p = (reduce_mean(y, axis, keepdims=True) for y in (t, p))
    t, p, apart = subtract(t, mean_t), subtract(p, mean_p), square(subtract(mean_t, mean_p))
    spread = add(add(square(t), square(p)), apart)
    return divide_real(reduce_mean(multiply(t, p), axis) * 2.0, reduce_mean(spread, axis) + epsilon())


def _floats(y_true, y_pred):
    """Both of one shape and of the predictions' dtype. TypeError where those are whole numbers."""
    y_pred = convert(y_pred)
    if not y_pred.dtype.is_floating:
        raise TypeError(
            f"A correlation of predictions of dtype {y_pred.dtype.name}: write tf.cast(y_pred, tf.float32)."
        )
    y_pred, y_true = squeeze_or_expand(y_pred, cast(convert(y_true, partner=y_pred.dtype), y_pred.dtype))
    return y_true, y_pred


class PearsonCorrelation(MeanMetricWrapper):
    """Mean of Pearson's correlation coefficient; arguments as for the function."""

    def __init__(self, name="pearson_correlation", dtype=None, axis=-1):
        super().__init__(pearson_correlation, name, dtype, axis=axis)


class ConcordanceCorrelation(MeanMetricWrapper):
    """Mean of the concordance correlation coefficient; arguments as for the function."""

    def __init__(self, name="concordance_correlation", dtype=None, axis=-1):
        super().__init__(concordance_correlation, name, dtype, axis=axis)
