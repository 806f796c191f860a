"""Metrics and losses on labels, predictions and weights of every rank, run under tf_keras and here.

`sweep(tf, keras)` and `compiled(tf, keras)`, which evaluates models, yield (name, value): a number, a list of numbers,
or the text "error" where tf_keras refuses.
"""

import numpy as np

RNG = np.random.default_rng(7)
ROWS, STEPS, CLASSES = 4, 3, 5


def _numbers(*shape):
    return RNG.uniform(0.05, 0.95, shape).astype(np.float32)


def _decisions(*shape):
    return (RNG.uniform(size=shape) > 0.5).astype(np.float32)


def _one_hot(*shape):
    return np.eye(CLASSES, dtype=np.float32)[RNG.integers(0, CLASSES, shape)]


def _classes(*shape):
    return RNG.integers(0, CLASSES, shape)


def _pairs(labels):
    """Labels and predictions of one value per decision, in shapes that programs use."""
    return {
        "n/n": (labels(ROWS), _numbers(ROWS)),
        "n/n1": (labels(ROWS), _numbers(ROWS, 1)),
        "n1/n": (labels(ROWS, 1), _numbers(ROWS)),
        "n1/n1": (labels(ROWS, 1), _numbers(ROWS, 1)),
        "nc/nc": (labels(ROWS, CLASSES), _numbers(ROWS, CLASSES)),
        "ntc/ntc": (labels(ROWS, STEPS, CLASSES), _numbers(ROWS, STEPS, CLASSES)),
        "nt/nt1": (labels(ROWS, STEPS), _numbers(ROWS, STEPS, 1)),
    }


def _distributions():
    return {
        "c/c": (_one_hot(), _numbers(CLASSES)),
        "nc/nc": (_one_hot(ROWS), _numbers(ROWS, CLASSES)),
        "ntc/ntc": (_one_hot(ROWS, STEPS), _numbers(ROWS, STEPS, CLASSES)),
    }


def _sparse():
    return {
        "n/nc": (_classes(ROWS), _numbers(ROWS, CLASSES)),
        "n1/nc": (_classes(ROWS, 1), _numbers(ROWS, CLASSES)),
        "nt/ntc": (_classes(ROWS, STEPS), _numbers(ROWS, STEPS, CLASSES)),
        "nt1/ntc": (_classes(ROWS, STEPS, 1), _numbers(ROWS, STEPS, CLASSES)),
    }


def _numbered_classes():
    return {
        "n/n": (_classes(ROWS), _classes(ROWS)),
        "n/n1": (_classes(ROWS), _classes(ROWS, 1)),
        "nt/nt": (_classes(ROWS, STEPS), _classes(ROWS, STEPS)),
    }


BINARY, REAL = _pairs(_decisions), _pairs(_numbers)
ONE_HOT, SPARSE, NUMBERED = _distributions(), _sparse(), _numbered_classes()
WEIGHTS = {
    "none": None,
    "scalar": np.float32(0.5),
    "n": _numbers(ROWS),
    "n1": _numbers(ROWS, 1),
    "nc": _numbers(ROWS, CLASSES),
    "nt": _numbers(ROWS, STEPS),
    "nt1": _numbers(ROWS, STEPS, 1),
    "ntc": _numbers(ROWS, STEPS, CLASSES),
}

METRICS = {
    "AUC": (BINARY, [{}, {"multi_label": True}]),
    "Accuracy": (NUMBERED, [{}]),
    "BinaryAccuracy": (BINARY, [{}]),
    "BinaryCrossentropy": (BINARY, [{}]),
    "BinaryIoU": (BINARY, [{}]),
    "CategoricalAccuracy": (ONE_HOT, [{}]),
    "CategoricalCrossentropy": (ONE_HOT, [{}]),
    "CategoricalHinge": (ONE_HOT, [{}]),
    "CosineSimilarity": (REAL, [{}]),
    "F1Score": (ONE_HOT, [{}]),
    "FalseNegatives": (BINARY, [{}]),
    "Hinge": (BINARY, [{}]),
    "IoU": (NUMBERED, [{"num_classes": CLASSES, "target_class_ids": [0, 2]}]),
    "KLDivergence": (ONE_HOT, [{}]),
    "LogCoshError": (REAL, [{}]),
    "MeanAbsoluteError": (REAL, [{}]),
    "MeanIoU": (NUMBERED, [{"num_classes": CLASSES}]),
    "MeanRelativeError": (REAL, [{"normalizer": 2.0}]),
    "MeanSquaredError": (REAL, [{}]),
    "OneHotMeanIoU": (ONE_HOT, [{"num_classes": CLASSES}]),
    "Poisson": (REAL, [{}]),
    "Precision": (BINARY, [{}, {"top_k": 2}, {"class_id": 0}, {"top_k": 2, "class_id": 1}]),
    "R2Score": (REAL, [{}]),
    "Recall": (BINARY, [{}, {"top_k": 1}]),
    "RootMeanSquaredError": (REAL, [{}]),
    "SensitivityAtSpecificity": (BINARY, [{"specificity": 0.5, "num_thresholds": 5}]),
    "SparseCategoricalAccuracy": (SPARSE, [{}]),
    "SparseCategoricalCrossentropy": (SPARSE, [{}, {"ignore_class": 1}]),
    "SparseTopKCategoricalAccuracy": (SPARSE, [{"k": 2}]),
    "SquaredHinge": (BINARY, [{}]),
    "TopKCategoricalAccuracy": (ONE_HOT, [{"k": 2}]),
}
LOSSES = {
    "BinaryCrossentropy": BINARY,
    "BinaryFocalCrossentropy": BINARY,
    "CategoricalCrossentropy": ONE_HOT,
    "CategoricalFocalCrossentropy": ONE_HOT,
    "CategoricalHinge": ONE_HOT,
    "CosineSimilarity": REAL,
    "Hinge": BINARY,
    "Huber": REAL,
    "KLDivergence": ONE_HOT,
    "LogCosh": REAL,
    "MeanAbsoluteError": REAL,
    "MeanSquaredError": REAL,
    "Poisson": REAL,
    "SparseCategoricalCrossentropy": SPARSE,
}


def _fitting(tf, pairs):
    """(name, labels, predictions, weights) of weights that have a shape some label, prediction or loss might have."""
    for shapes, (labels, predictions) in pairs.items():
        letters = set(shapes) | {"1"}
        for name, weights in WEIGHTS.items():
            if name in ("none", "scalar") or set(name) <= letters:
                yield f"{shapes} by {name}", tf.constant(labels), tf.constant(predictions), weights


def _outcome(compute):
    try:
        return np.asarray(compute()).tolist()
    except Exception:
        return "error"


def sweep(tf, keras):
    def measured(make, labels, predictions, weights):
        metric = make()
        metric.update_state(labels, predictions, sample_weight=weights)
        return metric.result()

    for name, (pairs, variants) in METRICS.items():
        for i, kwargs in enumerate(variants):
            cls = getattr(keras.metrics, name)
            for case, *batch in _fitting(tf, pairs):
                yield f"{name}_{i} {case}", _outcome(lambda c=cls, k=kwargs, b=batch: measured(lambda: c(**k), *b))
    for name, pairs in LOSSES.items():
        loss = getattr(keras.losses, name)()
        for case, *batch in _fitting(tf, pairs):
            yield f"loss {name} {case}", _outcome(lambda f=loss, b=batch: f(*b))


COMPILED = [  # model, loss, labels, metrics: names, and classes that end in "()"
    ("row", "mse", {"n": _numbers(ROWS), "n1": _numbers(ROWS, 1)}, "mae accuracy BinaryAccuracy()"),
    ("column", "mse", {"n": _numbers(ROWS), "n1": _numbers(ROWS, 1)}, "mae"),
    (
        "column",
        "binary_crossentropy",
        {"n": _decisions(ROWS), "n1": _decisions(ROWS, 1)},
        "accuracy binary_accuracy BinaryAccuracy() Precision() AUC()",
    ),
    (
        "shares",
        "sparse_categorical_crossentropy",
        {"n": _classes(ROWS), "n1": _classes(ROWS, 1)},
        "accuracy sparse_top_k_categorical_accuracy SparseCategoricalAccuracy() SparseTopKCategoricalAccuracy()",
    ),
    (
        "shares",
        "categorical_crossentropy",
        {"nc": _one_hot(ROWS)},
        "accuracy CategoricalAccuracy() Recall() BinaryAccuracy() F1Score()",
    ),
    (
        "step shares",
        "sparse_categorical_crossentropy",
        {"nt": _classes(ROWS, STEPS), "nt1": _classes(ROWS, STEPS, 1)},
        "accuracy SparseCategoricalAccuracy()",
    ),
    ("step shares", "categorical_crossentropy", {"ntc": _one_hot(ROWS, STEPS)}, "accuracy CategoricalAccuracy()"),
    (
        "step column",
        "mse",
        {"nt": _numbers(ROWS, STEPS), "nt1": _numbers(ROWS, STEPS, 1)},
        "mae BinaryAccuracy()",
    ),
]
COMPILED += [(f"masked {kind}", *case) for kind, *case in COMPILED if "step" in kind]
INPUTS = {"": _numbers(ROWS, CLASSES), "step": _numbers(ROWS, STEPS, CLASSES)}


def compiled(tf, keras):
    def sums(x, keepdims):
        return tf.reduce_sum(x, -1, keepdims=keepdims)

    outputs = {
        "row": lambda x: sums(x, False) / CLASSES,
        "column": lambda x: sums(x, True) / CLASSES,
        "shares": lambda x: x / sums(x, True),
    }

    class Masked(keras.layers.Layer):
        """Passes steps on and masks those that begin with less than 0.4."""

        def call(self, x):
            return x

        def compute_mask(self, x, mask=None):
            return x[..., 0] >= 0.4

    class Output(keras.layers.Layer):
        def __init__(self, function):
            super().__init__()
            self.function, self.supports_masking = function, True

        def call(self, x):
            return self.function(x)

    def evaluated(kind, loss, labels, metrics, weights):
        inputs = INPUTS["step" if "step" in kind else ""]
        x = keras.Input(inputs.shape[1:])
        hidden = Masked()(x) if "masked" in kind else x
        model = keras.Model(x, Output(outputs[kind.split()[-1]])(hidden))
        made = [getattr(keras.metrics, m[:-2])() if m.endswith("()") else m for m in metrics.split()]
        unweighted = metrics.split()[0] if "masked" in kind else None
        model.compile("sgd", loss, metrics=unweighted, weighted_metrics=made)
        return np.hstack(model.evaluate(inputs, labels, sample_weight=weights, verbose=0))

    for kind, loss, by_shape, metrics in COMPILED:
        for shape, labels in by_shape.items():
            for name, weights in WEIGHTS.items():
                if name != "scalar" and ("t" not in name or "step" in kind):
                    case = kind, loss, labels, metrics, weights
                    yield f"{kind} {loss} {shape} by {name}", _outcome(lambda c=case: evaluated(*c))
