"""Accuracies: how often the prediction is right. The functions give one number per sample."""

from tenfold.core.calls.methods import telling
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.keras.backend_config import floatx
from tenfold.keras.metrics.reductions import MeanMetricWrapper
from tenfold.ops.arrays.basics import cast, expand_dims, reshape, shape, squeeze
from tenfold.ops.arrays.sorting import in_top_k
from tenfold.ops.math.comparison import equal, greater
from tenfold.ops.math.reduce import reduce_any, reduce_mean
from tenfold.ops.math.statistics import argmax


@telling
def accuracy(y_true, y_pred):
    """1 where y_true == y_pred, else 0."""
    y_pred = convert(y_pred)
    y_true = cast(convert(y_true), y_pred.dtype)
    if not y_true.shape.is_compatible_with(y_pred.shape):
        raise ValueError(
            f"Shapes {y_true.shape} and {y_pred.shape} are incompatible: `Accuracy` compares labels with labels. For "
            "class "
            "probabilities use SparseCategoricalAccuracy or CategoricalAccuracy."
        )
    return cast(equal(y_true, y_pred), floatx())


@telling
def binary_accuracy(y_true, y_pred, threshold=0.5):
    """Share, over the last axis, of predictions that are on the right side of `threshold`."""
    return reduce_mean(_binary_matches(y_true, y_pred, threshold), -1)


def _binary_matches(y_true, y_pred, threshold=0.5):
    """1 for each prediction on the right side of `threshold`, else 0."""
    y_pred = convert(y_pred)
    decided = cast(greater(y_pred, convert(threshold, partner=y_pred.dtype)), y_pred.dtype)
    return cast(equal(cast(convert(y_true), y_pred.dtype), decided), floatx())


@telling
def categorical_accuracy(y_true, y_pred):
    """1 where the largest prediction is that of the one-hot label, over the last axis."""
    y_pred = convert(y_pred)
    return cast(equal(argmax(convert(y_true), -1), argmax(y_pred, -1)), floatx())


@telling
def sparse_categorical_accuracy(y_true, y_pred):
    """1 where the largest prediction, over the last axis, is that of class number y_true."""
    numbers, y_pred = _class_numbers(y_true, y_pred)
    return _without_column(cast(equal(numbers, cast(argmax(y_pred, -1), numbers.dtype)), floatx()))


@telling
def top_k_categorical_accuracy(y_true, y_pred, k=5):
    """1 where the prediction of the one-hot label is among the `k` largest."""
    return sparse_top_k_categorical_accuracy(argmax(convert(y_true), -1), y_pred, k)


@telling
def sparse_top_k_categorical_accuracy(y_true, y_pred, k=5, from_sorted_ids=False):
    """1 where the prediction of class number y_true is among the `k` largest.

    from_sorted_ids: `y_pred` are class numbers already, the likeliest first.
    """
    y_true = convert(y_true)
    if from_sorted_ids:
        numbers, ids = _class_numbers(y_true, y_pred)
        among = equal(expand_dims(numbers, -1), cast(ids[..., :k], numbers.dtype))
        return _in_shape_of(y_true, cast(reduce_any(among, -1), floatx()))
    numbers, y_pred = _class_numbers(y_true, y_pred)
    numbers = numbers if numbers.dtype is dtypes.int64 else cast(numbers, dtypes.int32)
    if y_pred._dims is not None and len(y_pred._dims) > 2:
        rows = reshape(y_pred, [-1, y_pred._dims[-1]])
        found = reshape(in_top_k(reshape(numbers, [-1]), rows, k), shape(numbers))
    else:
        found = in_top_k(numbers, y_pred, k)
    return _in_shape_of(y_true, cast(found, floatx()))


def _sparse_matches(y_true, y_pred):
    """`sparse_categorical_accuracy` in the shape of the labels, which is what weights go with."""
    largest = argmax(y_pred, -1)
    largest = expand_dims(largest, -1) if _has_column(y_true, y_pred) else largest
    return cast(equal(y_true, cast(largest, y_true.dtype)), floatx())


def _class_numbers(y_true, y_pred):
    """Labels without a last axis of length 1 that the rows of predictions do not have."""
    y_true, y_pred = convert(y_true), convert(y_pred)
    return squeeze(y_true, axis=-1) if _has_column(y_true, y_pred) else y_true, y_pred


def _has_column(y_true, y_pred):
    t, p = y_true._dims, y_pred._dims
    return t is not None and p is not None and len(t) == len(p) and (t[-1] == 1 < len(t) or t[-1] is None)


def _in_shape_of(y_true, matches):
    """`matches` with the last axis of length 1 that the labels have and the rows of predictions do not."""
    y_true = convert(y_true)
    dims = y_true._dims
    if dims is None or matches._dims is None or len(dims) == len(matches._dims):
        return matches
    return expand_dims(matches, -1)


def _without_column(matches):
    dims = matches._dims
    return squeeze(matches, axis=-1) if dims is not None and len(dims) > 1 and dims[-1] == 1 else matches


class Accuracy(MeanMetricWrapper):
    """Share of predictions that equal the label."""

    def __init__(self, name="accuracy", dtype=None):
        super().__init__(accuracy, name, dtype)


class BinaryAccuracy(MeanMetricWrapper):
    """Share of predictions on the right side of `threshold`."""

    def __init__(self, name="binary_accuracy", dtype=None, threshold=0.5):
        super().__init__(_binary_matches, name, dtype, threshold=threshold)


class CategoricalAccuracy(MeanMetricWrapper):
    """Share of samples whose largest prediction is that of the one-hot label."""

    def __init__(self, name="categorical_accuracy", dtype=None):
        super().__init__(categorical_accuracy, name, dtype)


class SparseCategoricalAccuracy(MeanMetricWrapper):
    """Share of samples whose largest prediction is that of the class number."""

    def __init__(self, name="sparse_categorical_accuracy", dtype=None):
        super().__init__(_sparse_matches, name, dtype)


class TopKCategoricalAccuracy(MeanMetricWrapper):
    """Share of samples where the one-hot label is among the `k` largest predictions."""

    def __init__(self, k=5, name="top_k_categorical_accuracy", dtype=None):
        super().__init__(top_k_categorical_accuracy, name, dtype, k=k)


class SparseTopKCategoricalAccuracy(MeanMetricWrapper):
    """Share of samples where the class number is among the `k` largest predictions."""

    def __init__(self, k=5, name="sparse_top_k_categorical_accuracy", dtype=None, from_sorted_ids=False):
        sorted_already = {"from_sorted_ids": True} if from_sorted_ids else {}
        super().__init__(sparse_top_k_categorical_accuracy, name, dtype, k=k, **sorted_already)
