"""What losses, metrics, optimizers and their kin give: run under tf_keras to record it, under Tenfold to compare.

Each program takes the modules `tf` and `keras` and yields (name, value) pairs.
"""

import numpy as np

RNG = np.random.default_rng(0)
ROWS = 6
P = RNG.uniform(0.05, 0.95, (ROWS, 4)).astype(np.float32)
PROBABILITIES = P / P.sum(-1, keepdims=True)
LOGITS = RNG.normal(size=(ROWS, 4)).astype(np.float32)
CLASSES = np.array([0, 3, 1, 2, 2, 0])
ONE_HOT = np.eye(4, dtype=np.float32)[CLASSES]
BINARY = (RNG.uniform(size=(ROWS, 4)) > 0.5).astype(np.float32)
REALS = RNG.normal(size=(ROWS, 4)).astype(np.float32)
WEIGHTS = RNG.uniform(0.1, 2, ROWS).astype(np.float32)
X = RNG.normal(size=(3, 5)).astype(np.float32) * 2

# class -> (labels, predictions), and further keyword arguments to try
LOSSES = {
    "BinaryCrossentropy": (BINARY, P, [{}, {"from_logits": True}, {"label_smoothing": 0.1}]),
    "BinaryFocalCrossentropy": (BINARY, P, [{}, {"from_logits": True}, {"apply_class_balancing": True, "gamma": 1.5}]),
    "CategoricalCrossentropy": (ONE_HOT, P, [{}, {"from_logits": True}, {"label_smoothing": 0.2}]),
    "CategoricalFocalCrossentropy": (ONE_HOT, P, [{}, {"from_logits": True}, {"alpha": 0.5, "gamma": 1.0}]),
    "SparseCategoricalCrossentropy": (CLASSES, P, [{}, {"from_logits": True}, {"ignore_class": 2}]),
    "CategoricalHinge": (ONE_HOT, LOGITS, [{}]),
    "CosineSimilarity": (REALS, LOGITS, [{}, {"axis": 0}]),
    "Hinge": (BINARY, LOGITS, [{}]),
    "SquaredHinge": (BINARY * 2 - 1, LOGITS, [{}]),
    "Huber": (REALS, LOGITS, [{}, {"delta": 0.5}]),
    "KLDivergence": (PROBABILITIES[::-1].copy(), PROBABILITIES, [{}]),
    "LogCosh": (REALS, LOGITS, [{}]),
    "MeanAbsoluteError": (REALS, LOGITS, [{}]),
    "MeanAbsolutePercentageError": (REALS, LOGITS, [{}]),
    "MeanSquaredError": (REALS, LOGITS, [{}]),
    "MeanSquaredLogarithmicError": (P, PROBABILITIES, [{}]),
    "Poisson": (P, PROBABILITIES, [{}]),
}


def loss_classes(tf, keras):
    for name, (labels, predictions, variants) in LOSSES.items():
        for i, kwargs in enumerate(variants):
            loss = getattr(keras.losses, name)(**kwargs)
            y = tf.constant(predictions)
            with tf.GradientTape() as tape:
                tape.watch(y)
                value = loss(tf.constant(labels), y)
            yield f"{name}_{i}", value
            yield f"{name}_{i}_gradient", tape.gradient(value, y)
            if kwargs == {"axis": 0}:
                continue
            yield f"{name}_{i}_weighted", loss(labels, predictions, sample_weight=WEIGHTS)
            for reduction in ("none", "sum"):
                reduced = getattr(keras.losses, name)(reduction=reduction, **kwargs)
                yield f"{name}_{i}_{reduction}", reduced(labels, predictions, WEIGHTS)


def loss_functions(tf, keras):
    for name, (labels, predictions, variants) in LOSSES.items():
        function = keras.losses.get(keras.losses.deserialize(name).fn.__name__)
        for i, kwargs in enumerate(variants):
            yield f"{name}_{i}", function(tf.constant(labels), tf.constant(predictions), **kwargs)
    for name in ("mse", "mae", "mape", "msle", "kld", "MSE", "MAE", "bce", "BCE", "logcosh"):
        yield name, keras.losses.get(name)(P, PROBABILITIES)


def loss_edges(tf, keras):
    column, flat = tf.constant(P[:, :1]), tf.constant(BINARY[:, 0])
    yield "squeezed", keras.losses.MeanSquaredError()(flat, column)
    yield "integer_labels", keras.losses.MeanSquaredError()(tf.constant([[1, 2]]), tf.constant([[0.5, 1.5]]))
    yield "column_of_classes", keras.losses.sparse_categorical_crossentropy(CLASSES[:, None], P)
    yield "images", keras.losses.SparseCategoricalCrossentropy()(CLASSES.reshape(2, 3), P.reshape(2, 3, 4))
    reals, logits, weights = REALS.reshape(2, 3, 4), LOGITS.reshape(2, 3, 4), WEIGHTS.reshape(2, 3)
    yield "steps_weighted", keras.losses.MeanSquaredError()(reals, logits, weights)
    yield "scalar_weight", keras.losses.MeanSquaredError()(REALS, LOGITS, 0.25)
    yield "axis", keras.losses.categorical_crossentropy(ONE_HOT.T, P.T, axis=0)
    masked = tf.constant(P.reshape(2, 3, 4))
    masked._keras_mask = tf.constant([[True, True, False], [True, False, False]])
    for reduction in ("sum_over_batch_size", "sum", "none"):
        loss = keras.losses.MeanSquaredError(reduction=reduction)
        yield f"masked_{reduction}", loss(reals, masked)
        yield f"masked_weighted_{reduction}", loss(reals, masked, weights)
    certain, wrong = tf.constant([[60.0, -60.0], [-60.0, 60.0]]), np.array([[0.0, 1.0], [0.0, 1.0]], np.float32)
    softmax, sigmoid = keras.activations.softmax, keras.activations.sigmoid
    yield "logits_behind_softmax", keras.losses.categorical_crossentropy(wrong, softmax(certain))
    yield "logits_behind_softmax_sparse", keras.losses.sparse_categorical_crossentropy([1, 1], softmax(certain))
    yield "logits_behind_sigmoid", keras.losses.binary_crossentropy(wrong, sigmoid(certain))
    yield "logits_behind_the_other", keras.losses.binary_crossentropy(wrong, softmax(tf.constant(LOGITS[:2, :2])))
    yield "no_logits", keras.losses.categorical_crossentropy(wrong, tf.identity(softmax(certain)))


# class -> (labels, predictions), and the arguments to try
METRICS = {
    "AUC": (
        BINARY,
        P,
        [
            {},
            {"curve": "PR"},
            {"num_thresholds": 5, "summation_method": "minoring"},
            {"multi_label": True},
            {"thresholds": [0.3, 0.6], "summation_method": "majoring"},
            {"multi_label": True, "label_weights": [1.0, 2, 3, 4]},
            {"curve": "PR", "summation_method": "majoring"},
            {"from_logits": True},
        ],
    ),
    "Accuracy": (CLASSES, CLASSES[::-1].copy(), [{}]),
    "BinaryAccuracy": (BINARY, P, [{}, {"threshold": 0.3}]),
    "BinaryCrossentropy": (BINARY, P, [{}, {"from_logits": True, "label_smoothing": 0.1}]),
    "BinaryIoU": (BINARY, P, [{}, {"target_class_ids": [1], "threshold": 0.3}]),
    "CategoricalAccuracy": (ONE_HOT, P, [{}]),
    "CategoricalCrossentropy": (ONE_HOT, P, [{}, {"from_logits": True}]),
    "CategoricalHinge": (ONE_HOT, LOGITS, [{}]),
    "CosineSimilarity": (REALS, LOGITS, [{}]),
    "F1Score": (
        ONE_HOT,
        P,
        [{}, {"average": "micro"}, {"average": "macro", "threshold": 0.4}, {"average": "weighted"}],
    ),
    "FBetaScore": (ONE_HOT, P, [{"beta": 2.0}]),
    "FalseNegatives": (BINARY, P, [{}, {"thresholds": [0.2, 0.7]}]),
    "FalsePositives": (BINARY, P, [{}]),
    "Hinge": (BINARY, LOGITS, [{}]),
    "IoU": (CLASSES, CLASSES[::-1].copy(), [{"num_classes": 4, "target_class_ids": [0, 2]}]),
    "KLDivergence": (PROBABILITIES[::-1].copy(), PROBABILITIES, [{}]),
    "LogCoshError": (REALS, LOGITS, [{}]),
    "MeanAbsoluteError": (REALS, LOGITS, [{}]),
    "MeanAbsolutePercentageError": (REALS, LOGITS, [{}]),
    "MeanIoU": (CLASSES, CLASSES[::-1].copy(), [{"num_classes": 4}, {"num_classes": 4, "ignore_class": 2}]),
    "MeanRelativeError": (REALS, LOGITS, [{"normalizer": [1.0, 2.0, 0.0, 4.0]}]),
    "MeanSquaredError": (REALS, LOGITS, [{}]),
    "MeanSquaredLogarithmicError": (P, PROBABILITIES, [{}]),
    "OneHotIoU": (ONE_HOT, P, [{"num_classes": 4, "target_class_ids": [0, 2]}]),
    "OneHotMeanIoU": (ONE_HOT, P, [{"num_classes": 4}]),
    "Poisson": (P, PROBABILITIES, [{}]),
    "Precision": (BINARY, P, [{}, {"thresholds": [0.2, 0.7]}, {"top_k": 2}, {"class_id": 1}]),
    "PrecisionAtRecall": (BINARY, P, [{"recall": 0.6}]),
    "R2Score": (
        REALS,
        LOGITS,
        [{}, {"class_aggregation": None}, {"class_aggregation": "variance_weighted_average"}, {"num_regressors": 2}],
    ),
    "Recall": (BINARY, P, [{}, {"top_k": 2, "class_id": 1}]),
    "RecallAtPrecision": (BINARY, P, [{"precision": 0.6}]),
    "RootMeanSquaredError": (REALS, LOGITS, [{}]),
    "SensitivityAtSpecificity": (BINARY, P, [{"specificity": 0.6}, {"specificity": 0.6, "num_thresholds": 3}]),
    "SparseCategoricalAccuracy": (CLASSES, P, [{}]),
    "SparseCategoricalCrossentropy": (CLASSES, P, [{}, {"ignore_class": 2}]),
    "SparseTopKCategoricalAccuracy": (CLASSES, P, [{"k": 2}]),
    "SpecificityAtSensitivity": (BINARY, P, [{"sensitivity": 0.6, "class_id": 2}]),
    "SquaredHinge": (BINARY, LOGITS, [{}]),
    "TopKCategoricalAccuracy": (ONE_HOT, P, [{"k": 2}]),
    "TrueNegatives": (BINARY, P, [{}]),
    "TruePositives": (BINARY, P, [{}]),
}
UNWEIGHTED = {"class_id", "from_logits", "threshold"}  # weights would need another shape, or say nothing new


def metric_classes(tf, keras):
    for name, (labels, predictions, variants) in METRICS.items():
        for i, kwargs in enumerate(variants):
            metric = getattr(keras.metrics, name)(**kwargs)
            metric.update_state(labels[:4], predictions[:4])
            metric.update_state(labels[4:], predictions[4:])
            yield f"{name}_{i}", metric.result()
            if name != "BinaryIoU" and not kwargs.keys() & UNWEIGHTED:
                metric.reset_state()
                metric.update_state(labels, predictions, sample_weight=WEIGHTS)
                yield f"{name}_{i}_weighted", metric.result()


def metric_reductions(tf, keras):
    mean, total, tensor = keras.metrics.Mean(), keras.metrics.Sum(), keras.metrics.MeanTensor()
    for m in (mean, total, tensor):
        m.update_state(P)
        m.update_state(LOGITS)
        yield m.name, m.result()
        m.update_state(P, sample_weight=WEIGHTS)
        yield m.name + "_weighted", m.result()
    mean.update_state(3.0, sample_weight=5)
    yield "mean_of_scalar", mean.result()
    other = keras.metrics.Mean()
    other.update_state([10.0, 20.0])
    mean.merge_state([other])
    yield "merged", mean.result()
    yield "called", keras.metrics.Mean()([1.0, 2.0, 6.0])
    for name in ("mse", "binary_accuracy", "categorical_accuracy", "top_k_categorical_accuracy"):
        yield name, keras.metrics.get(name)(ONE_HOT, P, **({"k": 2} if "top" in name else {}))
    classes, scores = CLASSES.reshape(2, 3), P.reshape(2, 3, 4)
    yield "sparse_images", keras.metrics.sparse_categorical_accuracy(classes, scores)
    yield "sparse_top_k_images", keras.metrics.sparse_top_k_categorical_accuracy(classes, scores, k=2)


OPTIMIZERS = [
    ("SGD", {}),
    ("SGD", {"learning_rate": 0.1, "momentum": 0.9}),
    ("SGD", {"learning_rate": 0.1, "momentum": 0.9, "nesterov": True}),
    ("SGD", {"learning_rate": 0.1, "clipnorm": 0.5}),
    ("SGD", {"learning_rate": 0.1, "clipvalue": 0.3}),
    ("SGD", {"learning_rate": 0.1, "global_clipnorm": 0.7, "weight_decay": 0.1}),
    ("SGD", {"learning_rate": 0.1, "use_ema": True, "ema_momentum": 0.8, "ema_overwrite_frequency": 4}),
    ("Adam", {"learning_rate": 0.05}),
    ("Adam", {"learning_rate": 0.05, "amsgrad": True, "beta_1": 0.8, "epsilon": 1e-3}),
    ("AdamW", {"learning_rate": 0.05, "weight_decay": 0.1}),
    ("RMSprop", {"learning_rate": 0.05}),
    ("RMSprop", {"learning_rate": 0.05, "momentum": 0.5, "centered": True, "rho": 0.8}),
    ("Adagrad", {"learning_rate": 0.1}),
    ("Adadelta", {"learning_rate": 1.0}),
    ("Adamax", {"learning_rate": 0.05}),
    ("Nadam", {"learning_rate": 0.05}),
    ("Ftrl", {"learning_rate": 0.1}),
    (
        "Ftrl",
        {
            "learning_rate": 0.1,
            "l1_regularization_strength": 0.01,
            "l2_regularization_strength": 0.1,
            "beta": 0.2,
            "l2_shrinkage_regularization_strength": 0.05,
            "learning_rate_power": -0.6,
        },
    ),
    ("Lion", {"learning_rate": 0.01}),
]
W = RNG.normal(size=(3, 2)).astype(np.float32)
GRADIENTS = RNG.normal(size=(10, 7)).astype(np.float32)


def optimizer_steps(tf, keras):
    for i, (name, kwargs) in enumerate(OPTIMIZERS):
        slots = name != "SGD" or "momentum" in kwargs  # tf_keras keeps zeros where there is no momentum
        yield from _ten_steps(tf, f"{name}_{i}", getattr(keras.optimizers, name)(**kwargs), slots)
    schedule = keras.optimizers.schedules.ExponentialDecay(0.1, 3, 0.5)
    yield from _ten_steps(tf, "schedule", keras.optimizers.Adam(schedule))
    yield from _ten_steps(tf, "decay", keras.optimizers.legacy.SGD(0.1, decay=0.3, momentum=0.9), slots=False)


def _ten_steps(tf, name, optimizer, slots=True):
    w = tf.Variable(W, name="w", constraint=lambda w: tf.clip_by_value(w, -1.0, 1.0))
    b = tf.Variable(0.5, name="b")
    for step, g in enumerate(GRADIENTS):
        optimizer.apply_gradients([(tf.constant(g[:6].reshape(3, 2)), w), (tf.constant(g[6]), b)])
        if step in (0, 9):
            yield f"{name}_w{step}", w
            yield f"{name}_b{step}", b
    yield f"{name}_iterations", optimizer.iterations
    for i, v in enumerate(optimizer.variables[1:] if slots else []):
        yield f"{name}_slot{i}", v


SCHEDULES = [
    ("ExponentialDecay", (0.1, 5, 0.5), {}),
    ("ExponentialDecay", (0.1, 5, 0.5), {"staircase": True}),
    ("InverseTimeDecay", (0.1, 5, 0.5), {}),
    ("InverseTimeDecay", (0.1, 5, 0.5), {"staircase": True}),
    ("PiecewiseConstantDecay", ([4, 9], [1.0, 0.5, 0.1]), {}),
    ("PolynomialDecay", (0.1, 8), {"end_learning_rate": 0.01, "power": 2.0}),
    ("PolynomialDecay", (0.1, 4), {"cycle": True}),
    ("CosineDecay", (0.1, 8), {"alpha": 0.1}),
    ("CosineDecay", (0.0, 8), {"warmup_target": 0.2, "warmup_steps": 3}),
    ("CosineDecayRestarts", (0.1, 4), {"m_mul": 0.5}),
    ("CosineDecayRestarts", (0.1, 4), {"t_mul": 1.0, "alpha": 0.2}),
]


def schedules(tf, keras):
    for i, (name, args, kwargs) in enumerate(SCHEDULES):
        schedule = getattr(keras.optimizers.schedules, name)(*args, **kwargs)
        yield f"{name}_{i}", [float(schedule(tf.constant(step, tf.int64))) for step in range(12)]


def activations(tf, keras):
    x = tf.constant(X)
    for name in (
        "elu",
        "exponential",
        "gelu",
        "hard_sigmoid",
        "linear",
        "mish",
        "relu",
        "selu",
        "sigmoid",
        "softmax",
        "softplus",
        "softsign",
        "swish",
        "tanh",
    ):
        yield name, keras.activations.get(name)(x)
    yield "elu_alpha", keras.activations.elu(x, alpha=0.3)
    yield "gelu_tanh", keras.activations.gelu(x, approximate=True)
    yield "softmax_axis", keras.activations.softmax(x, axis=0)
    variants = [
        {"alpha": 0.1},
        {"max_value": 1.5},
        {"threshold": 0.5},
        {"alpha": 0.2, "max_value": 1.0, "threshold": -0.5},
    ]
    for i, kwargs in enumerate(variants):
        yield f"relu_{i}", keras.activations.relu(x, **kwargs)


def regularizers(tf, keras):
    x = tf.constant(X)
    for name, kwargs in (
        ("L1", {}),
        ("L2", {}),
        ("L1L2", {"l1": 0.1, "l2": 0.2}),
        ("L1L2", {}),
        ("OrthogonalRegularizer", {}),
        ("OrthogonalRegularizer", {"factor": 0.5, "mode": "columns"}),
    ):
        yield name + str(len(kwargs)), getattr(keras.regularizers, name)(**kwargs)(x)
    yield "l1_l2", keras.regularizers.get("l1_l2")(x)


def constraints(tf, keras):
    x = tf.constant(X)
    for name, kwargs in (
        ("MaxNorm", {}),
        ("MaxNorm", {"max_value": 1.0, "axis": 1}),
        ("MinMaxNorm", {}),
        ("NonNeg", {}),
        ("UnitNorm", {}),
        ("MinMaxNorm", {"min_value": 2.0, "max_value": 3.0, "rate": 0.5, "axis": [0, 1]}),
        ("UnitNorm", {"axis": [0, 1]}),
    ):
        yield name + str(len(kwargs)), getattr(keras.constraints, name)(**kwargs)(x)
    for size in (3, 4, 5):
        kernel = tf.constant(np.arange(size * size * 6, dtype=np.float32).reshape(size, size, 2, 3))
        yield f"radial_{size}", keras.constraints.RadialConstraint()(kernel)


def initializers(tf, keras):
    yield "zeros", keras.initializers.Zeros()([2, 3])
    yield "ones", keras.initializers.get("ones")([2], dtype="int32")
    yield "constant", keras.initializers.Constant(3)([2, 2])
    yield "constant_array", keras.initializers.Constant(np.arange(4.0))([2, 2])
    yield "identity", keras.initializers.Identity(2.0)([2, 3])
    for distribution in ("truncated_normal", "untruncated_normal", "uniform"):
        for mode in ("fan_in", "fan_out", "fan_avg"):
            made = keras.initializers.VarianceScaling(2.0, mode, distribution, seed=3)
            yield f"{distribution}_{mode}", made([3, 3, 2, 4])
            yield f"{distribution}_{mode}_vector", made([5])
    yield "again", [made([2, 2]), made([2, 2])]
    yield "orthogonal_wide", keras.initializers.Orthogonal(2.0, seed=1)([2, 5])
    yield "orthogonal_conv", keras.initializers.Orthogonal(seed=1)([2, 2, 2, 3])
    yield "integers", keras.initializers.RandomUniform(0, 10, seed=2)([6], dtype="int32")
    yield "double", keras.initializers.RandomNormal(1.0, 2.0, seed=2)([3], dtype="float64")


PROGRAMS = (
    loss_classes,
    loss_functions,
    loss_edges,
    metric_classes,
    metric_reductions,
    optimizer_steps,
    schedules,
    activations,
    regularizers,
    constraints,
    initializers,
)
