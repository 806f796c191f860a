"""Precision, recall, and the counts behind them."""

from tenfold.keras.metrics.counts import LEAST, as_thresholds, confusion
from tenfold.keras.metrics.metric import Metric
from tenfold.ops.math.arithmetic import add
from tenfold.ops.math.no_nan import divide_no_nan


class _Count(Metric):
    """One of the four counts, at one or several thresholds."""

    which = 0

    def __init__(self, thresholds=None, name=None, dtype=None):
        super().__init__(name=name, dtype=dtype)
        self.init_thresholds, self.thresholds = thresholds, as_thresholds(thresholds)
        self.accumulator = self.add_weight("accumulator", (len(self.thresholds),), initializer="zeros")

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Add the decisions of a batch."""
        counts = confusion(*self._pair(y_true, y_pred), self.thresholds, sample_weight)
        return self.accumulator.assign_add(counts[self.which])

    def result(self):
        return _one_or_all(self.accumulator.value(), self.thresholds)

    def get_config(self):
        return {**super().get_config(), "thresholds": self.init_thresholds}


class TruePositives(_Count):
    """Weighted number of positives that were predicted above the threshold(s), 0.5 by default."""

    which = 0


class FalsePositives(_Count):
    """Weighted number of negatives that were predicted above the threshold(s), 0.5 by default."""

    which = 1


class TrueNegatives(_Count):
    """Weighted number of negatives that were not predicted above the threshold(s), 0.5 by default."""

    which = 2


class FalseNegatives(_Count):
    """Weighted number of positives that were not predicted above the threshold(s), 0.5 by default."""

    which = 3


class _Rate(Metric):
    """True positives as a share of themselves and a kind of errors."""

    errors, which = "false_positives", 1

    def __init__(self, thresholds=None, top_k=None, class_id=None, name=None, dtype=None):
        super().__init__(name=name, dtype=dtype)
        self.init_thresholds, self.top_k, self.class_id = thresholds, top_k, class_id
        self.thresholds = as_thresholds(thresholds, default=0.5 if top_k is None else LEAST)
        shape = (len(self.thresholds),)
        self.true_positives = self.add_weight("true_positives", shape, initializer="zeros")
        setattr(self, self.errors, self.add_weight(self.errors, shape, initializer="zeros"))

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Add the decisions of a batch."""
        counts = confusion(*self._pair(y_true, y_pred), self.thresholds, sample_weight, self.top_k, self.class_id)
        self.true_positives.assign_add(counts[0])
        return getattr(self, self.errors).assign_add(counts[self.which])

    def result(self):
        right = self.true_positives.value()
        return _one_or_all(divide_no_nan(right, add(right, getattr(self, self.errors).value())), self.thresholds)

    def get_config(self):
        return {
            **super().get_config(),
            "thresholds": self.init_thresholds,
            "top_k": self.top_k,
            "class_id": self.class_id,
        }


class Precision(_Rate):
    """Share of right decisions among the predictions above the threshold(s).

    Args:
      thresholds: a number within [0, 1] or a list of them; 0.5 by default.
      top_k: only the k largest predictions of a row count as a yes.
      class_id: look at this class only.
    """


class Recall(_Rate):
    """Share of the positives that were predicted above the threshold(s). Arguments as for `Precision`."""

    errors, which = "false_negatives", 3


def _one_or_all(values, thresholds):
    return values[0] if len(thresholds) == 1 else values
