"""What `compile` was given, ready for the step: losses and metrics per output."""

from tenfold.core.base import nest
from tenfold.core.values import dtypes
from tenfold.keras import losses as losses_module
from tenfold.keras import metrics as metrics_module
from tenfold.keras.losses.alignment import apply_mask, keras_mask
from tenfold.keras.training.outputs import arranged, as_list, keys_for, names_for, per_output, refuse_no_tensor
from tenfold.keras.utils.arguments import real_number
from tenfold.keras.utils.by_era import by_era
from tenfold.ops.arrays.basics import cast, expand_dims, shape
from tenfold.ops.math.reduce import reduce_sum
from tenfold.ops.ragged.tensor import RaggedTensor
from tenfold.ops.state.copying import Copied


class CompiledLoss(Copied):
    """The losses of all outputs, and the means that training reports of them.

    Args:
      losses: None, one for all outputs, a list, or a dict by output name.
      weights: numbers to multiply the losses by, in the same forms.
      output_names: names of the model's outputs; None where they are not known before the first call.
    """

    def __init__(self, losses, weights=None, output_names=None):
        self._given, self._weights_given, self.output_names = losses, weights, output_names
        for one in nest.flatten(losses):
            if isinstance(one, str):
                losses_module.get(one)  # an unknown name is said now, not in the first step
        for weight in nest.flatten(weights):
            real_number(weight, "loss_weights", optional=True)
        self._losses = None
        self.total = metrics_module.Mean(name="loss")
        self._means, self.metrics = [], []  # the means of each output's loss; those that report, once they are used

    def expect(self, y_pred):
        """Make the losses for outputs `y_pred`, before any batch comes."""
        names, self._keys = names_for(self.output_names, y_pred), keys_for(self.output_names, y_pred)
        self._losses = [loss_object(one) for one in per_output(self._given, self._keys, "losses")]
        self._weights = per_output(self._weights_given, self._keys, "loss_weights")
        if len(names) > 1:
            self._means = [metrics_module.Mean(name=f"{n}_loss") for n in names]
        self.metrics = [self.total, *[m for m, one in zip(self._means, self._losses) if one is not None]]

    def __call__(self, y_true, y_pred, sample_weight=None, regularization_losses=None):
        """The scalar to minimise: weighted losses plus `regularization_losses`; None where there are none.

        A loss without reduction is trained on as its sum, which is what the gradient of a vector is, and reported as
        its mean.
        """
        if self._losses is None:
            self.expect(y_pred)
        predictions = nest.flatten(y_pred)
        targets = arranged(y_true, self._keys, "targets")
        weights = arranged(sample_weight, self._keys, "sample_weight")
        trained, reported, rows = [], [], None
        for i, (loss, target, prediction) in enumerate(zip(self._losses, targets, predictions)):
            if loss is None or target is None:
                continue
            refuse_no_tensor(prediction)
            target, weight = fit_target(target, prediction), fit_weight(weights[i], prediction)
            value = loss(target, prediction, sample_weight=weight)
            rows = rows if rows is not None else _rows(target)
            if self._means:
                self._means[i].update_state(value, sample_weight=None if by_era("Model.tracks_loss") else rows)
            reported.append(self._weighted(i, value))
            trained.append(self._weighted(i, reduce_sum(value)) if value.ndim else reported[-1])
        return self._total(trained, reported, regularization_losses or (), rows)

    def _weighted(self, i, value):
        return value if self._weights[i] is None else value * self._weights[i]

    def _total(self, trained, reported, regularization, rows):
        if not reported and not regularization:
            return None
        total = add_all(at_one_dtype([*reported, *regularization]))
        if not by_era("Model.tracks_loss"):
            self.total.update_state(total, sample_weight=rows)
        same = all(a is b for a, b in zip(trained, reported))
        return total if same else add_all(at_one_dtype([*trained, *regularization]))

    def reset_state(self):
        for m in [self.total, *self._means]:
            m.reset_state()


class CompiledMetrics(Copied):
    """The metrics of all outputs; which accuracy `"accuracy"` means is decided when shapes are known.

    In Keras 3's era it stands among `Model.metrics` as one, whose result is a dict.

    Args:
      metrics: what to report: one, a list for all outputs, a list of lists, or a dict by output name.
      weighted: the same, of metrics that sample weights apply to.
      output_names: see `CompiledLoss`.
      from_file: whether metrics have been saved under the names that training reports.
    """

    name = "compile_metrics"

    def __init__(self, metrics=None, weighted=None, output_names=None, from_file=False):
        self.given = metrics
        self.weighted_given = weighted
        self.output_names = output_names
        self._from_file = from_file
        self._rows, self.metrics = None, []  # per output: [(metric, whether weights apply)]; the metrics alone
        self._is_final = False  # whether the rows were made for real targets
        self._unsure = []  # (output, place in its row, name) of metrics whose meaning waits for that output's labels
        given = nest.flatten([metrics, weighted])
        for one in given:
            if isinstance(one, str):
                metrics_module.check_name(one)  # now, not in the first step
        _refuse_twice(given)

    def _build(self, targets, predictions, names, keys):
        given = [per_output(_copies(value, keys), keys, "metrics") for value in (self.given, self.weighted_given)]
        self._rows, self._unsure, taken = [], [], set()
        for i, (target, prediction) in enumerate(zip(targets, predictions)):
            prefix = f"{names[i]}_" if len(names) > 1 else ""
            row = []
            for which, is_weighted in zip(given, (False, True)):
                for one in as_list(which[i]):
                    if target is None and metrics_module.waits_for_labels(one):
                        self._unsure.append((i, len(row), one))
                    metric = metric_object(one, prediction if target is None else target, prediction)
                    name = metric.name.removeprefix(prefix) if self._from_file else metric.name
                    metric._name = _free_name(name, prefix, is_weighted, taken)
                    row.append((metric, is_weighted))
            self._rows.append(row)
        self._list_metrics()

    def _list_metrics(self):
        self.metrics = [metric for row in self._rows for metric, _ in row]

    def _settle(self, targets, predictions):
        """Put the metrics that labels now say the meaning of in place of those that were guessed."""
        for i, place, name in [unsure for unsure in self._unsure if targets[unsure[0]] is not None]:
            guess, is_weighted = self._rows[i][place]
            metric = metric_object(name, targets[i], predictions[i])
            metric._name = guess.name
            self._rows[i][place] = metric, is_weighted
            self._unsure.remove((i, place, name))
        self._list_metrics()

    def described(self, serialize, weighted):
        """What a file keeps of the (un)weighted metrics: configurations per output, or what `compile` was given."""
        given = self.weighted_given if weighted else self.given
        if not self._is_final or given is None:
            return serialize_all(given, serialize)
        unsure = {id(self._rows[i][place][0]): name for i, place, name in self._unsure}
        return [
            [unsure.get(id(m)) or serialize(m) for m, is_weighted in row if is_weighted is weighted] or [None]
            for row in self._rows
        ]

    def expect(self, y_pred):
        """Make the metrics of a model read from a file for outputs `y_pred`, so that they can be named.

        What "accuracy" means is decided when the first targets come.
        """
        predictions = nest.flatten(y_pred)
        self._build(
            [None] * len(predictions),
            predictions,
            names_for(self.output_names, y_pred),
            keys_for(self.output_names, y_pred),
        )

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Add a batch to all metrics."""
        if self.is_empty:
            return
        predictions = nest.flatten(y_pred)
        names, keys = names_for(self.output_names, y_pred), keys_for(self.output_names, y_pred)
        targets = arranged(y_true, keys, "targets")
        weights = arranged(sample_weight, keys, "sample_weight")
        if not self._is_final:
            self._build(targets, predictions, names, keys)
            self._is_final = True
        if self._unsure:
            self._settle(targets, predictions)
        for row, target, prediction, weight in zip(self._rows, targets, predictions, weights):
            if target is None or not row:
                continue
            target, weight = fit_target(target, prediction), fit_weight(weight, prediction)
            mask = keras_mask(prediction)
            if mask is not None:
                weight = apply_mask(weight, mask, cast(mask, prediction.dtype), rescale=False)
            for metric, is_weighted in row:
                metric.update_state(target, prediction, sample_weight=weight if is_weighted else mask)

    def result(self):
        """{name: value} of all metrics."""
        return {m.name: m.result() for m in self.metrics}

    @property
    def is_empty(self):
        """Whether `compile` was given no metrics."""
        return self.given is None and self.weighted_given is None

    @property
    def names_of_one_output(self):
        """The names in the order of the metrics; none where there are several outputs, whose names Keras 3 sorts."""
        return [m.name for m in self.metrics] if self._rows is not None and len(self._rows) == 1 else []

    @property
    def variables(self):
        return [v for m in self.metrics for v in m.variables]

    def reset_state(self):
        for m in self.metrics:
            m.reset_state()


def serialize_all(value, serialize):
    """Names and configurations in place of functions and objects, in the structure of `value`."""
    if isinstance(value, (list, tuple)):
        return [serialize_all(v, serialize) for v in value]
    if isinstance(value, dict):
        return {k: serialize_all(v, serialize) for k, v in value.items()}
    return value if value is None or isinstance(value, str) else serialize(value)


def _refuse_twice(metrics):
    """ValueError for one Metric object in two places: it would count every batch twice."""
    objects = [m for m in metrics if isinstance(m, metrics_module.Metric)]
    twice = [m for m in objects if sum(m is other for other in objects) > 1]
    if twice:
        raise ValueError(
            f"Found duplicated metrics object in the user provided metrics and weighted metrics: {twice[0].name!r}. It "
            "would count every batch twice. Make a metric for each place."
        )


def _copies(value, keys):
    """`value` with a list of its own for each of several outputs where one list of metrics was given for all."""
    shared = not isinstance(value, dict) and not any(nest.is_nested(v) for v in as_list(value))
    if len(keys) == 1 or not shared:
        return value
    return [[_copy(m) for m in as_list(value)] for _ in keys]


def _copy(metric):
    return type(metric).from_config(metric.get_config()) if isinstance(metric, metrics_module.Metric) else metric


def _free_name(name, prefix, is_weighted, taken):
    """`name` as training reports it, in the way of Keras; ValueError where it is taken."""
    full = prefix + name
    if is_weighted and full in taken:
        full = f"{prefix}weighted_{name}"
    if full in taken:
        raise ValueError(
            f"Found two metrics with the same name: {full}. All the metrics added to the model need to have unique "
            "names."
        )
    taken.add(full)
    return full


def loss_object(value):
    """A Loss from a name, a function or a Loss; None stays None."""
    value = losses_module.get(value)
    if value is None or isinstance(value, losses_module.Loss) or not callable(value):
        return value
    return losses_module.LossFunctionWrapper(value, name=getattr(value, "__name__", None))


def metric_object(value, target, prediction):
    """A Metric from a name, a function or a Metric."""
    return value if isinstance(value, metrics_module.Metric) else metrics_module.resolve(value, target, prediction)


def fit_target(target, prediction):
    """Labels as losses and metrics get them: with the last axis and the kind of number that predictions have."""
    fitted = target
    if _rank(target) == 1 and _rank(prediction) == 2:
        fitted = expand_dims(target, -1)
        fitted._column_of = target  # class numbers are wanted without the axis
    t, p = target.dtype, prediction.dtype
    if t is not p and (t.is_floating and p.is_floating or t.is_integer and p.is_integer):
        fitted = cast(fitted, p)
    if fitted is not target and hasattr(target, "_classes"):
        fitted._classes = target._classes
    return fitted


def fit_weight(weight, prediction):
    """Weights of samples as losses and metrics get them, see `fit_target`; None stays None.

    Raises:
      ValueError: they have more axes than the predictions.
    """
    if weight is None:
        return None
    if _rank(weight) > max(_rank(prediction), 2):
        raise ValueError(
            f"sample_weight of shape {weight.shape} does not fit predictions of shape {prediction.shape}: give one "
            "weight per sample, or one per sample and step."
        )
    weight = expand_dims(weight, -1) if _rank(weight) == 1 and _rank(prediction) == 2 else weight
    return cast(weight, prediction.dtype) if prediction.dtype.is_floating else weight


def _rank(tensor):
    return tensor.shape.rank if isinstance(tensor, RaggedTensor) else tensor.ndim


def _rows(tensor):
    """The number of samples."""
    return cast(tensor.nrows(), dtypes.int32) if isinstance(tensor, RaggedTensor) else shape(tensor)[0]


def at_one_dtype(losses):
    """Losses of several dtypes, as they are under a policy, cast to the widest; to float32 of float16 and bfloat16."""
    found = {loss.dtype for loss in losses}
    if len(found) == 1:
        return losses
    widest = max(found, key=lambda dtype: dtype.size)
    wanted = dtypes.float32 if widest.size == 2 else widest
    return [loss if loss.dtype is wanted else cast(loss, wanted) for loss in losses]


def add_all(values):
    total = values[0]
    for v in values[1:]:
        total = total + v
    return total
