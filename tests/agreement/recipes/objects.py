"""Keras losses, metrics, initializers, regularizers, constraints, schedules, activations, and small functions."""

from agreement.recipes.table import recipe, under


def thing(name, options, steps, times=1.0):
    recipe(name, lambda d: {"name": name, "args": [], "options": options(d), "steps": steps(d)}, times)


def none(d):
    return {}


# ---- activations

X = ("float32", "float32", "float64", "float16")
recipe(
    under("keras.activations.", "exponential hard_sigmoid linear mish selu sigmoid softplus softsign swish tanh"),
    lambda d: [d.x(X, how="tensor")],
)
recipe("keras.activations.elu", lambda d: ([d.x(X, how="tensor")], d.opt(alpha=d.number(0.2, 2))))
recipe("keras.activations.gelu", lambda d: ([d.x(X, how="tensor")], d.opt(approximate=d.flag())))
recipe(
    "keras.activations.relu",
    lambda d: (
        [d.x(X, how="tensor")],
        d.opt(alpha=d.number(0, 0.5), max_value=d.number(0.5, 2), threshold=d.number(0, 0.5)),
    ),
    1.5,
)
recipe(
    "keras.activations.softmax",
    lambda d: (lambda x: ([x], d.opt(axis=d.axis(x.rank))))(d.x(X, d.full(2, 4), how="tensor")),
)

# ---- losses: functions and classes


def real_pair(d, low=-2, high=2):
    shape = d.full(1, 3)
    return [
        d.array(shape, "float32", how="tensor", low=low, high=high),
        d.array(shape, "float32", how="tensor", low=low, high=high),
    ]


def odds(d):
    shape = d.full(1, 3)
    return [
        d.array(shape, d.of("float32", "int32"), low=0, high=2, how="tensor"),
        d.array(shape, "float32", low=0.02, high=0.98, how="tensor"),
    ]


def shares(d):
    shape = [*d.full(1, 2), d.randint(2, 5)]
    return [
        d.array(shape, "float32", fill="shares", how="tensor"),
        d.array(shape, "float32", fill="shares", how="tensor"),
    ]


def classes(d):
    shape, n = d.full(1, 2), d.randint(2, 5)
    return [
        d.array(shape, d.of("int32", "int64"), low=0, high=n, how="tensor"),
        d.array([*shape, n], "float32", fill="shares", how="tensor"),
    ]


def positive(d):
    return real_pair(d, 0.1, 3)


PAIRS = {
    "mean_squared_error": real_pair,
    "mean_absolute_error": real_pair,
    "mean_absolute_percentage_error": positive,
    "mean_squared_logarithmic_error": positive,
    "log_cosh": real_pair,
    "huber": real_pair,
    "hinge": real_pair,
    "squared_hinge": real_pair,
    "categorical_hinge": real_pair,
    "poisson": positive,
    "kl_divergence": shares,
    "cosine_similarity": real_pair,
    "binary_crossentropy": odds,
    "binary_focal_crossentropy": odds,
    "categorical_crossentropy": shares,
    "categorical_focal_crossentropy": shares,
    "sparse_categorical_crossentropy": classes,
}
OPTIONS = {
    "huber": lambda d: d.opt(delta=d.number(0.3, 2)),
    "cosine_similarity": lambda d: d.opt(axis=-1),
    "binary_crossentropy": lambda d: d.opt(from_logits=d.flag(), label_smoothing=d.number(0, 0.3)),
    "binary_focal_crossentropy": lambda d: d.opt(
        from_logits=d.flag(), gamma=d.number(1, 3), apply_class_balancing=d.flag()
    ),
    "categorical_crossentropy": lambda d: d.opt(from_logits=d.flag(), label_smoothing=d.number(0, 0.3)),
    "categorical_focal_crossentropy": lambda d: d.opt(
        from_logits=d.flag(), gamma=d.number(1, 3), alpha=d.number(0.1, 0.9)
    ),
    "sparse_categorical_crossentropy": lambda d: d.opt(from_logits=d.flag()),
}
CLASSES = {
    "mean_squared_error": "MeanSquaredError",
    "mean_absolute_error": "MeanAbsoluteError",
    "mean_absolute_percentage_error": "MeanAbsolutePercentageError",
    "mean_squared_logarithmic_error": "MeanSquaredLogarithmicError",
    "log_cosh": "LogCosh",
    "huber": "Huber",
    "hinge": "Hinge",
    "squared_hinge": "SquaredHinge",
    "categorical_hinge": "CategoricalHinge",
    "poisson": "Poisson",
    "kl_divergence": "KLDivergence",
    "cosine_similarity": "CosineSimilarity",
    "binary_crossentropy": "BinaryCrossentropy",
    "binary_focal_crossentropy": "BinaryFocalCrossentropy",
    "categorical_crossentropy": "CategoricalCrossentropy",
    "categorical_focal_crossentropy": "CategoricalFocalCrossentropy",
    "sparse_categorical_crossentropy": "SparseCategoricalCrossentropy",
}


def loss_steps(pair):
    def steps(d):
        args = pair(d)
        weighed = (
            {"sample_weight": d.of(0.5, d.array(args[0].shape[:1], "float32", low=0, high=2, how="tensor"))}
            if d.rare(0.4)
            else {}
        )
        return [["__call__", args, weighed]]

    return steps


for _name, _class in CLASSES.items():
    _pair, _options = PAIRS[_name], OPTIONS.get(_name, none)
    recipe("keras.losses." + _name, lambda d, p=_pair, o=_options: (p(d), o(d)), 0.8)
    thing(
        "keras.losses." + _class,
        lambda d, o=_options: {**o(d), **d.opt(reduction=d.of("sum_over_batch_size", "sum", "none"))},
        loss_steps(_pair),
    )

# ---- metrics


def updates(pair, weighted=True):
    def steps(d):
        out = []
        for _ in range(d.randint(1, 3)):
            args = pair(d)
            weights = (
                {"sample_weight": d.array(args[0].shape[:1], "float32", low=0, high=2, how="tensor")}
                if weighted and len(args[0].shape) <= 2 and d.rare(0.4)
                else {}
            )
            out += [["update_state", args, weights], ["result", [], {}]]
        return [*out, ["reset_state", [], {}], ["result", [], {}]]

    return steps


def metric(name, pair, options=none, weighted=True, times=1.0):
    thing("keras.metrics." + name, options, updates(pair, weighted), times)


def single(d):
    return [d.array(d.full(1, 2), "float32", how="tensor")]


def flat_real(d, low=-2, high=2):
    n = d.some()
    return [
        d.array([n, 2], "float32", low=low, high=high, how="tensor"),
        d.array([n, 2], "float32", low=low, high=high, how="tensor"),
    ]


def flat_positive(d):
    return flat_real(d, 0.1, 3)


def flat_odds(d):
    n = d.randint(2, 8)
    return [d.array([n], "int32", low=0, high=2, how="tensor"), d.array([n], "float32", low=0, high=1, how="tensor")]


def flat_shares(d):
    n = d.some()
    return [
        d.array([n, 3], "float32", fill="shares", how="tensor"),
        d.array([n, 3], "float32", fill="shares", how="tensor"),
    ]


def flat_classes(d):
    n = d.some()
    return [
        d.array([n], "int32", low=0, high=4, how="tensor"),
        d.array([n, 4], "float32", fill="distinct", low=0, high=1, how="tensor"),
    ]


def flat_labels(d):
    n = d.randint(2, 8)
    return [d.array([n], "int32", low=0, high=3, how="tensor"), d.array([n], "int32", low=0, high=3, how="tensor")]


metric("Mean", single)
metric("Sum", single)
metric("MeanTensor", lambda d: [d.array([2, 3], "float32", how="tensor")], times=0.5, weighted=False)
for _name in (
    "MeanSquaredError",
    "RootMeanSquaredError",
    "MeanAbsoluteError",
    "CosineSimilarity",
    "LogCoshError",
    "Hinge",
    "SquaredHinge",
    "CategoricalHinge",
):
    metric(_name, flat_real)
for _name in ("MeanAbsolutePercentageError", "MeanSquaredLogarithmicError", "Poisson"):
    metric(_name, flat_positive)
metric("KLDivergence", flat_shares)
metric(
    "R2Score",
    lambda d: [d.array([4, 2], "float32", how="tensor"), d.array([4, 2], "float32", how="tensor")],
    lambda d: d.opt(class_aggregation=d.of("uniform_average", "variance_weighted_average", None)),
)
metric(
    "F1Score",
    lambda d: [
        d.array([4, 3], "int32", low=0, high=2, how="tensor"),
        d.array([4, 3], "float32", low=0, high=1, how="tensor"),
    ],
    lambda d: d.opt(average=d.of(None, "micro", "macro", "weighted"), threshold=0.5),
)
metric(
    "FBetaScore",
    lambda d: [
        d.array([4, 3], "int32", low=0, high=2, how="tensor"),
        d.array([4, 3], "float32", low=0, high=1, how="tensor"),
    ],
    lambda d: d.opt(beta=d.number(0.5, 2), threshold=0.5),
)
metric("Accuracy", flat_labels)
metric("BinaryAccuracy", flat_odds, lambda d: d.opt(threshold=d.number(0.2, 0.8)))
metric("CategoricalAccuracy", flat_shares)
metric("SparseCategoricalAccuracy", flat_classes)
metric("TopKCategoricalAccuracy", flat_shares, lambda d: d.opt(k=d.randint(1, 3)))
metric("SparseTopKCategoricalAccuracy", flat_classes, lambda d: d.opt(k=d.randint(1, 3)))
metric("BinaryCrossentropy", flat_odds, lambda d: d.opt(from_logits=d.flag(), label_smoothing=0.1))
metric("CategoricalCrossentropy", flat_shares, lambda d: d.opt(from_logits=d.flag(), label_smoothing=0.1))
metric("SparseCategoricalCrossentropy", flat_classes, lambda d: d.opt(from_logits=d.flag()))
metric(
    "AUC",
    flat_odds,
    lambda d: d.opt(
        num_thresholds=d.of(5, 20, 200),
        curve=d.of("ROC", "PR"),
        summation_method=d.of("interpolation", "minoring", "majoring"),
    ),
    times=1.5,
)
for _name in ("Precision", "Recall"):
    metric(_name, flat_odds, lambda d: d.opt(thresholds=d.of(0.3, [0.2, 0.7])))
for _name in ("TruePositives", "FalsePositives", "TrueNegatives", "FalseNegatives"):
    metric(_name, flat_odds, lambda d: d.opt(thresholds=d.of(0.3, [0.2, 0.7])), times=0.7)
for _name, _key in (
    ("PrecisionAtRecall", "recall"),
    ("RecallAtPrecision", "precision"),
    ("SensitivityAtSpecificity", "specificity"),
    ("SpecificityAtSensitivity", "sensitivity"),
):
    metric(_name, flat_odds, lambda d, k=_key: {k: d.number(0.2, 0.8), **d.opt(num_thresholds=d.of(10, 50))}, times=0.7)
metric("MeanIoU", flat_labels, lambda d: {"num_classes": 3})
metric("IoU", flat_labels, lambda d: {"num_classes": 3, "target_class_ids": [0, 2]}, times=0.6)
metric(
    "BinaryIoU",
    flat_odds,
    lambda d: d.opt(threshold=d.number(0.2, 0.8), target_class_ids=d.of([0], [1], [0, 1])),
    times=0.6,
)
metric("OneHotIoU", flat_shares, lambda d: {"num_classes": 3, "target_class_ids": [1]}, times=0.5)
metric("OneHotMeanIoU", flat_shares, lambda d: {"num_classes": 3}, times=0.5)
metric(
    "MeanRelativeError",
    lambda d: [d.array([3], "float32", how="tensor"), d.array([3], "float32", how="tensor")],
    lambda d: {"normalizer": [1.0, 2.0, 4.0]},
    weighted=False,
    times=0.5,
)

# ---- initializers, with their seed


def initializer(name, options):
    def make(d):
        steps = [["__call__", [d.of([3, 4], [2, 3, 2], [5, 5])], d.opt(dtype=d.dtype("float32", "float64"))]]
        return {
            "name": "keras.initializers." + name,
            "args": [],
            "options": {**options(d), **({"seed": d.randint(0, 999)} if name not in UNSEEDED else {})},
            "steps": steps,
        }

    recipe("keras.initializers." + name, make, 0.8)


UNSEEDED = ("Zeros", "Ones", "Constant", "Identity")
for _name in ("GlorotNormal", "GlorotUniform", "HeNormal", "HeUniform", "LecunNormal", "LecunUniform", "Zeros", "Ones"):
    initializer(_name, none)
initializer("RandomNormal", lambda d: d.opt(mean=d.number(), stddev=d.number(0.05, 1)))
initializer("TruncatedNormal", lambda d: d.opt(mean=d.number(), stddev=d.number(0.05, 1)))
initializer("RandomUniform", lambda d: d.opt(minval=d.number(-1, 0), maxval=d.number(0.1, 1)))
initializer(
    "VarianceScaling",
    lambda d: d.opt(
        scale=d.number(0.5, 2),
        mode=d.of("fan_in", "fan_out", "fan_avg"),
        distribution=d.of("truncated_normal", "untruncated_normal", "uniform"),
    ),
)
initializer("Orthogonal", lambda d: d.opt(gain=d.number(0.5, 2)))
initializer("Constant", lambda d: d.opt(value=d.number()))
recipe(
    "keras.initializers.Identity",
    lambda d: {
        "name": "keras.initializers.Identity",
        "args": [],
        "options": d.opt(gain=d.number(0.5, 2)),
        "steps": [["__call__", [[3, d.of(3, 4)]], {}]],
    },
    0.6,
)


def v1_initializer(name, options):
    steps = lambda d: [["__call__", [d.of([3, 4], [2, 3, 2])], {}]]  # noqa: E731
    recipe(
        "compat.v1." + name,
        lambda d: {"name": "compat.v1." + name, "args": [], "options": options(d), "steps": steps(d)},
        0.6,
    )


for _name in (
    "glorot_uniform_initializer",
    "glorot_normal_initializer",
    "variance_scaling_initializer",
    "truncated_normal_initializer",
    "random_normal_initializer",
    "random_uniform_initializer",
    "uniform_unit_scaling_initializer",
):
    v1_initializer(_name, lambda d: {"seed": d.randint(0, 99)})
v1_initializer("zeros_initializer", none)
v1_initializer("ones_initializer", none)
v1_initializer("constant_initializer", lambda d: {"value": d.number()})

# ---- regularizers, constraints, schedules

for _name, _options in {
    "L1": lambda d: d.opt(l1=d.number(0.01, 0.2)),
    "L2": lambda d: d.opt(l2=d.number(0.01, 0.2)),
    "L1L2": lambda d: d.opt(l1=d.number(0.01, 0.2), l2=d.number(0.01, 0.2)),
    "OrthogonalRegularizer": lambda d: d.opt(factor=d.number(0.01, 0.2), mode=d.of("rows", "columns")),
}.items():
    thing(
        "keras.regularizers." + _name,
        _options,
        lambda d: [["__call__", [d.array(d.full(2, 2), "float32", how="tensor")], {}]],
        0.8,
    )
for _name, _options in {
    "MaxNorm": lambda d: d.opt(max_value=d.number(0.5, 2), axis=d.of(0, 1)),
    "MinMaxNorm": lambda d: d.opt(
        min_value=d.number(0, 0.5), max_value=d.number(0.6, 2), rate=d.number(0.3, 1), axis=d.of(0, 1)
    ),
    "NonNeg": none,
    "UnitNorm": lambda d: d.opt(axis=d.of(0, 1)),
    "RadialConstraint": none,
}.items():
    thing(
        "keras.constraints." + _name,
        _options,
        lambda d, n=_name: [
            [
                "__call__",
                [d.array([3, 3, 2, 2] if n == "RadialConstraint" else d.full(2, 2), "float32", how="tensor")],
                {},
            ]
        ],
        0.8,
    )
RATE = {"initial_learning_rate": 0.1}
for _name, _options in {
    "ExponentialDecay": lambda d: {
        **RATE,
        "decay_steps": d.randint(1, 20),
        "decay_rate": d.number(0.5, 0.99),
        **d.opt(staircase=d.flag()),
    },
    "PolynomialDecay": lambda d: {
        **RATE,
        "decay_steps": d.randint(1, 20),
        **d.opt(end_learning_rate=0.01, power=d.number(0.5, 2), cycle=d.flag()),
    },
    "InverseTimeDecay": lambda d: {
        **RATE,
        "decay_steps": d.randint(1, 20),
        "decay_rate": d.number(0.1, 0.9),
        **d.opt(staircase=d.flag()),
    },
    "CosineDecay": lambda d: {**RATE, "decay_steps": d.randint(1, 20), **d.opt(alpha=d.number(0, 0.3))},
    "CosineDecayRestarts": lambda d: {
        **RATE,
        "first_decay_steps": d.randint(1, 9),
        **d.opt(t_mul=d.number(1, 2.5), m_mul=d.number(0.5, 1), alpha=d.number(0, 0.3)),
    },
    "PiecewiseConstantDecay": lambda d: {"boundaries": [3, 9], "values": [1.0, 0.5, 0.1]},
}.items():
    thing(
        "keras.optimizers.schedules." + _name,
        _options,
        lambda d: [["__call__", [d.of(d.randint(0, 30), d.array([], "int64", low=0, high=30, how="tensor"))], {}]],
        0.8,
    )
recipe(
    "keras.utils.to_categorical",
    lambda d: (
        [d.array(d.full(1, 2), "int32", low=0, high=4, how="numpy")],
        d.opt(num_classes=d.randint(4, 6), dtype=d.of("float32", "int32")),
    ),
)
recipe(
    "keras.utils.normalize",
    lambda d: (lambda x: ([x], d.opt(axis=d.axis(x.rank), order=d.of(1, 2, 3))))(
        d.array(d.full(1, 3), "float32", how="numpy")
    ),
)
