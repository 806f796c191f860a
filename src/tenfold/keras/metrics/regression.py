"""Metrics of regression: means of the losses' functions, and what is made of sums of squares."""

import numbers

from tenfold.core.calls.methods import telling
from tenfold.core.values import dtypes
from tenfold.keras.losses.alignment import align_weights, squeeze_or_expand
from tenfold.keras.losses.regression import (
    log_cosh,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_error,
    mean_squared_logarithmic_error,
)
from tenfold.keras.metrics.metric import Metric
from tenfold.keras.metrics.reductions import Mean, MeanMetricWrapper
from tenfold.ops.arrays.basics import cast, size, zeros_like
from tenfold.ops.arrays.creation import ones_like
from tenfold.ops.math.arithmetic import divide_real, multiply, square, subtract
from tenfold.ops.math.clipping import l2_normalize
from tenfold.ops.math.comparison import greater, select
from tenfold.ops.math.elementwise import is_inf, sqrt
from tenfold.ops.math.no_nan import divide_no_nan
from tenfold.ops.math.powers import squared_difference
from tenfold.ops.math.reduce import reduce_mean, reduce_sum


@telling
def cosine_similarity(y_true, y_pred, axis=-1):
    """Cosine of the angle between the vectors along `axis`."""
    return reduce_sum(multiply(l2_normalize(y_true, axis), l2_normalize(y_pred, axis)), axis)


class MeanSquaredError(MeanMetricWrapper):
    """Mean of (y_true - y_pred) ** 2."""

    def __init__(self, name="mean_squared_error", dtype=None):
        super().__init__(mean_squared_error, name, dtype)


class RootMeanSquaredError(Mean):
    """Square root of the mean of (y_true - y_pred) ** 2."""

    def __init__(self, name="root_mean_squared_error", dtype=None):
        super().__init__(name, dtype)

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Add the errors of a batch."""
        y_true, y_pred = self._pair(y_true, y_pred)
        y_pred, y_true = squeeze_or_expand(y_pred, y_true)
        return super().update_state(squared_difference(y_pred, y_true), sample_weight=sample_weight)

    def result(self):
        return sqrt(super().result())


class MeanAbsoluteError(MeanMetricWrapper):
    """Mean of |y_true - y_pred|."""

    def __init__(self, name="mean_absolute_error", dtype=None):
        super().__init__(mean_absolute_error, name, dtype)


class MeanAbsolutePercentageError(MeanMetricWrapper):
    """100 times the mean of |y_true - y_pred| / |y_true|."""

    def __init__(self, name="mean_absolute_percentage_error", dtype=None):
        super().__init__(mean_absolute_percentage_error, name, dtype)


class MeanSquaredLogarithmicError(MeanMetricWrapper):
    """Mean of (log(y_true + 1) - log(y_pred + 1)) ** 2."""

    def __init__(self, name="mean_squared_logarithmic_error", dtype=None):
        super().__init__(mean_squared_logarithmic_error, name, dtype)


class LogCoshError(MeanMetricWrapper):
    """Mean of log(cosh(y_pred - y_true))."""

    def __init__(self, name="logcosh", dtype=None):
        super().__init__(log_cosh, name, dtype)


class CosineSimilarity(MeanMetricWrapper):
    """Mean cosine of the angle between y_true and y_pred along `axis`; the loss of this name is its negative."""

    def __init__(self, name="cosine_similarity", dtype=None, axis=-1):
        super().__init__(cosine_similarity, name, dtype, axis=axis)


class R2Score(Metric):
    """Coefficient of determination: 1 - (sum of squared errors) / (sum of squared deviations of the labels).

    Args:
      class_aggregation: "uniform_average" over the outputs, "variance_weighted_average", or None for one score each.
      num_regressors: number of independent variables, for the adjusted score; 0 for the plain one, which there also is
        while there are no more than `num_regressors + 1` samples.
    """

    def __init__(self, class_aggregation="uniform_average", num_regressors=0, name="r2_score", dtype=None):
        super().__init__(name=name, dtype=dtype)
        if class_aggregation not in (None, "uniform_average", "variance_weighted_average"):
            raise ValueError(
                "Invalid value for argument `class_aggregation`. Expected one of (None, 'uniform_average', "
                f"'variance_weighted_average'). Received: class_aggregation={class_aggregation}"
            )
        if not isinstance(num_regressors, numbers.Integral):
            raise TypeError(f"`num_regressors` must be a whole number; received {num_regressors!r}.")
        if num_regressors < 0:
            raise ValueError(
                "Invalid value for argument `num_regressors`. Expected a value >= 0. Received: "
                f"num_regressors={num_regressors}"
            )
        self.class_aggregation, self.num_regressors = class_aggregation, num_regressors
        self.num_samples = self.add_weight("num_samples", dtype="int32")
        self.count = None

    def _make(self, outputs):
        names = ("squared_sum", "sum", "residual", "count")
        self.squared_sum, self.sum, self.total_mse, self.count = (
            self.add_weight(n, (outputs,), initializer="zeros") for n in names
        )

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Add a batch: labels and predictions of shape (batch, outputs)."""
        y_true, y_pred = self._cast(y_true), self._cast(y_pred)
        if len(y_true._dims) != 2 or len(y_pred._dims) != 2:
            raise ValueError(
                f"R2Score expects 2D inputs with shape (batch_size, output_dim). Received input shapes: y_true.shape="
                f"{y_true.shape}, y_pred.shape={y_pred.shape}."
            )
        if self.count is None:
            self._make(y_pred._dims[-1])
        weights = ones_like(y_true)
        if sample_weight is not None:
            weights = multiply(weights, align_weights(self._cast(sample_weight), y_true))
        weighted = multiply(y_true, weights)
        self.sum.assign_add(reduce_sum(weighted, 0))
        self.squared_sum.assign_add(reduce_sum(multiply(y_true, weighted), 0))
        self.total_mse.assign_add(reduce_sum(multiply(square(subtract(y_true, y_pred)), weights), 0))
        self.count.assign_add(reduce_sum(weights, 0))
        return self.num_samples.assign_add(size(y_true))

    def result(self):
        if self.count is None:
            return self._cast(0.0)
        mean = divide_real(self.sum.value(), self.count.value())
        total = subtract(self.squared_sum.value(), multiply(self.sum.value(), mean))
        scores = 1.0 - divide_real(self.total_mse.value(), total)
        scores = select(is_inf(scores), zeros_like(scores), scores)
        if self.class_aggregation == "uniform_average":
            scores = reduce_mean(scores)
        elif self.class_aggregation == "variance_weighted_average":
            scores = divide_no_nan(reduce_sum(multiply(total, scores)), reduce_sum(total))
        if not self.num_regressors:
            return scores
        n, p = cast(self.num_samples.value(), dtypes.float32), float(self.num_regressors)
        adjusted = 1.0 - divide_no_nan(multiply(1.0 - scores, n - 1.0), n - (p + 1.0))
        return select(greater(n, p + 1.0), adjusted, scores)

    def get_config(self):
        return {
            **super().get_config(),
            "class_aggregation": self.class_aggregation,
            "num_regressors": self.num_regressors,
        }
