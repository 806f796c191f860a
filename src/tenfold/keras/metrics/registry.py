"""Metrics by name, and what "accuracy" means for a given model."""

from tenfold.core.calls.methods import telling
from tenfold.keras import losses
from tenfold.keras.losses import registry as loss_names
from tenfold.keras.metrics import (
    accuracy,
    confusion,
    correlation,
    curves,
    f_score,
    iou,
    keras1,
    probabilistic,
    reductions,
    regression,
)
from tenfold.keras.metrics.metric import Metric
from tenfold.keras.metrics.reductions import MeanMetricWrapper
from tenfold.keras.saving import newer_form, serialization
from tenfold.keras.utils.by_era import by_era

_MODULES = (accuracy, confusion, correlation, curves, f_score, iou, probabilistic, reductions, regression)


def _is_metric(name, value):
    return isinstance(value, type) and issubclass(value, Metric) and value is not Metric and not name.startswith("_")


CLASSES = {name: value for m in _MODULES for name, value in vars(m).items() if _is_metric(name, value)}
FUNCTIONS = loss_names.FUNCTIONS | {
    f.__name__: f
    for f in (
        accuracy.accuracy,
        accuracy.binary_accuracy,
        accuracy.categorical_accuracy,
        accuracy.sparse_categorical_accuracy,
        accuracy.sparse_top_k_categorical_accuracy,
        accuracy.top_k_categorical_accuracy,
        regression.cosine_similarity,
        correlation.concordance_correlation,
        correlation.pearson_correlation,
    )
}
SHORT = loss_names.SHORT | {"cosine_proximity": regression.cosine_similarity, "cosine": regression.cosine_similarity}
NAMES = CLASSES | FUNCTIONS | SHORT
MeanMetricWrapper.functions = FUNCTIONS | SHORT

# what a general name means for outputs of one value, for class numbers, for one-hot labels
BY_SHAPE = {
    "accuracy": (accuracy.binary_accuracy, accuracy.sparse_categorical_accuracy, accuracy.categorical_accuracy),
    "crossentropy": (
        losses.binary_crossentropy,
        losses.sparse_categorical_crossentropy,
        losses.categorical_crossentropy,
    ),
}
BY_SHAPE |= {"acc": BY_SHAPE["accuracy"], "ce": BY_SHAPE["crossentropy"]}


def _names():
    """What a string may mean."""
    return NAMES | keras1.FUNCTIONS if by_era("metrics.of_keras1") else NAMES


@telling
def serialize(metric, use_legacy_format=None):
    """The description of a Metric or a metric function, in Keras 2's or the newer form; see `newer_form.serialize`."""
    return newer_form.serialize(metric, use_legacy_format)


@telling
def deserialize(config, custom_objects=None, use_legacy_format=None):
    """The metric that a name or a configuration means, in either form whatever `use_legacy_format` says.

    ValueError, saying the nearest name, for an unknown one.
    """
    if isinstance(config, str) and config in BY_SHAPE:
        return config
    return serialization.deserialize_keras_object(config, _names(), custom_objects, "metric function")


def check_name(name):
    """ValueError, saying the nearest name, for the name of a metric that nobody knows."""
    if name not in BY_SHAPE and serialization.get_registered_object(name, None, _names()) is None:
        raise ValueError(serialization.unknown_message(name, [*_names(), *BY_SHAPE], "metric function"))


@telling
def get(identifier):
    """The metric that a name, a configuration, a class, a function (y_true, y_pred) or a Metric means; in Keras 3's era
    None for None.

    What "accuracy" means is decided by `resolve`, once shapes are known; here it is the comparison of labels.
    """
    if isinstance(identifier, str) and identifier in ("acc", "accuracy"):
        return accuracy.accuracy
    if identifier is None and not by_era("metrics.none_is_one"):
        raise ValueError("Could not interpret metric identifier: None")
    return serialization.resolve(identifier, _names(), "metric function")


def resolve(identifier, y_true, y_pred):
    """The Metric that `identifier` means for these labels and predictions, under the name the user wrote.

    "accuracy" (or "acc") and "crossentropy" ("ce") are binary for outputs of one value, sparse where labels have one
    dimension less than predictions or are single numbers, else categorical.
    """
    if isinstance(identifier, Metric):
        return identifier
    general = BY_SHAPE.get(identifier) if isinstance(identifier, str) else None
    found = general[_kind(y_true._dims, y_pred._dims)] if general else get(identifier)
    if isinstance(found, Metric):
        return found
    name = identifier if isinstance(identifier, str) else None
    if name in ("acc", "accuracy"):
        name = by_era("accuracy.name") or name
    name = name or getattr(found, "name", None) or serialization.get_registered_name(found) or type(found).__name__
    return MeanMetricWrapper(found, name=name)


def waits_for_labels(identifier):
    """Whether it is the shape of labels that says which metric `identifier` means."""
    return isinstance(identifier, str) and identifier in BY_SHAPE


def _kind(labels, predictions):
    """0 for one value per output, 1 for class numbers, 2 for one-hot labels."""
    if not predictions or labels is None:
        return 2
    if predictions[-1] == 1:
        return 0
    numbers = len(labels) < len(predictions) or labels[-1] == 1 and (predictions[-1] or 2) > 1
    return 1 if numbers else 2
