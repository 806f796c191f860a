"""F scores: weighted harmonic means of precision and recall."""

from tenfold.core.values.convert import convert
from tenfold.keras.metrics.metric import Metric
from tenfold.ops.arrays.basics import cast, expand_dims
from tenfold.ops.math.arithmetic import add, multiply
from tenfold.ops.math.comparison import greater, greater_equal
from tenfold.ops.math.elementwise import absolute
from tenfold.ops.math.logic import logical_and
from tenfold.ops.math.no_nan import divide_no_nan
from tenfold.ops.math.reduce import reduce_max, reduce_mean, reduce_sum


class FBetaScore(Metric):
    """(1 + beta ** 2) * precision * recall / (beta ** 2 * precision + recall).

    Labels and predictions have shape (batch, classes).

    Args:
      average: None for one score per class, "micro" (all decisions together), "macro" (mean of the classes') or
        "weighted" (by the classes' numbers of samples).
      beta: how much recall counts; 1 for both alike.
      threshold: predictions above it are a yes; by default the largest of a row is.
    """

    def __init__(self, average=None, beta=1.0, threshold=None, name="fbeta_score", dtype=None):
        super().__init__(name=name, dtype=dtype)
        if average not in (None, "micro", "macro", "weighted"):
            raise ValueError(
                f"Invalid `average` argument value. Expected one of: {{None, 'micro', 'macro', 'weighted'}}. Received: "
                f"{average}"
            )
        if not isinstance(beta, float) or beta <= 0.0:
            raise ValueError(f"Invalid `beta` argument value. It should be a Python float > 0. Received: beta={beta!r}")
        if threshold is not None and (not isinstance(threshold, float) or not 0.0 < threshold <= 1.0):
            raise ValueError(
                "Invalid `threshold` argument value. It should be a float verifying 0 < threshold <= 1. Received: "
                f"{threshold!r}"
            )
        self.average, self.beta, self.threshold = average, beta, threshold
        self._axis, self._made = None if average == "micro" else 0, False

    def _make(self, y_true, y_pred):
        if len(y_true._dims) != 2 or len(y_pred._dims) != 2 or y_pred._dims[-1] is None:
            raise ValueError(
                "FBetaScore expects 2D inputs with shape (batch_size, output_dim). Received input shapes: "
                "y_true.shape="
                f"{y_true.shape}, y_pred.shape={y_pred.shape}."
            )
        self._made, shape = True, () if self.average == "micro" else (y_pred._dims[-1],)
        names = ("true_positives", "false_positives", "false_negatives", "intermediate_weights")
        self.true_positives, self.false_positives, self.false_negatives, self.intermediate_weights = (
            self.add_weight(name, shape, initializer="zeros") for name in names
        )

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Add the decisions of a batch."""
        y_true, y_pred = self._cast(y_true), self._cast(y_pred)
        if not self._made:
            self._make(y_true, y_pred)
        if self.threshold is None:
            largest = greater_equal(y_pred, reduce_max(y_pred, -1, keepdims=True))
            y_pred = logical_and(largest, greater(absolute(y_pred), 1e-12))
        else:
            y_pred = greater(y_pred, convert(self.threshold, partner=y_pred.dtype))
        y_pred = cast(y_pred, self._dtype)
        weights = None if sample_weight is None else expand_dims(self._cast(sample_weight), -1)
        self.true_positives.assign_add(self._sum(multiply(y_pred, y_true), weights))
        self.false_positives.assign_add(self._sum(multiply(y_pred, 1.0 - y_true), weights))
        self.false_negatives.assign_add(self._sum(multiply(1.0 - y_pred, y_true), weights))
        return self.intermediate_weights.assign_add(self._sum(y_true, weights))

    def _sum(self, values, weights):
        return reduce_sum(values if weights is None else multiply(values, weights), self._axis)

    def result(self):
        if not self._made:
            return self._cast(0.0)
        tp, beta = self.true_positives.value(), self.beta
        precision = divide_no_nan(tp, add(tp, self.false_positives.value()))
        recall = divide_no_nan(tp, add(tp, self.false_negatives.value()))
        scores = divide_no_nan(multiply(precision, recall), precision * beta**2 + recall) * (1 + beta**2)
        if self.average == "weighted":
            counts = self.intermediate_weights.value()
            return reduce_sum(multiply(scores, divide_no_nan(counts, reduce_sum(counts))))
        return scores if self.average is None else reduce_mean(scores)

    def get_config(self):
        return {**super().get_config(), "average": self.average, "beta": self.beta, "threshold": self.threshold}


class F1Score(FBetaScore):
    """The harmonic mean of precision and recall. Arguments as for `FBetaScore`."""

    def __init__(self, average=None, threshold=None, name="f1_score", dtype=None):
        super().__init__(average, 1.0, threshold, name, dtype)

    def get_config(self):
        return {k: v for k, v in super().get_config().items() if k != "beta"}
