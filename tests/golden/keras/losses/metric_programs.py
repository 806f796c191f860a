"""Metrics over several batches with weights and masks, their states, names and configurations: as `loss_programs`."""

import numpy as np
from loss_programs import decisions, numbers, one_hot, reals, shares

ROWS, CLASSES = 6, 4

# class -> labels, predictions, keyword arguments to try
METRICS = {
    "AUC": (
        decisions,
        shares,
        [
            {},
            {"curve": "PR", "summation_method": "minoring"},
            {"curve": "pr", "summation_method": "Majoring", "num_thresholds": 7},
            {"num_thresholds": 3},
            {"multi_label": True, "num_labels": 4, "curve": "PR"},
            {"multi_label": True, "label_weights": [0.0, 1.0, 2.0, 0.5], "summation_method": "majoring"},
            {"label_weights": [0.5, 1.0, 2.0, 0.5]},
            {"thresholds": [0.9, 0.2, 0.5]},
            {"thresholds": [0.0, 0.5, 1.0], "curve": "PR"},
            {"from_logits": True, "multi_label": True},
        ],
    ),
    "Accuracy": (numbers, numbers, [{}]),
    "BinaryAccuracy": (decisions, shares, [{}, {"threshold": 0.2}, {"threshold": 0}]),
    "BinaryCrossentropy": (decisions, shares, [{}, {"from_logits": True}, {"label_smoothing": 0.3}]),
    "BinaryIoU": (decisions, shares, [{}, {"target_class_ids": [0], "threshold": 0.3}]),
    "CategoricalAccuracy": (one_hot, shares, [{}]),
    "CategoricalCrossentropy": (one_hot, shares, [{}, {"label_smoothing": 0.3}, {"from_logits": True, "axis": -1}]),
    "CategoricalHinge": (one_hot, reals, [{}]),
    "CosineSimilarity": (reals, reals, [{}, {"axis": 1}]),
    "F1Score": (one_hot, shares, [{}, {"average": "macro"}, {"average": "micro", "threshold": 0.5}]),
    "FBetaScore": (decisions, shares, [{"beta": 0.5, "threshold": 0.3}, {"beta": 2.0, "average": "weighted"}]),
    "FalseNegatives": (decisions, shares, [{}, {"thresholds": [0.2, 0.7]}, {"thresholds": 0.1}]),
    "FalsePositives": (decisions, shares, [{"thresholds": [0.2, 0.7]}]),
    "Hinge": (decisions, reals, [{}]),
    "IoU": (numbers, numbers, [{"num_classes": 4, "target_class_ids": [1, 3], "ignore_class": 0}]),
    "KLDivergence": (shares, shares, [{}]),
    "LogCoshError": (reals, reals, [{}]),
    "MeanAbsoluteError": (reals, reals, [{}]),
    "MeanAbsolutePercentageError": (reals, reals, [{}]),
    "MeanIoU": (
        numbers,
        numbers,
        [{"num_classes": 5}, {"num_classes": 4, "ignore_class": -1}, {"num_classes": 4, "ignore_class": 2}],
    ),
    "MeanRelativeError": (reals, reals, [{"normalizer": [1.0, 2.0, 0.5, 4.0]}, {"normalizer": [1.0]}]),
    "MeanSquaredError": (reals, reals, [{}]),
    "MeanSquaredLogarithmicError": (shares, shares, [{}]),
    "OneHotIoU": (one_hot, shares, [{"num_classes": 4, "target_class_ids": [0, 2], "ignore_class": 1}]),
    "OneHotMeanIoU": (one_hot, shares, [{"num_classes": 4, "axis": -1}]),
    "Poisson": (shares, shares, [{}]),
    "Precision": (
        decisions,
        shares,
        [{"thresholds": 0.3}, {"thresholds": [0.2, 0.7]}, {"top_k": 2}, {"class_id": 3}, {"top_k": 2, "class_id": 0}],
    ),
    "PrecisionAtRecall": (decisions, shares, [{"recall": 0.5}, {"recall": 0.9, "num_thresholds": 1, "class_id": 1}]),
    "R2Score": (reals, reals, [{}, {"class_aggregation": None}, {"num_regressors": 1}]),
    "Recall": (decisions, shares, [{"thresholds": 0.3}, {"top_k": 1}, {"top_k": 3, "thresholds": [0.1, 0.6]}]),
    "RecallAtPrecision": (decisions, shares, [{"precision": 0.5}, {"precision": 1.0}]),
    "RootMeanSquaredError": (reals, reals, [{}]),
    "SensitivityAtSpecificity": (decisions, shares, [{"specificity": 0.5}, {"specificity": 0.9, "class_id": 2}]),
    "SparseCategoricalAccuracy": (numbers, shares, [{}]),
    "SparseCategoricalCrossentropy": (numbers, shares, [{}, {"from_logits": True, "ignore_class": 0}]),
    "SparseTopKCategoricalAccuracy": (numbers, shares, [{"k": 1}, {"k": 3}]),
    "SpecificityAtSensitivity": (decisions, shares, [{"sensitivity": 0.5}, {"sensitivity": 0.0, "num_thresholds": 5}]),
    "SquaredHinge": (decisions, reals, [{}]),
    "TopKCategoricalAccuracy": (one_hot, shares, [{"k": 1}, {"k": 3}]),
    "TrueNegatives": (decisions, shares, [{"thresholds": [0.2, 0.7]}]),
    "TruePositives": (decisions, shares, [{}]),
}
# entries of these are labels and predictions by themselves
NUMBERED = ("Accuracy", "IoU", "MeanIoU")
WEIGHTS = {
    "none": None,
    "number": 0.5,
    "rows": np.float32([0.5, 0.0, 2.0, 1.0, 3.0, 0.25]),
    "columns": np.float32([0.5, 0.0, 2.0, 1.0, 3.0, 0.25])[:, None],
    "zeros": np.zeros(ROWS, np.float32),
    "each": shares(ROWS, CLASSES, seed=8),
    "whole": np.array([1, 0, 2, 1, 3, 1]),
}


def batch(name, rows=ROWS, seed=0):
    labels, predictions, _ = METRICS[name]
    shape = (rows,) if name in NUMBERED else (rows, CLASSES)
    y = labels(*(shape[:1] if labels is numbers else shape), seed=20 + seed)
    return y, predictions(*shape, seed=30 + seed)


def made(keras, name, kwargs, **more):
    return getattr(keras.metrics, name)(**kwargs, **more)


def several_batches(tf, keras):
    """The result after each batch, the state, what begins anew, and what two metrics have seen together."""

    def run(name, kwargs):
        metric, other = made(keras, name, kwargs), made(keras, name, kwargs)
        found = {"called": metric(*map(tf.constant, batch(name)))}
        metric.update_state(*batch(name, 2, seed=1))
        found["then"] = metric.result()
        found["state"] = {v.name: v for v in metric.variables}
        other.update_state(*batch(name, 3, seed=2), sample_weight=[0.5, 1.0, 0.0])
        found["other"] = other.result()
        metric.merge_state([other])
        found["together"] = metric.result()
        metric.reset_state()
        found["anew"] = metric.result()
        metric.update_state(*batch(name, 3, seed=2))
        found["again"] = metric.result()
        return found

    for name, (_, _, variants) in METRICS.items():
        for kwargs in variants:
            yield f"{name} {kwargs}", lambda n=name, k=kwargs: run(n, k)


def weighted(tf, keras):
    """Weights of every kind."""

    def run(name, kwargs, weights):
        metric = made(keras, name, kwargs)
        metric.update_state(*map(tf.constant, batch(name)), sample_weight=weights)
        return metric.result()

    for name, (_, _, variants) in METRICS.items():
        for kwargs in variants[:1]:
            for which, weights in WEIGHTS.items():
                yield f"{name} {kwargs} by {which}", lambda n=name, k=kwargs, w=weights: run(n, k, w)


def kept(tf, keras):
    """Names, dtypes, configurations, and metrics made again from them."""

    def again(metric):
        return type(metric).from_config(metric.get_config())

    for name, (_, _, variants) in METRICS.items():
        first = variants[0]
        if name != "MeanRelativeError":  # whose configuration holds a tensor there
            yield f"{name} config", lambda n=name, k=first: made(keras, n, k, name="m").get_config()
            yield f"{name} serialized", lambda n=name, k=first: keras.metrics.serialize(made(keras, n, k, name="m"))
        yield f"{name} named", lambda n=name, k=first: made(keras, n, k, name="mine").name
        yield f"{name} dtype", lambda n=name, k=first: made(keras, n, k, dtype="float64").dtype
        for kwargs in variants[1:] if name != "MeanRelativeError" else ():
            yield (
                f"{name} {kwargs} again",
                lambda n=name, k=kwargs: [f(made(keras, n, k, name="m")).get_config() for f in (again, lambda m: m)],
            )

    def double(name):
        metric = made(keras, name, METRICS[name][2][0], dtype="float64")
        metric.update_state(*batch(name))
        return metric.result()

    for name in ("MeanSquaredError", "AUC", "Precision", "F1Score", "BinaryAccuracy", "MeanIoU", "TruePositives"):
        yield f"{name} in float64", lambda n=name: double(n)


def reductions(tf, keras):
    """Mean, Sum and MeanTensor of values of every rank and weights of every shape."""
    values = {"()": np.float32(3.0), "b": reals(3), "bt": reals(3, 2), "btc": reals(3, 2, 2)}
    weights = {
        "none": None,
        "number": 2.0,
        "b": np.float32([0.5, 0.0, 2.0]),
        "b1": np.float32([[0.5], [0.0], [2.0]]),
        "bt": shares(3, 2),
        "bt1": shares(3, 2, 1),
        "btc": shares(3, 2, 2),
        "two": np.float32([1.0, 2.0]),
    }

    def run(kind, v, w):
        metric = getattr(keras.metrics, kind)()
        metric.update_state(v, sample_weight=w)
        metric.update_state(v)
        return {"result": metric.result(), "count": getattr(metric, "count", None)}

    for kind in ("Mean", "Sum", "MeanTensor"):
        for shape, v in values.items():
            for which, w in weights.items():
                yield f"{kind} {shape} by {which}", lambda k=kind, v=v, w=w: run(k, v, w)
    for given in ([1, 2, 4], [[1.0, 2.0], [3.0, 5.0]], 5, True, np.float64(2.5), range(3)):
        yield f"Mean of {given!r}", lambda g=given: keras.metrics.Mean()(g)
        yield f"Sum of {given!r}", lambda g=given: keras.metrics.Sum()(g)
    yield "Mean of nothing", lambda: keras.metrics.Mean()(np.zeros(0, np.float32))
    yield "Mean of nan", lambda: keras.metrics.Mean()([1.0, float("nan")])
    yield "Mean by nothing", lambda: keras.metrics.Mean()([1.0, 2.0], sample_weight=[0.0, 0.0])
    yield "Mean at once", lambda: keras.metrics.Mean().result()
    yield "MeanTensor at once", lambda: keras.metrics.MeanTensor().result()
    yield "MeanTensor with a shape", lambda: keras.metrics.MeanTensor(shape=(2,)).result()
    yield "Sum of halves", lambda: keras.metrics.Sum(dtype="float16")([0.1, 0.2])
    yield "Mean of whole numbers", lambda: keras.metrics.Mean(dtype="float64")([1, 2, 4])


def functions(tf, keras):
    """Metric functions, from arrays of several ranks."""
    m = keras.metrics
    for rank, shape in (("1", (4,)), ("2", (3, 4)), ("3", (2, 3, 4))):
        y, p, hot = decisions(*shape), shares(*shape, seed=6), one_hot(*shape)
        for threshold in (0.5, 0.2):
            yield f"binary {rank} {threshold}", lambda y=y, p=p, t=threshold: m.binary_accuracy(y, p, threshold=t)
        yield f"categorical {rank}", lambda y=hot, p=p: m.categorical_accuracy(y, p)
        for k in (1, 2, 4, 9):
            yield f"top {rank} {k}", lambda y=hot, p=p, k=k: m.top_k_categorical_accuracy(y, p, k=k)
            for labels in (numbers(*shape[:-1]), numbers(*shape[:-1], 1), reals(*shape[:-1]) * 0 + 1):
                case = f"{labels.shape} {labels.dtype.kind}"
                yield (
                    f"sparse top {rank} {k} {case}",
                    lambda y=labels, p=p, k=k: m.sparse_top_k_categorical_accuracy(y, p, k=k),
                )
                if k == 1:
                    yield f"sparse {rank} {case}", lambda y=labels, p=p: m.sparse_categorical_accuracy(y, p)
    ties = np.float32([[0.5, 0.5, 0.1], [0.2, 0.2, 0.2]])
    yield "ties", lambda: m.sparse_categorical_accuracy([1, 0], ties)
    yield "ties in top", lambda: m.sparse_top_k_categorical_accuracy([1, 2], ties, k=1)
    yield "nan", lambda: m.categorical_accuracy([[0.0, 1.0]], [[float("nan"), 1.0]])
    for name in ("accuracy", "acc", "binary_accuracy", "mse", "AUC", "Mean", "hinge", "log_cosh", "MSLE"):
        yield f"get {name}", lambda n=name: getattr(m.get(n), "__name__", None) or type(m.get(n)).__name__
    for wrong in (3, [1]):
        yield f"get {wrong!r}", lambda w=wrong: m.get(w)
    yield "get a configuration", lambda: m.get({"class_name": "Recall", "config": {"top_k": 3}}).get_config()


def refused(tf, keras):
    """Arguments and data that are not taken."""
    m = keras.metrics
    arguments = [
        ("AUC", {"curve": "XYZ"}),
        ("AUC", {"summation_method": "x"}),
        ("AUC", {"num_thresholds": 1}),
        ("AUC", {"num_labels": 3}),
        ("Precision", {"thresholds": [0.5, -0.1]}),
        ("Precision", {"thresholds": 2}),
        ("TruePositives", {"thresholds": [None]}),
        ("F1Score", {"average": "mean"}),
        ("F1Score", {"threshold": 0}),
        ("FBetaScore", {"beta": 0.0}),
        ("FBetaScore", {"beta": 1}),
        ("IoU", {"num_classes": 2, "target_class_ids": [0, 2]}),
        ("R2Score", {"class_aggregation": "mean"}),
        ("R2Score", {"num_regressors": -1}),
        ("SensitivityAtSpecificity", {"specificity": -1}),
        ("SensitivityAtSpecificity", {"specificity": 0.5, "num_thresholds": 0}),
        ("PrecisionAtRecall", {"recall": 1.1}),
        ("MeanTensor", {"shape": (None, 2)}),
        ("Mean", {"nme": "x"}),
    ]
    for name, kwargs in arguments:
        yield f"{name} {kwargs}", lambda n=name, k=kwargs: getattr(m, n)(**k) and "made"

    def fed(name, kwargs, *data):
        metric = getattr(m, name)(**kwargs)
        metric.update_state(*data)
        return metric.result()

    yield "Precision other shape", lambda: fed("Precision", {}, np.ones((2, 3), "f4"), np.ones((2, 2), "f4"))
    yield "MeanIoU beyond", lambda: fed("MeanIoU", {"num_classes": 2}, [0, 2], [0, 1])
    yield "MeanIoU below", lambda: fed("MeanIoU", {"num_classes": 2}, [0, -1], [0, 1])
    yield "F1Score rank 1", lambda: fed("F1Score", {}, np.ones(3, "f4"), np.ones(3, "f4"))
    yield "R2Score rank 1", lambda: fed("R2Score", {}, np.ones(3, "f4"), np.ones(3, "f4"))
    yield "AUC many labels, rank 3", lambda: fed("AUC", {"multi_label": True}, np.ones((2, 2, 2)), np.ones((2, 2, 2)))
    yield "Accuracy other shape", lambda: fed("Accuracy", {}, [1, 2], np.ones((2, 3), "f4"))
    yield "class_id beyond", lambda: fed("Precision", {"class_id": 4}, np.ones((2, 3), "f4"), np.ones((2, 3), "f4"))
    yield "top_k beyond", lambda: fed("Precision", {"top_k": 4}, np.ones((2, 3), "f4"), np.ones((2, 3), "f4"))
    yield "merge other", lambda: m.Mean().merge_state([m.Sum()])


def ragged(tf, keras):
    """Rows of several lengths."""
    y, p = tf.ragged.constant([[0.0, 1.0, 1.0], [1.0]]), tf.ragged.constant([[0.2, 0.7, 0.9], [0.4]])

    def run(name, labels=y):
        metric = getattr(keras.metrics, name)()
        metric.update_state(labels, p)
        metric.update_state(labels, p * 0.5)
        return metric.result()

    for name in (
        "BinaryAccuracy",
        "MeanSquaredError",
        "MeanAbsoluteError",
        "RootMeanSquaredError",
        "AUC",
        "Precision",
        "Recall",
        "TruePositives",
        "FalseNegatives",
        "BinaryCrossentropy",
    ):
        yield name, lambda n=name: run(n)
    yield "Mean", lambda: keras.metrics.Mean()(p)
    yield "Sum", lambda: keras.metrics.Sum()(p)
    yield "other rows", lambda: run("Precision", tf.ragged.constant([[0.0], [1.0, 1.0, 0.0]]))


def beyond(tf, keras):
    """Predictions outside [0, 1], at its ends, and NaN."""
    labels = np.float32([1, 0, 1, 1, 0, 0, 1, 0])
    predictions = np.float32([-2.0, -1e-7, 0.0, 0.25, 0.5, 1.0, 1.001, 5.0])

    def run(name, options, y=labels, p=predictions):
        metric = getattr(keras.metrics, name)(**options)
        metric.update_state(y, p)
        return metric.result()

    even, uneven = [0.0, 0.25, 0.5, 0.75, 1.0], [0.0, 0.3, 0.9]
    for options in ({}, {"num_thresholds": 5}, {"curve": "PR"}, {"thresholds": [0.3, 0.6]}):
        yield f"AUC {options}", lambda o=options: run("AUC", o)
    for name in ("Precision", "Recall", "TruePositives", "FalseNegatives"):
        for thresholds in (None, even, uneven):
            yield f"{name} {thresholds}", lambda n=name, t=thresholds: run(n, {"thresholds": t})
        yield f"{name} of NaN", lambda n=name: run(n, {}, [1.0, 0.0, 1.0], [0.7, float("nan"), 0.2])
    yield "AUC of columns", lambda: run("AUC", {"multi_label": True}, labels.reshape(4, 2), predictions.reshape(4, 2))
    yield "Recall top_k", lambda: run("Recall", {"top_k": 1}, labels.reshape(4, 2), predictions.reshape(4, 2))


PROGRAMS = (several_batches, weighted, kept, reductions, functions, refused, ragged, beyond)
