"""Means of the losses on distributions and margins, as metrics."""

from tenfold.keras.losses.crossentropy import (
    binary_crossentropy,
    categorical_crossentropy,
    sparse_categorical_crossentropy,
)
from tenfold.keras.losses.divergence import kl_divergence, poisson
from tenfold.keras.losses.hinges import categorical_hinge, hinge, squared_hinge
from tenfold.keras.metrics.reductions import MeanMetricWrapper
from tenfold.keras.utils.by_era import OF_ERA, by_era


class BinaryCrossentropy(MeanMetricWrapper):
    """Mean cross entropy of yes/no decisions; arguments as for the loss."""

    def __init__(self, name="binary_crossentropy", dtype=None, from_logits=False, label_smoothing=0):
        super().__init__(binary_crossentropy, name, dtype, from_logits=from_logits, label_smoothing=label_smoothing)


class CategoricalCrossentropy(MeanMetricWrapper):
    """Mean cross entropy between one-hot labels and predictions; arguments as for the loss."""

    def __init__(self, name="categorical_crossentropy", dtype=None, from_logits=False, label_smoothing=0, axis=-1):
        super().__init__(
            categorical_crossentropy, name, dtype, from_logits=from_logits, label_smoothing=label_smoothing, axis=axis
        )


class SparseCategoricalCrossentropy(MeanMetricWrapper):
    """Mean cross entropy between class numbers and predictions; arguments as for the loss."""

    def __init__(
        self, name="sparse_categorical_crossentropy", dtype=None, from_logits=False, ignore_class=None, axis=-1
    ):
        super().__init__(
            sparse_categorical_crossentropy, name, dtype, from_logits=from_logits, ignore_class=ignore_class, axis=axis
        )


class KLDivergence(MeanMetricWrapper):
    """Mean Kullback-Leibler divergence."""

    def __init__(self, name=OF_ERA, dtype=None):
        super().__init__(kl_divergence, by_era("KLDivergence.name") if name is OF_ERA else name, dtype)


class Poisson(MeanMetricWrapper):
    """Mean of y_pred - y_true * log(y_pred)."""

    def __init__(self, name="poisson", dtype=None):
        super().__init__(poisson, name, dtype)


class Hinge(MeanMetricWrapper):
    """Mean of max(1 - y_true * y_pred, 0)."""

    def __init__(self, name="hinge", dtype=None):
        super().__init__(hinge, name, dtype)


class SquaredHinge(MeanMetricWrapper):
    """Mean of max(1 - y_true * y_pred, 0) ** 2."""

    def __init__(self, name="squared_hinge", dtype=None):
        super().__init__(squared_hinge, name, dtype)


class CategoricalHinge(MeanMetricWrapper):
    """Mean of max(best wrong prediction - right prediction + 1, 0)."""

    def __init__(self, name="categorical_hinge", dtype=None):
        super().__init__(categorical_hinge, name, dtype)
