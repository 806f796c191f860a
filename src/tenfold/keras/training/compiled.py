"""What `compile` was given, ready for the step: losses and metrics per output."""

from tenfold.core import nest
from tenfold.keras import losses as losses_module
from tenfold.keras import metrics as metrics_module
from tenfold.ops.array import cast, expand_dims, shape
from tenfold.ops.reduce import reduce_mean


def per_output(value, names, what):
    """`value` (None, one for all, a list, or a dict by output name) as a list, one entry per output."""
    n = len(names)
    if isinstance(value, dict):
        unknown = sorted(set(value) - set(names))
        if unknown:
            raise ValueError(f"Found unexpected {what} keys that do not correspond to any Model output: {unknown}. Valid outputs: {names}")
        return [value.get(name) for name in names]
    if isinstance(value, (list, tuple)) and not (what == "metrics" and n == 1):
        if len(value) == n:
            return list(value)
        if what == "metrics":
            return [list(value)] * n
        raise ValueError(f"The model has {n} outputs ({names}), but {what} was given {len(value)} entries.")
    return [value] * n


class CompiledLoss:
    """The losses of all outputs, and the means that training reports of them."""

    def __init__(self, losses, weights=None, output_names=None):
        self._given, self._weights_given, self.output_names = losses, weights, output_names
        self._losses = None
        self.total = metrics_module.Mean(name="loss")
        self._means = []

    def _build(self, y_pred):
        flat = nest.flatten(y_pred)
        names = names_for(self.output_names, y_pred)
        self._losses = [loss_object(one) for one in per_output(self._given, names, "losses")]
        self._weights = per_output(self._weights_given, names, "loss_weights") if self._weights_given is not None else [None] * len(flat)
        if len(flat) > 1:
            self._means = [metrics_module.Mean(name=f"{n}_loss") for n in names]

    @property
    def metrics(self):
        return [self.total, *[m for m, one in zip(self._means, self._losses or []) if one is not None]]

    def __call__(self, y_true, y_pred, sample_weight=None, regularization_losses=None):
        """Weighted sum of the losses and of `regularization_losses`, a scalar."""
        if self._losses is None:
            self._build(y_pred)
        predictions = nest.flatten(y_pred)
        targets, weights = self._arranged(y_true, len(predictions)), self._arranged(sample_weight, len(predictions))
        values, rows = [], None
        for i, (loss, target, prediction) in enumerate(zip(self._losses, targets, predictions)):
            if loss is None or target is None:
                continue
            target = fit_target(loss, target, prediction)
            value = loss(target, prediction, sample_weight=weights[i])
            if value.ndim:  # reduction="none": fit trains on the mean
                value = reduce_mean(value)
            rows = rows if rows is not None else shape(target)[0]
            if self._means:
                self._means[i].update_state(value, sample_weight=rows)
            values.append(value if self._weights[i] is None else value * self._weights[i])
        if not values and not regularization_losses:
            raise ValueError("The model cannot be compiled because it has no loss to optimize.")
        total = add_all([*values, *[cast(r, (values or regularization_losses)[0].dtype) for r in regularization_losses or ()]])
        self.total.update_state(total, sample_weight=rows)
        return total

    def _arranged(self, value, n):
        """Targets or weights as a list, one per output."""
        if isinstance(value, dict):
            return [value.get(name) for name in self.output_names]
        flat = nest.flatten(value) if value is not None else []
        return flat if len(flat) == n else flat * n if len(flat) == 1 and n > 1 and value is None else [*flat, *[None] * (n - len(flat))]

    def reset_state(self):
        for m in [self.total, *self._means]:
            m.reset_state()


class CompiledMetrics:
    """The metrics of all outputs; which accuracy `"accuracy"` means is decided when shapes are known."""

    def __init__(self, metrics=None, weighted=None, output_names=None):
        self._given, self._weighted_given, self.output_names = metrics, weighted, output_names
        self._rows = None  # per output: [(metric, whether weights apply)]

    def _build(self, y_true, y_pred):
        names, predictions = names_for(self.output_names, y_pred), nest.flatten(y_pred)
        targets = nest.flatten(y_true)
        plain = per_output(self._given, names, "metrics")
        weighted = per_output(self._weighted_given, names, "metrics")
        self._rows = []
        for i, (target, prediction) in enumerate(zip(targets, predictions)):
            prefix = f"{names[i]}_" if len(predictions) > 1 else ""
            self._rows.append([(metric_object(m, target, prediction, prefix), is_weighted)
                               for given, is_weighted in ((plain[i], False), (weighted[i], True)) for m in as_list(given)])

    @property
    def metrics(self):
        return [m for row in self._rows or [] for m, _ in row]

    def update_state(self, y_true, y_pred, sample_weight=None):
        if self._given is None and self._weighted_given is None:
            return
        if isinstance(y_true, dict):
            y_true = [y_true[n] for n in self.output_names]
        if self._rows is None:
            self._build(y_true, y_pred)
        weights = nest.flatten(sample_weight) if sample_weight is not None else []
        for i, (row, target, prediction) in enumerate(zip(self._rows, nest.flatten(y_true), nest.flatten(y_pred))):
            for metric, is_weighted in row:
                weight = weights[min(i, len(weights) - 1)] if is_weighted and weights else None
                metric.update_state(target, prediction, sample_weight=weight)

    def reset_state(self):
        for m in self.metrics:
            m.reset_state()


def names_for(names, y_pred):
    flat = nest.flatten(y_pred)
    if names and len(names) == len(flat):
        return list(names)
    return [f"output_{i + 1}" for i in range(len(flat))]


def as_list(value):
    return list(value) if isinstance(value, (list, tuple)) else [] if value is None else [value]


def loss_object(value):
    """A Loss from a name, a function or a Loss; None stays None."""
    value = losses_module.get(value)
    if value is None or isinstance(value, losses_module.Loss) or not callable(value):
        return value
    return losses_module.LossFunctionWrapper(value, name=getattr(value, "__name__", None))


def metric_object(value, target, prediction, prefix):
    """A Metric under the name it was given."""
    if isinstance(value, metrics_module.Metric):
        return value
    metric = metrics_module.resolve(value, target, prediction)
    metric._name = prefix + metric._name
    return metric


def fit_target(loss, target, prediction):
    """Labels of rank one less than the predictions gain a last axis, except class numbers."""
    name = getattr(getattr(loss, "fn", loss), "__name__", "")
    if target.ndim is not None and prediction.ndim is not None and target.ndim == prediction.ndim - 1 and not name.startswith("sparse"):
        if prediction._dims[-1] == 1:
            return expand_dims(target, -1)
    return target


def add_all(values):
    total = values[0]
    for v in values[1:]:
        total = total + v
    return total
