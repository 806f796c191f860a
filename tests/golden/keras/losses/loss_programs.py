"""Losses on labels and predictions of every rank and dtype, with weights and masks: run under tf_keras and here.

Each program takes the modules `tf` and `keras` and yields (name, function without arguments).
"""

import numpy as np

ROWS, STEPS, CLASSES = 3, 2, 4


def _random(seed, shape):
    """Numbers that depend on what is asked for alone, in whatever order programs run."""
    return np.random.default_rng([seed, *shape])


def shares(*shape, seed=1):
    """Numbers within (0, 1)."""
    return _random(seed, shape).uniform(0.05, 0.95, shape).astype(np.float32)


def decisions(*shape, seed=2):
    return (_random(seed, shape).uniform(size=shape) > 0.5).astype(np.float32)


def reals(*shape, seed=3):
    return _random(seed, shape).normal(size=shape).astype(np.float32)


def one_hot(*shape, seed=4):
    """One-hot rows; `shape` includes the classes. Of no rank: 1."""
    if not shape or not shape[-1]:
        return np.ones(shape, np.float32)
    return np.eye(shape[-1], dtype=np.float32)[_random(seed, shape).integers(0, shape[-1], shape[:-1])]


def numbers(*shape, seed=5):
    return _random(seed, shape).integers(0, CLASSES, shape)


# class -> (labels, predictions) as functions of a shape, and function
LOSSES = {
    "BinaryCrossentropy": (decisions, shares, "binary_crossentropy"),
    "BinaryFocalCrossentropy": (decisions, shares, "binary_focal_crossentropy"),
    "CategoricalCrossentropy": (one_hot, shares, "categorical_crossentropy"),
    "CategoricalFocalCrossentropy": (one_hot, shares, "categorical_focal_crossentropy"),
    "CategoricalHinge": (one_hot, reals, "categorical_hinge"),
    "CosineSimilarity": (reals, reals, "cosine_similarity"),
    "Hinge": (decisions, reals, "hinge"),
    "Huber": (reals, reals, "huber"),
    "KLDivergence": (shares, shares, "kl_divergence"),
    "LogCosh": (reals, reals, "log_cosh"),
    "MeanAbsoluteError": (reals, reals, "mean_absolute_error"),
    "MeanAbsolutePercentageError": (reals, reals, "mean_absolute_percentage_error"),
    "MeanSquaredError": (reals, reals, "mean_squared_error"),
    "MeanSquaredLogarithmicError": (shares, shares, "mean_squared_logarithmic_error"),
    "Poisson": (shares, shares, "poisson"),
    "SquaredHinge": (decisions, reals, "squared_hinge"),
    "SparseCategoricalCrossentropy": (numbers, shares, "sparse_categorical_crossentropy"),
}
PAIRED = [name for name in LOSSES if name != "SparseCategoricalCrossentropy"]


def pair(name, labels_shape, predictions_shape=None):
    labels, predictions, _ = LOSSES[name]
    predictions_shape = labels_shape if predictions_shape is None else predictions_shape
    if name == "SparseCategoricalCrossentropy":
        labels_shape = labels_shape[:-1]
    return labels(*labels_shape), predictions(*predictions_shape, seed=6)


def function(keras, name):
    return getattr(keras.losses, LOSSES[name][2])


VARIANTS = {  # keyword arguments; data of shape (ROWS, CLASSES)
    "BinaryCrossentropy": [{"axis": 0}, {"from_logits": True, "label_smoothing": 0.3}, {"label_smoothing": 1.0}],
    "BinaryFocalCrossentropy": [
        {"axis": 0},
        {"gamma": 0.0},
        {"apply_class_balancing": True, "alpha": 0.6, "from_logits": True},
        {"label_smoothing": 0.2, "gamma": 3},
    ],
    "CategoricalCrossentropy": [
        {"axis": 0},
        {"axis": 0, "label_smoothing": 0.3},
        {"axis": 1, "label_smoothing": 0.1},
        {"axis": 0, "from_logits": True, "label_smoothing": 0.4},
        {"label_smoothing": 1.0},
    ],
    "CategoricalFocalCrossentropy": [
        {"axis": 0, "label_smoothing": 0.3},
        {"gamma": 0.0, "alpha": 1.0},
        {"alpha": [0.1, 0.2, 0.3, 0.4]},
        {"from_logits": True, "label_smoothing": 0.2, "gamma": 3},
    ],
    "CosineSimilarity": [{"axis": 0}, {"axis": 1}, {"axis": [0, 1]}, {"axis": -2}],
    "Huber": [{"delta": 0.5}, {"delta": 2}, {"delta": 0.0}, {"delta": 100.0}],
    "SparseCategoricalCrossentropy": [
        {"ignore_class": 1},
        {"ignore_class": 1, "from_logits": True},
        {"ignore_class": -1},
        {"ignore_class": 99, "from_logits": True},
    ],
}
REDUCTIONS = ("auto", "none", "sum", "sum_over_batch_size")


def variants(tf, keras):
    """Every loss with its arguments and reductions, the gradient too."""

    def with_gradient(loss, labels, predictions, weights):
        y = tf.constant(predictions)
        with tf.GradientTape() as tape:
            tape.watch(y)
            value = loss(labels, y, weights)
        return {"value": value, "gradient": tape.gradient(value, y)}

    for name in LOSSES:
        labels, predictions = pair(name, (ROWS, CLASSES))
        for kwargs in [{}, *VARIANTS.get(name, [])]:
            for reduction in REDUCTIONS if not kwargs else ("none", "sum_over_batch_size"):
                loss = getattr(keras.losses, name)(reduction=reduction, **kwargs)
                weights = None if kwargs.get("axis") in (0, -2, [0, 1]) else np.float32([0.5, 0, 2])
                yield (
                    f"{name} {kwargs} {reduction}",
                    lambda f=loss, y=labels, p=predictions, w=weights: with_gradient(f, y, p, w),
                )


SHAPES = [
    ((), ()),
    ((4,), (4,)),
    ((0,), (0,)),
    ((3,), (3, 1)),
    ((3, 1), (3,)),
    ((3, 1), (3, 4)),
    ((3, 4), (3, 1)),
    ((1, 4), (3, 4)),
    ((4,), (3, 4)),
    ((3, 4), (4,)),
    ((3,), (3, 4)),
    ((3, 4), (2, 4)),
    ((3, 4), (3, 5)),
    ((0, 4), (0, 4)),
    ((3, 0), (3, 0)),
    ((3, 1), (3, 1)),
    ((2, 3), (2, 3, 1)),
    ((2, 3, 1), (2, 3)),
    ((2, 3, 4), (2, 3, 4)),
    ((2, 3, 4), (3, 4)),
    ((2, 1, 3, 4), (2, 1, 3, 4)),
    ((2, 1, 3, 4), (2, 2, 3, 4)),
]
ALL_SHAPES = ("BinaryCrossentropy", "CategoricalCrossentropy", "MeanSquaredError", "Huber")
SPARSE_SHAPES = [
    ((), (4,)),
    ((1,), (4,)),
    ((3,), (3, 4)),
    ((3, 1), (3, 4)),
    ((3, 1, 1), (3, 4)),
    ((0,), (0, 4)),
    ((0, 1), (0, 4)),
    ((3,), (3, 1)),
    ((3, 1), (3, 1)),
    ((2,), (3, 4)),
    ((6,), (2, 3, 4)),
    ((2, 3), (2, 3, 4)),
    ((2, 3, 1), (2, 3, 4)),
    ((2, 1, 3), (2, 1, 3, 4)),
    ((2, 1, 3, 1), (2, 1, 3, 4)),
    ((2, 3), (6, 4)),
    ((3, 4), (3, 4)),
]


def shapes(tf, keras):
    """Functions and classes on labels and predictions of shapes that fit, are made to, or do not."""
    for name in LOSSES:
        for t, p in SPARSE_SHAPES if name not in PAIRED else SHAPES if name in ALL_SHAPES else SHAPES[::3]:
            labels, predictions = LOSSES[name][0](*t), LOSSES[name][1](*p, seed=6)
            labels = labels % p[-1] if name not in PAIRED and p[-1] else labels
            yield f"{name} {t} {p}", lambda n=name, y=labels, p=predictions: getattr(keras.losses, n)()(y, p)
            yield f"function {name} {t} {p}", lambda n=name, y=labels, p=predictions: function(keras, n)(y, p)


LABEL_TYPES = ("bool", "int64", "bfloat16", "float32")
PREDICTION_TYPES = ("int32", "float16", "bfloat16", "float32", "float64")


def types(tf, keras):
    """Labels and predictions of every dtype, as tensors; whole numbers, so that rounding hides nothing."""
    for name in LOSSES:
        labels, predictions = pair(name, (2, CLASSES))
        whole = name in ("Hinge", "CategoricalHinge", "SquaredHinge") or LOSSES[name][0] is reals
        for label_type in LABEL_TYPES:
            for prediction_type in PREDICTION_TYPES:
                y = tf.cast(tf.constant(np.abs(np.round(labels))), label_type)
                scaled = np.round(predictions * 2) if whole or prediction_type.startswith("int") else predictions
                p = tf.cast(tf.constant(scaled), prediction_type)
                yield (
                    f"{name} {label_type} {prediction_type}",
                    lambda n=name, y=y, p=p: getattr(keras.losses, n)(reduction="sum")(y, p),
                )


WEIGHTS = {
    "none": None,
    "python": 0.5,
    "whole": 2,
    "zero": 0.0,
    "true": True,
    "[1]": np.float32([0.5]),
    "list": [0.5, 0.0, 2.0],
    "b": np.float32([0.5, 0.0, 2.0]),
    "double b": np.float64([0.5, 0.0, 2.0]),
    "whole b": np.array([1, 0, 2]),
    "bool b": np.array([True, False, True]),
    "zeros b": np.zeros(3, np.float32),
    "b1": shares(3, 1),
    "b11": shares(3, 1, 1),
    "bt": shares(3, 2),
    "bt1": shares(3, 2, 1),
    "1t": shares(1, 2),
    "t": shares(2),
    "btc": shares(3, 2, 4),
    "bc": shares(3, 4),
    "c": shares(4),
    "two": shares(2, 1),
    "empty": np.zeros(0, np.float32),
}
MASKS = {
    "b": np.array([True, False, True]),
    "bt": np.array([[True, False], [True, True], [False, False]]),
    "bt1": np.array([[True, False], [True, True], [False, False]])[..., None],
    "none left": np.zeros((3, 2), bool),
    "none left b": np.zeros(3, bool),
    "whole": np.array([[1, 0], [1, 1], [0, 0]]),
}


def weighted(tf, keras):
    """Weights of every kind, with every reduction, on (b, c) and (b, t, c)."""
    for name in ("MeanSquaredError", "SparseCategoricalCrossentropy"):
        for shape in ((3, 4), (3, 2, 4), (3, 1)):
            labels, predictions = pair(name, shape)
            for which, weights in WEIGHTS.items():
                for reduction in ("none", "sum", "sum_over_batch_size"):
                    loss = getattr(keras.losses, name)(reduction=reduction)
                    labels = labels % shape[-1] if name not in PAIRED else labels
                    yield (
                        f"{name} {shape} by {which} {reduction}",
                        lambda f=loss, y=labels, p=predictions, w=weights: f(y, p, sample_weight=w),
                    )


def masked(tf, keras):
    """Masks that travel with predictions."""
    for name in ("MeanSquaredError", "SparseCategoricalCrossentropy", "BinaryCrossentropy"):
        for shape in ((3, 4), (3, 2, 4)):
            labels, predictions = pair(name, shape)
            for which, mask in MASKS.items():
                for by in ("none", "python", "bt" if len(shape) == 3 and mask.ndim > 1 else "b"):
                    for reduction in ("none", "sum", "sum_over_batch_size"):
                        loss, y = getattr(keras.losses, name)(reduction=reduction), tf.constant(predictions)
                        y._keras_mask = tf.constant(mask)
                        yield (
                            f"{name} {shape} mask {which} by {by} {reduction}",
                            lambda f=loss, t=labels, p=y, w=WEIGHTS[by]: f(t, p, w),
                        )
    loss = keras.losses.SparseCategoricalCrossentropy(ignore_class=2)
    labels, predictions = pair("SparseCategoricalCrossentropy", (3, 2, 4))
    for by in ("none", "python", "b", "bt"):
        y = tf.constant(predictions)
        y._keras_mask = tf.constant(MASKS["bt"])
        yield f"ignored and masked by {by}", lambda p=y, w=WEIGHTS[by]: loss(labels, p, w)


NAN, INF = float("nan"), float("inf")
EDGES = [
    ([[0.0, 1.0]], [[0.0, 1.0]]),
    ([[0.0, 1.0]], [[1.0, 0.0]]),
    ([[0.0, 1.0]], [[0.0, 0.0]]),
    ([[0.0, 0.0]], [[0.5, 0.5]]),
    ([[0.0, 1.0]], [[NAN, 0.5]]),
    ([[NAN, 1.0]], [[0.5, 0.5]]),
    ([[0.0, 1.0]], [[INF, 0.5]]),
    ([[0.0, 1.0]], [[-INF, 0.5]]),
    ([[0.0, INF]], [[0.25, 0.5]]),
    ([[1.0, 1.0]], [[1e30, -1e30]]),
    ([[-1.0, 2.0]], [[-3.0, 2.0]]),
    ([[1e-30, 1.0]], [[1e-30, 1e-9]]),
]


def edges(tf, keras):
    """Certain, impossible, infinite and missing predictions, their gradients too."""

    def with_gradient(f, labels, predictions, **kwargs):
        y = tf.constant(predictions)
        with tf.GradientTape() as tape:
            tape.watch(y)
            value = f(tf.constant(labels), y, **kwargs)
        return {"value": value, "gradient": tape.gradient(value, y)}

    for name in PAIRED:
        for i, (labels, predictions) in enumerate(EDGES):
            yield f"{name} {i}", lambda n=name, y=labels, p=predictions: with_gradient(function(keras, n), y, p)
            if "entropy" in name:
                yield (
                    f"{name} {i} logits",
                    lambda n=name, y=labels, p=predictions: with_gradient(function(keras, n), y, p, from_logits=True),
                )
    sparse = keras.losses.sparse_categorical_crossentropy
    for label in (0, 1, 2, -1):
        for i, (_, predictions) in enumerate(EDGES):
            for logits in (False, True):
                yield (
                    f"sparse {label} {i} {logits}",
                    lambda y=label, p=predictions, f=logits: with_gradient(sparse, [y], p, from_logits=f),
                )


def given_as(tf, keras):
    """Labels and predictions that are lists, arrays, variables, numbers; of Python's own types."""
    for name in ("MeanSquaredError", "BinaryCrossentropy", "CategoricalCrossentropy", "Hinge"):
        f = getattr(keras.losses, name)()
        yield f"{name} lists", lambda f=f: f([[0.0, 1.0]], [[0.25, 0.75]])
        yield f"{name} whole lists", lambda f=f: f([[0, 1]], [[0.25, 0.75]])
        yield f"{name} bool lists", lambda f=f: f([[False, True]], [[0.25, 0.75]])
        yield f"{name} all whole", lambda f=f: f([[0, 1]], [[1, 3]])
        yield f"{name} double arrays", lambda f=f: f(np.array([[0, 1]]), np.array([[0.25, 0.75]]))
        yield f"{name} numbers", lambda f=f: f(1.0, 0.25)
        yield f"{name} variable", lambda f=f: f(tf.Variable([[0.0, 1.0]]), tf.Variable([[0.25, 0.75]]))
        yield f"{name} weighted list", lambda f=f: f([[0.0, 1.0], [1.0, 0.0]], [[0.25, 0.75], [0.5, 0.5]], [1, 3])
    for t, p in (("float64", "float32"), ("float32", "float64"), ("int64", "float64")):
        yield (
            f"weights {t} {p}",
            lambda t=t, p=p: keras.losses.MeanSquaredError(reduction="none")(
                tf.zeros([2, 2], p), tf.ones([2, 2], p), tf.constant([1, 2], t)
            ),
        )


def ragged(tf, keras):
    """Rows of several lengths: a mean per row of the losses that can, then the mean of those."""
    labels, predictions = [[0.0, 1.0, 1.0], [1.0]], [[0.2, 0.7, 0.9], [0.4]]
    y, p = tf.ragged.constant(labels), tf.ragged.constant(predictions)
    deep_y = tf.ragged.constant([[[0.0, 1.0], [1.0, 0.0]], [[0.0, 1.0]]], ragged_rank=1)
    deep_p = tf.ragged.constant([[[0.2, 0.8], [0.4, 0.6]], [[0.5, 0.5]]], ragged_rank=1)
    numbers, each = tf.ragged.constant([[1, 0], [1]]), tf.ragged.constant([[1.0, 2.0], [3.0]])
    for name in (
        "BinaryCrossentropy",
        "MeanAbsoluteError",
        "MeanAbsolutePercentageError",
        "MeanSquaredError",
        "MeanSquaredLogarithmicError",
        "BinaryFocalCrossentropy",
        "Huber",
    ):
        for reduction in ("none", "sum", "sum_over_batch_size"):
            loss = getattr(keras.losses, name)(reduction=reduction)
            yield f"{name} {reduction}", lambda f=loss: f(y, p)
            yield f"{name} deep {reduction}", lambda f=loss: f(deep_y, deep_p)
            yield f"{name} by rows {reduction}", lambda f=loss: f(y, p, [1.0, 2.0])
            yield f"{name} deep by rows {reduction}", lambda f=loss: f(deep_y, deep_p, [1.0, 2.0])
        yield f"function {name}", lambda n=name: function(keras, n)(y, p)
        yield f"{name} by steps", lambda n=name: getattr(keras.losses, n)()(deep_y, deep_p, each)
        yield f"{name} of other rows", lambda n=name: getattr(keras.losses, n)()(y, p[::-1])
        yield f"{name} and labels in full", lambda f=loss: f(tf.constant([[0.0, 1, 1], [1, 0, 0]]), p)
        yield f"{name} and dense", lambda f=loss: f(tf.constant([[0.0, 1.0]]), tf.ragged.constant([[0.5, 0.25]]))
    for reduction in ("none", "sum", "sum_over_batch_size"):
        loss = keras.losses.CategoricalCrossentropy(reduction=reduction)
        yield f"CategoricalCrossentropy {reduction}", lambda f=loss: f(deep_y, deep_p)
        sparse = keras.losses.SparseCategoricalCrossentropy(reduction=reduction)
        yield f"SparseCategoricalCrossentropy {reduction}", lambda f=sparse: f(numbers, deep_p)


def described(tf, keras):
    """Configurations, names, and what each name means."""
    for name in LOSSES:
        cls = getattr(keras.losses, name)
        yield f"{name} config", lambda c=cls: c().get_config()
        again = VARIANTS.get(name, [{}])[-1]
        yield (
            f"{name} again",
            lambda c=cls, k=again: c.from_config(c(name="mine", reduction="sum", **k).get_config()).get_config(),
        )
        yield f"{name} serialized", lambda c=cls: keras.losses.serialize(c())
        yield f"{name} serialized as before", lambda c=cls: keras.losses.serialize(c(), use_legacy_format=True)
        yield f"{name} by name", lambda n=name: keras.losses.get(n).name
        yield f"{name} name", lambda c=cls: c(name="mine").name
    for _, _, name in LOSSES.values():
        yield f"{name} is", lambda n=name: keras.losses.get(n).__name__
        f = getattr(keras.losses, name)
        yield f"{name} serialized", lambda f=f: keras.losses.serialize(f)
        yield f"{name} serialized as before", lambda f=f: keras.losses.serialize(f, use_legacy_format=True)
    for name in "mse MSE mae MAE mape MAPE msle MSLE kld KLD bce BCE logcosh kullback_leibler_divergence".split():
        yield f"{name} is", lambda n=name: keras.losses.get(n).__name__
    for wrong in ("nonsense", "Mse", "", "mean squared error"):
        yield f"{wrong!r} is none", lambda w=wrong: keras.losses.get(w)
    for wrong in (3, 2.5, [1]):
        yield f"{wrong!r} is none", lambda w=wrong: keras.losses.get(w)
    yield "None", lambda: keras.losses.get(None)
    yield "a configuration", lambda: keras.losses.get({"class_name": "Huber", "config": {"delta": 3.0}}).get_config()
    for reduction in ("nonsense", "SUM", 3, keras.losses.Reduction.NONE):
        yield f"reduction {reduction!r}", lambda r=reduction: keras.losses.MeanSquaredError(reduction=r).reduction
    yield "all reductions", lambda: list(keras.losses.Reduction.all())


PROGRAMS = (variants, shapes, types, weighted, masked, edges, given_as, ragged, described)
