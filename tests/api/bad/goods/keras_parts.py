"""Good calls of losses, metrics, optimizers, schedules, initializers, regularizers, constraints and activations."""

import numpy as np
from bad.calls import made

from tenfold.testing.cases import case, f32, ints, pos

LOSSES = """
    BinaryCrossentropy CategoricalCrossentropy CosineSimilarity KLDivergence Poisson BinaryFocalCrossentropy
    CategoricalFocalCrossentropy CategoricalHinge Hinge SquaredHinge Huber LogCosh MeanAbsoluteError
    MeanAbsolutePercentageError MeanSquaredError MeanSquaredLogarithmicError
"""
LOSS_FUNCTIONS = """
    binary_crossentropy categorical_crossentropy cosine_similarity kl_divergence poisson binary_focal_crossentropy
    categorical_focal_crossentropy categorical_hinge hinge squared_hinge huber log_cosh mean_absolute_error
    mean_absolute_percentage_error mean_squared_error mean_squared_logarithmic_error
"""
METRICS = """
    Accuracy() BinaryAccuracy() CategoricalAccuracy() TopKCategoricalAccuracy() FalseNegatives() FalsePositives()
    Precision() Recall() TrueNegatives() TruePositives() AUC() PrecisionAtRecall(0.5) RecallAtPrecision(0.5)
    SensitivityAtSpecificity(0.5) SpecificityAtSensitivity(0.5) F1Score() FBetaScore() BinaryIoU() IoU(2,[0]) MeanIoU(2)
    OneHotIoU(4,[0]) OneHotMeanIoU(4) BinaryCrossentropy() CategoricalCrossentropy() CategoricalHinge() Hinge()
    KLDivergence() Poisson() SquaredHinge() CosineSimilarity() LogCoshError() MeanAbsoluteError()
    MeanAbsolutePercentageError() MeanSquaredError() MeanSquaredLogarithmicError() R2Score() RootMeanSquaredError()
    MeanRelativeError([1.0,2.0,1.0,1.0])
"""
OPTIMIZERS = "SGD RMSprop Adam AdamW Adadelta Adagrad Adamax Nadam Ftrl Adafactor Lion"
LEGACY = "SGD RMSprop Adam Adadelta Adagrad Adamax Nadam Ftrl"
SCHEDULES = """
    ExponentialDecay(0.1, 10, 0.9) | PiecewiseConstantDecay([2, 4], [0.1, 0.2, 0.3]) | PolynomialDecay(0.1, 10)
    InverseTimeDecay(0.1, 10, 0.9) | CosineDecay(0.1, 10) | CosineDecayRestarts(0.1, 10)
"""
INITIALIZERS = """
    Zeros() Ones() Constant(1.0) RandomNormal() RandomUniform() TruncatedNormal() VarianceScaling() Orthogonal()
    Identity() GlorotNormal() GlorotUniform() HeNormal() HeUniform() LecunNormal() LecunUniform()
"""
CONSTRAINTS = "MaxNorm() MinMaxNorm() NonNeg() UnitNorm()"
REGULARIZERS = "L1(0.1) L2(0.1) L1L2(0.1,0.1) OrthogonalRegularizer()"
ACTIVATIONS = """
    elu exponential gelu hard_sigmoid linear mish relu selu sigmoid softmax softplus softsign swish tanh
"""


def _variables(tf):
    return [tf.Variable([[1.0, 2.0], [3.0, 4.0]]), tf.Variable([1.0, 2.0])]


def _of(constructor):
    return made(lambda tf: eval(f"tf.{constructor}", {"tf": tf}))  # noqa: S307  the table's own


def _updated(constructor):
    @made
    def metric(tf):
        out = eval(f"tf.{constructor}", {"tf": tf})  # noqa: S307
        out.update_state(*([tf.constant([[1.0, 0.0, 1.0, 0.0]])] * 2))
        return out

    return metric


def _stepped(constructor):
    @made
    def optimizer(tf):
        out, variables = eval(f"tf.{constructor}", {"tf": tf}), _variables(tf)  # noqa: S307
        out.apply_gradients(zip([tf.ones_like(v) for v in variables], variables))
        out.kept = variables
        return out

    return optimizer


PAIR = {"y_true": ints([[1, 0, 1, 0], [0, 0, 1, 1]], np.float32), "y_pred": pos(2, 4, low=0.1, high=0.9)}
SPARSE = {"y_true": ints([1, 0]), "y_pred": pos(2, 4, low=0.1, high=0.9)}

CASES = []
for name in LOSSES.split():
    CASES += [
        case(f"tf.keras.losses.{name}()(y_true, y_pred)", **PAIR),
        case("loss(y_true, y_pred, sample_weight=[1.0, 2.0])", loss=_of(f"keras.losses.{name}()"), of=name, **PAIR),
    ]
CASES += [case(f"tf.keras.losses.{name}(y_true, y_pred)", **PAIR) for name in LOSS_FUNCTIONS.split()]
CASES += [
    case("tf.keras.losses.SparseCategoricalCrossentropy()(y_true, y_pred)", **SPARSE),
    case("tf.keras.losses.sparse_categorical_crossentropy(y_true, y_pred)", **SPARSE),
    case("loss(y_true, y_pred)", loss=_of("keras.losses.SparseCategoricalCrossentropy()"), of="sparse", **SPARSE),
    case("loss.call(y_true, y_pred)", loss=_of("keras.losses.MeanSquaredError()"), **PAIR),
    case("tf.keras.losses.get('mse')"),
    case("tf.keras.losses.deserialize('mse')"),
    case("tf.keras.losses.serialize(loss)", loss=_of("keras.losses.MeanSquaredError()")),
    case("tf.keras.losses.Loss()"),
]
for text in METRICS.split():
    CASES += [
        case(f"tf.keras.metrics.{text}", of=text),
        case(
            "metric.update_state(y_true, y_pred, sample_weight=[1.0, 2.0])",
            metric=_updated(f"keras.metrics.{text}"),
            of=text,
            **PAIR,
        ),
    ]
for text in ("SparseCategoricalAccuracy()", "SparseTopKCategoricalAccuracy()", "SparseCategoricalCrossentropy()"):
    CASES += [
        case(f"tf.keras.metrics.{text}"),
        case("metric.update_state(y_true, y_pred)", metric=_of(f"keras.metrics.{text}"), of=text, **SPARSE),
    ]
for text in ("Mean()", "Sum()", "MeanTensor()"):
    CASES += [
        case(f"tf.keras.metrics.{text}"),
        case(
            "metric.update_state(x, sample_weight=w)", metric=_of(f"keras.metrics.{text}"), of=text, x=f32(3), w=pos(3)
        ),
    ]
MEAN = _of("keras.metrics.Mean()")
CASES += [
    case("metric(x)", metric=MEAN, x=f32(3)),
    case("metric.merge_state([other])", metric=MEAN, other=MEAN),
    case("metric.add_weight('w')", metric=MEAN),
    case("metric.from_config({'name': 'a'})", metric=MEAN),
    case("metric.set_weights([1.0, 2.0])", metric=MEAN),
    case("metric.result()", metric=MEAN),
    case("metric.reset_state()", metric=MEAN),
    case("tf.keras.metrics.MeanMetricWrapper(tf.keras.losses.mean_squared_error, 'a')"),
    case("tf.keras.metrics.get('mse')"),
    case("tf.keras.metrics.deserialize('mse')"),
    case("tf.keras.metrics.serialize(metric)", metric=MEAN),
    case("tf.keras.metrics.binary_accuracy(y_true, y_pred)", **PAIR),
    case("tf.keras.metrics.categorical_accuracy(y_true, y_pred)", **PAIR),
    case("tf.keras.metrics.top_k_categorical_accuracy(y_true, y_pred)", **PAIR),
    case("tf.keras.metrics.sparse_categorical_accuracy(y_true, y_pred)", **SPARSE),
    case("tf.keras.metrics.sparse_top_k_categorical_accuracy(y_true, y_pred)", **SPARSE),
]
for name, place in [
    *((n, "keras.optimizers") for n in OPTIMIZERS.split()),
    *((n, "keras.optimizers.legacy") for n in LEGACY.split()),
]:
    CASES += [
        case(f"tf.{place}.{name}(learning_rate=0.1)"),
        case(
            "optimizer.apply_gradients([(g, v), (h, w)])",
            optimizer=_stepped(f"{place}.{name}(0.1)"),
            v=made(lambda tf: _variables(tf)[0]),
            w=made(lambda tf: _variables(tf)[1]),
            of=f"{place}.{name}",
            g=f32(2, 2),
            h=f32(2),
        ),
    ]
ADAM, OLD = _stepped("keras.optimizers.Adam(0.1)"), _stepped("keras.optimizers.legacy.Adam(0.1)")
V = made(lambda tf: _variables(tf)[1])
CASES += [
    case("optimizer.minimize(lambda: v * v, [v])", optimizer=ADAM, v=V),
    case("optimizer.minimize(lambda: v * v, [v])", optimizer=OLD, v=V, of="legacy"),
    case("optimizer.compute_gradients(lambda: v * v, [v])", optimizer=ADAM, v=V),
    case("optimizer.build([v])", optimizer=_of("keras.optimizers.SGD(0.1)"), v=V),
    case("optimizer.get_weights()", optimizer=OLD),
    case("optimizer.set_weights(w)", optimizer=OLD, w=[np.int64(1), *[np.ones((2, 2)), np.ones(2)] * 2]),
    case("optimizer.load_own_variables({'0': np.int64(2)})", optimizer=_of("keras.optimizers.SGD(0.1)")),
    case("optimizer.from_config({'learning_rate': 0.1})", optimizer=ADAM),
    case("optimizer.add_variable_from_reference(v, 'slot')", optimizer=ADAM, v=V),
    case("optimizer.add_slot(v, 'slot')", optimizer=OLD, v=V),
    case("optimizer.get_slot(v, 'm')", optimizer=OLD, v=V),
    case("optimizer.exclude_from_weight_decay([v])", optimizer=_of("keras.optimizers.AdamW(0.1)"), v=V),
    case("tf.keras.optimizers.get('adam')"),
    case("tf.keras.optimizers.deserialize({'class_name': 'Adam', 'config': {}})"),
    case("tf.keras.optimizers.serialize(optimizer)", optimizer=ADAM),
    case(
        "tf.keras.optimizers.schedules.deserialize({'class_name': 'CosineDecay', 'config': c})",
        c={"initial_learning_rate": 0.1, "decay_steps": 3},
    ),
    case("tf.keras.optimizers.schedules.serialize(s)", s=_of("keras.optimizers.schedules.CosineDecay(0.1, 10)")),
    case("tf.keras.mixed_precision.LossScaleOptimizer(optimizer)", optimizer=_of("keras.optimizers.SGD(0.1)")),
    case("tf.keras.mixed_precision.Policy('mixed_float16')"),
]
for text in SCHEDULES.replace("\n", "|").split("|"):
    if text.strip():
        CASES += [
            case(f"tf.keras.optimizers.schedules.{text.strip()}(3)"),
            case("schedule(3)", schedule=_of(f"keras.optimizers.schedules.{text.strip()}"), of=text.strip()),
        ]
for text in INITIALIZERS.split():
    CASES += [
        case(f"tf.keras.initializers.{text}((3, 3))"),
        case("initializer((3, 3), dtype=tf.float32)", initializer=_of(f"keras.initializers.{text}"), of=text),
    ]
for family, table in (("constraints", CONSTRAINTS), ("regularizers", REGULARIZERS)):
    for text in table.split():
        CASES += [
            case(f"tf.keras.{family}.{text}(x)", x=f32(2, 3)),
            case("part(x)", part=_of(f"keras.{family}.{text}"), of=text, x=f32(2, 3)),
        ]
CASES += [case(f"tf.keras.activations.{name}(x)", x=f32(2, 3)) for name in ACTIVATIONS.split()]
CASES += [
    case("tf.keras.regularizers.l1_l2(0.1, 0.2)"),
    *[
        case(f"tf.keras.{f}.get({n!r})")
        for f, n in (
            ("initializers", "zeros"),
            ("regularizers", "l2"),
            ("constraints", "NonNeg"),
            ("activations", "relu"),
        )
    ],
    *[
        case(f"tf.keras.{f}.deserialize({n!r})")
        for f, n in (
            ("initializers", "zeros"),
            ("regularizers", "l2"),
            ("constraints", "NonNeg"),
            ("activations", "relu"),
        )
    ],
    case("tf.keras.initializers.serialize(i)", i=_of("keras.initializers.Zeros()")),
    case("tf.keras.regularizers.serialize(i)", i=_of("keras.regularizers.L2(0.1)")),
    case("tf.keras.constraints.serialize(i)", i=_of("keras.constraints.NonNeg()")),
    case("tf.keras.activations.serialize(tf.keras.activations.relu)"),
]
