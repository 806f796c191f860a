"""Losses and metrics that only Keras 3 has, and where old ones differ there: as `loss_programs`, under Keras 3.15."""

import numpy as np
from loss_programs import LOSSES, NAN, decisions, function, numbers, one_hot, pair, reals, shares


def _unit(*shape, seed):
    vectors = reals(*shape, seed=seed)
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def new_losses(tf, keras):
    """Functions and classes with their arguments, reductions, weights, gradients."""
    losses = keras.losses

    def with_gradient(f, labels, predictions, *weights):
        y = tf.constant(predictions)
        with tf.GradientTape() as tape:
            tape.watch(y)
            value = f(labels, y, *weights)
        return {"value": tf.convert_to_tensor(value), "gradient": tape.gradient(value, y)}

    regions = decisions(2, 3, 2), shares(2, 3, 2)
    vectors = numbers(6), _unit(6, 3, seed=7)
    sequences = np.array([[1, 2, 0], [3, 3, 1]]), reals(2, 7, 4)
    classes = np.array([0, 3, 1, 2]), shares(4, 4)
    cases = [
        ("Dice", regions, [{}, {"axis": -1}, {"axis": (1, 2)}]),
        ("Tversky", regions, [{}, {"alpha": 0.2, "beta": 0.8}, {"alpha": 0.3, "beta": 0.7, "axis": (1, 2)}]),
        ("Circle", vectors, [{}, {"gamma": 2.0, "margin": 0.2}, {"gamma": 4.0, "remove_diagonal": False}]),
        ("CTC", sequences, [{}]),
        ("CategoricalGeneralizedCrossEntropy", classes, [{}, {"q": 0.1}, {"q": 0.9}]),
    ]
    for name, (labels, predictions), variants in cases:
        for kwargs in variants:
            for reduction in (None, "sum", "sum_over_batch_size"):
                loss = getattr(losses, name)(reduction=reduction, **kwargs)
                yield f"{name} {kwargs} {reduction}", lambda f=loss, y=labels, p=predictions: with_gradient(f, y, p)
            yield f"{name} {kwargs} weighted", lambda f=loss, y=labels, p=predictions: f(y, p, 0.5)
            yield f"{name} {kwargs} config", lambda n=name, k=kwargs: getattr(losses, n)(**k).get_config()
        yield f"{name} by name", lambda n=name: losses.get(n).name
    yield "dice of nothing", lambda: losses.dice(np.zeros((2, 2), "f4"), np.zeros((2, 2), "f4"))
    yield "tversky of nothing", lambda: losses.tversky(np.zeros((2, 2), "f4"), np.zeros((2, 2), "f4"))
    y, e = vectors
    yield "circle of one class", lambda: losses.circle(y * 0, e)
    yield "circle of columns", lambda: losses.circle(y[:, None], e)
    yield "circle of others", lambda: losses.circle(y, e, ref_labels=y[:4], ref_embeddings=-e[:4], gamma=3.0)
    for q in (0.0, 1.0):
        yield f"q {q}", lambda q=q: losses.CategoricalGeneralizedCrossEntropy(q=q) and "made"
    yield "ctc of other ranks", lambda: losses.ctc(np.ones(3), np.ones((2, 3), "f4"))


def reductions(tf, keras):
    """Reductions of Keras 3, dtypes, names."""
    losses, y, p = keras.losses, decisions(3, 2, 4), shares(3, 2, 4)
    weights = {"none": None, "number": 0.5, "bt": shares(3, 2), "b1": shares(3, 1), "zeros": np.zeros((3, 2), "f4")}
    for reduction in (None, "none", "sum", "mean", "sum_over_batch_size", "mean_with_sample_weight"):
        for which, w in weights.items():
            loss = losses.MeanSquaredError(reduction=reduction)
            yield f"{reduction} {which}", lambda f=loss, w=w: f(y, p, w)
        for mask in ([[True, False], [True, True], [False, False]], np.zeros((3, 2), bool)):
            masked = tf.constant(p)
            masked._keras_mask = tf.constant(mask)
            yield f"{reduction} {mask}", lambda f=loss, p=masked: f(y, p, weights["bt"])
    for dtype in ("float16", "float64", "bfloat16"):
        yield f"dtype {dtype}", lambda d=dtype: losses.MeanSquaredError(dtype=d)(y, p)
        yield f"predictions of {dtype}", lambda d=dtype: losses.MeanSquaredError()(tf.cast(y, d), tf.cast(p, d))
        yield f"function of {dtype}", lambda d=dtype: losses.mean_squared_error(tf.cast(y, d), tf.cast(p, d))
        yield f"huber of {dtype}", lambda d=dtype: losses.huber(tf.cast(y, d), tf.cast(p, d))
    yield "whole numbers", lambda: losses.MeanSquaredError()(np.array([[1, 2]]), np.array([[3, 3]]))

    class Own(losses.Loss):
        def call(self, y_true, y_pred):
            return y_true * y_pred

    yield "own", lambda: Own()(np.array([1, 2]), np.float64([0.5, 2.0]))
    yield "own by name", lambda: [Own("mine").name, Own().reduction, Own().dtype]
    yield "reduction", lambda: losses.MeanSquaredError().reduction
    yield "serialized", lambda: losses.serialize(losses.BinaryCrossentropy())
    yield "function serialized", lambda: losses.serialize(losses.mean_squared_error)
    for wrong in ("nonsense", 3):
        yield f"reduction {wrong}", lambda w=wrong: losses.MeanSquaredError(reduction=w) and "made"
    yield "a column and a row", lambda: losses.MeanSquaredError()(np.float32([[1], [2]]), np.float32([1, 4]))


def differing(tf, keras):
    """Where old losses give other numbers."""
    labels, certain = np.float32([[0, 1]]), np.float32([[1, 0]])
    for name in ("BinaryCrossentropy", "BinaryFocalCrossentropy"):
        yield f"{name} wrong", lambda n=name: getattr(keras.losses, n)()(labels, certain)
    y, p = one_hot(3, 4), shares(3, 4)
    cross = keras.losses.CategoricalCrossentropy
    yield "smoothed along axis 0", lambda: cross(axis=0, label_smoothing=0.3, reduction="none")(y, p)
    for name in LOSSES:
        labels, predictions = pair(name, (3, 4))
        yield name, lambda n=name, y=labels, p=predictions: getattr(keras.losses, n)()(y, p, [0.5, 0.0, 2.0])
        yield f"{name} name", lambda n=name: [getattr(keras.losses, n)().name, getattr(keras.losses, n)().reduction]
        yield f"{name} function", lambda n=name, y=labels, p=predictions: function(keras, n)(y, p)


def metrics(tf, keras):
    """Metrics that only Keras 3 has, and the names of others."""
    m = keras.metrics
    y, p = reals(4, 5), reals(4, 5, seed=9)

    def run(metric, **kwargs):
        metric.update_state(y, p, **kwargs)
        metric.update_state(y[:2] * 2, p[:2])
        return {"result": metric.result(), "config": metric.get_config()}

    for name in ("ConcordanceCorrelation", "PearsonCorrelation"):
        for axis in (-1, 0, (0, 1)):
            yield f"{name} {axis}", lambda n=name, a=axis: run(getattr(m, n)(axis=a))
        yield f"{name} weighted", lambda n=name: run(getattr(m, n)(), sample_weight=[0.5, 0.0, 2.0, 1.0])
        yield f"{name} named", lambda n=name: getattr(m, n)(name="mine").name
        yield f"{name} by name", lambda n=name: m.get(n).name
    for f in (m.concordance_correlation, m.pearson_correlation):
        for axis in (-1, 0, None):
            yield f"{f.__name__} {axis}", lambda f=f, a=axis: f(y, p, axis=a)
        yield f"{f.__name__} constant", lambda f=f: f(y * 0 + 1, p)
        yield f"{f.__name__} whole", lambda f=f: f(np.array([[0, 1, 3]]), np.array([[1, 1, 5]]))
        yield f"{f.__name__} nan", lambda f=f: f(y * NAN, p)
    yield "KLDivergence name", lambda: m.KLDivergence().name
    for ids in ([[2, 1, 0], [0, 1, 2]], [[2, 1, 3], [1, 2, 3]]):
        for k in (1, 2, 3):
            yield (
                f"sorted ids {ids} {k}",
                lambda i=ids, k=k: m.sparse_top_k_categorical_accuracy(
                    [0, 1], np.float32(i), k=k, from_sorted_ids=True
                ),
            )
    top = m.SparseTopKCategoricalAccuracy
    yield "class of sorted ids", lambda: top(k=2, from_sorted_ids=True)([0, 1], np.float32([[2, 1, 0], [0, 1, 2]]))


PROGRAMS = (new_losses, reductions, differing, metrics)
