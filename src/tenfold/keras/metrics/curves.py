"""Areas under curves, and points on them: what is counted at many thresholds."""

import numpy as np

from tenfold.core.base import errors
from tenfold.core.values.convert import convert
from tenfold.keras import backend_config
from tenfold.keras.metrics.counts import as_thresholds, confusion
from tenfold.keras.metrics.metric import Metric
from tenfold.ops import memory
from tenfold.ops.arrays.creation import ones_like
from tenfold.ops.math.arithmetic import add, multiply, subtract
from tenfold.ops.math.comparison import greater, greater_equal, keep_where, select
from tenfold.ops.math.elementwise import log
from tenfold.ops.math.logic import logical_and
from tenfold.ops.math.no_nan import divide_no_nan
from tenfold.ops.math.powers import maximum, minimum
from tenfold.ops.math.reduce import reduce_max, reduce_mean, reduce_sum
from tenfold.ops.nn.activations import relu, sigmoid

_NAMES = ("true_positives", "false_positives", "true_negatives", "false_negatives")
_IN_ORDER = ("true_positives", "true_negatives", "false_positives", "false_negatives")  # Keras's order of the variables


class _Curve(Metric):
    """The four counts at a row of thresholds."""

    def _make(self, shape):
        for name in _IN_ORDER:
            setattr(self, name, self.add_weight(name, shape, initializer="zeros"))

    def _add(self, counts):
        for name, count in zip(_NAMES, counts):
            done = getattr(self, name).assign_add(count)
        return done

    def _counts(self):
        return [getattr(self, name).value() for name in _NAMES]

    def _rates(self):
        """(recall, precision, specificity) at each threshold."""
        tp, fp, tn, fn = self._counts()
        return divide_no_nan(tp, add(tp, fn)), divide_no_nan(tp, add(tp, fp)), divide_no_nan(tn, add(tn, fp))


def _between(num_thresholds):
    memory.reserve((num_thresholds, 4), np.dtype(np.float64))  # what Python's numbers take in a list
    return [(i + 1) / (num_thresholds - 1) for i in range(num_thresholds - 2)]


class AUC(_Curve):
    """Area under the curve of true against false positives (ROC), or of precision against recall (PR).

    Args:
      num_thresholds: how many points of the curve, at least 2, evenly spaced in the prediction.
      curve: "ROC" or "PR".
      summation_method: "interpolation" (trapezoids; for PR after Davis and Goadrich, ICML 2006), "minoring" or
        "majoring".
      thresholds: thresholds within [0, 1] instead of evenly spaced ones.
      multi_label: the mean of one area per label, weighted by `label_weights`, instead of one for all.
      num_labels: with multi_label, makes the variables at once.
      label_weights: one weight per label.
      from_logits: predictions are logits.
    """

    def __init__(
        self,
        num_thresholds=200,
        curve="ROC",
        summation_method="interpolation",
        name=None,
        dtype=None,
        thresholds=None,
        multi_label=False,
        num_labels=None,
        label_weights=None,
        from_logits=False,
    ):
        super().__init__(name=name, dtype=dtype)
        self.curve, self.summation_method = _checked(curve, summation_method)
        if thresholds is None and num_thresholds <= 1:
            raise ValueError(
                f"Argument `num_thresholds` must be an integer > 1. Received: num_thresholds={num_thresholds}"
            )
        if num_labels and not multi_label:
            raise ValueError("`num_labels` is needed only when `multi_label` is True.")
        inner = _between(num_thresholds) if thresholds is None else sorted(as_thresholds(list(thresholds)))
        self._thresholds = [-backend_config.epsilon(), *inner, 1.0 + backend_config.epsilon()]
        self.num_thresholds, self.init_thresholds = len(self._thresholds), thresholds
        self.multi_label, self.num_labels, self._from_logits = multi_label, num_labels, from_logits
        self.label_weights = None if label_weights is None else self._one_for_each(label_weights)
        self._made = False
        if not multi_label or num_labels:
            self._build_for_labels(num_labels)

    def _one_for_each(self, weights):
        found = np.asarray(weights, self._variable_dtype_object.numpy)
        if found.ndim != 1 or not found.size:
            raise ValueError(f"`label_weights` must be a list of weights, one per label. Received: {weights!r}")
        if not (found >= 0).all():
            raise errors.InvalidArgumentError(
                message=f"All values of `label_weights` must be non-negative. Received: {weights!r}"
            )
        return convert(found)

    @property
    def thresholds(self):
        """The thresholds, the outermost just beyond 0 and 1."""
        return list(self._thresholds)

    def _build_for_labels(self, labels):
        self._made = True
        self._make((self.num_thresholds, labels) if self.multi_label else (self.num_thresholds,))

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Add the predictions of a batch, each within [0, 1] unless they are logits."""
        y_true, y_pred = self._pair(y_true, y_pred)
        if self.multi_label and len(y_pred._dims) != 2:
            raise ValueError(
                "AUC(multi_label=True) takes predictions of shape (batch, labels). Received: "
                f"y_pred.shape={y_pred.shape}."
            )
        if self.label_weights is not None and y_pred._dims[-1] not in (None, *self.label_weights._dims):
            raise ValueError(
                f"Number of labels is not consistent: `label_weights` has {self.label_weights._dims[0]} values. "
                f"Received: y_pred.shape={y_pred.shape}."
            )
        if not self._made:
            self._build_for_labels(y_pred._dims[-1])
        y_pred = sigmoid(y_pred) if self._from_logits else y_pred
        weights = None if self.multi_label else self.label_weights
        return self._add(
            confusion(
                y_true,
                y_pred,
                self._thresholds,
                sample_weight,
                columns=self.multi_label,
                label_weights=weights,
                soft=self.init_thresholds is None,
            )
        )

    def result(self):
        if self.curve == "PR" and self.summation_method == "interpolation":
            return self._averaged(self._interpolated())
        recall, precision, specificity = self._rates()
        tp, fp, tn, _ = self._counts()
        x, y = (divide_no_nan(fp, add(fp, tn)), recall) if self.curve == "ROC" else (recall, precision)
        if self.summation_method == "interpolation":
            heights = multiply(add(y[:-1], y[1:]), 0.5)
        else:
            heights = (minimum if self.summation_method == "minoring" else maximum)(y[:-1], y[1:])
        return self._averaged(multiply(subtract(x[:-1], x[1:]), heights))

    def _interpolated(self):
        """Areas between neighbours, interpolated as if true positives grew linearly with all positives."""
        tp, fp, _, fn = self._counts()
        gained, p = subtract(tp[:-1], tp[1:]), add(tp, fp)
        slope = divide_no_nan(gained, relu(subtract(p[:-1], p[1:])))
        intercept = subtract(tp[1:], multiply(slope, p[1:]))
        both = logical_and(greater(p[:-1], 0.0), greater(p[1:], 0.0))
        ratio = select(both, divide_no_nan(p[:-1], relu(p[1:])), ones_like(p[1:]))
        return divide_no_nan(multiply(slope, add(gained, multiply(intercept, log(ratio)))), relu(add(tp[1:], fn[1:])))

    def _averaged(self, areas):
        if not self.multi_label:
            return reduce_sum(areas)
        by_label = reduce_sum(areas, 0)
        if self.label_weights is None:
            return reduce_mean(by_label)
        return divide_no_nan(reduce_sum(multiply(by_label, self.label_weights)), reduce_sum(self.label_weights))

    def get_config(self):
        weights = None if self.label_weights is None else self.label_weights.numpy().tolist()
        config = {
            **super().get_config(),
            "num_thresholds": self.num_thresholds,
            "curve": self.curve,
            "summation_method": self.summation_method,
            "multi_label": self.multi_label,
            "num_labels": self.num_labels,
            "label_weights": weights,
            "from_logits": self._from_logits,
        }
        return config if self.init_thresholds is None else {**config, "thresholds": self._thresholds[1:-1]}


def _checked(curve, summation_method):
    """Both names as AUC has them; ValueError for unknown ones."""
    curve, summation_method = str(curve).upper(), str(summation_method).lower()
    if curve not in ("ROC", "PR"):
        raise ValueError(f'Invalid AUC curve value: "{curve}". Expected values are ["PR", "ROC"]')
    if summation_method not in ("interpolation", "minoring", "majoring"):
        raise ValueError(
            f'Invalid AUC summation method value: "{summation_method}". Expected "interpolation", "majoring" or '
            '"minoring".'
        )
    return curve, summation_method


class _BestAt(_Curve):
    """The best of one rate among the thresholds where another is at least `value`.

    Args:
      num_thresholds: how many, evenly spaced in [0, 1].
      class_id: look at this class only.
    """

    argument = ""

    def __init__(self, value, num_thresholds=200, class_id=None, name=None, dtype=None):
        super().__init__(name=name, dtype=dtype)
        if not 0 <= value <= 1:
            raise ValueError(
                f"Argument `{self.argument}` must be in the range [0, 1]. Received: {self.argument}={value}"
            )
        if num_thresholds <= 0:
            raise ValueError(
                f"Argument `num_thresholds` must be an integer > 0. Received: num_thresholds={num_thresholds}"
            )
        self.value, self.class_id, self.num_thresholds = value, class_id, num_thresholds
        self.thresholds = [0.5] if num_thresholds == 1 else [0.0, *_between(num_thresholds), 1.0]
        self._make((len(self.thresholds),))

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Add the decisions of a batch."""
        return self._add(confusion(*self._pair(y_true, y_pred), self.thresholds, sample_weight, class_id=self.class_id))

    def _best(self, rate, constrained):
        return reduce_max(keep_where(rate, greater_equal(constrained, convert(self.value, partner=rate.dtype))))

    def get_config(self):
        return {
            **super().get_config(),
            "num_thresholds": self.num_thresholds,
            "class_id": self.class_id,
            self.argument: self.value,
        }


class SensitivityAtSpecificity(_BestAt):
    """Best share of positives found where at least `specificity` of the negatives are."""

    argument = "specificity"

    def __init__(self, specificity, num_thresholds=200, class_id=None, name=None, dtype=None):
        super().__init__(specificity, num_thresholds, class_id, name, dtype)

    def result(self):
        recall, _, specificity = self._rates()
        return self._best(recall, specificity)


class SpecificityAtSensitivity(_BestAt):
    """Best share of negatives found where at least `sensitivity` of the positives are."""

    argument = "sensitivity"

    def __init__(self, sensitivity, num_thresholds=200, class_id=None, name=None, dtype=None):
        super().__init__(sensitivity, num_thresholds, class_id, name, dtype)

    def result(self):
        recall, _, specificity = self._rates()
        return self._best(specificity, recall)


class PrecisionAtRecall(_BestAt):
    """Best precision where recall is at least `recall`."""

    argument = "recall"

    def __init__(self, recall, num_thresholds=200, class_id=None, name=None, dtype=None):
        super().__init__(recall, num_thresholds, class_id, name, dtype)

    def result(self):
        recall, precision, _ = self._rates()
        return self._best(precision, recall)


class RecallAtPrecision(_BestAt):
    """Best recall where precision is at least `precision`."""

    argument = "precision"

    def __init__(self, precision, num_thresholds=200, class_id=None, name=None, dtype=None):
        super().__init__(precision, num_thresholds, class_id, name, dtype)

    def result(self):
        recall, precision, _ = self._rates()
        return self._best(recall, precision)
