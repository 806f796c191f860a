"""Layers of the family `core`."""

from layer_cases import Case, numbers, two

CASES = {
    "Dense": Case(lambda k: k.layers.Dense(3), numbers(4, 5), keeps="kept", unknown="batch"),
    "Dense relu": Case(lambda k: k.layers.Dense(3, "relu"), numbers(4, 5), keeps="kept", unknown="batch"),
    "Dense no bias": Case(lambda k: k.layers.Dense(3, use_bias=False), numbers(4, 5), keeps="kept", unknown="batch"),
    "Dense rank 3": Case(
        lambda k: k.layers.Dense(3, activation="softmax"), numbers(4, 2, 5), keeps="kept", unknown="batch"
    ),
    "Dense rank 4": Case(
        lambda k: k.layers.Dense(2, activation="tanh"), numbers(2, 3, 2, 5), keeps="kept", unknown="batch"
    ),
    "Dense float64": Case(
        lambda k: k.layers.Dense(3, dtype="float64"), numbers(4, 5), keeps="kept", unknown="batch", checks=False
    ),
    "Dense regularized": Case(
        lambda k: k.layers.Dense(
            3,
            kernel_regularizer=k.regularizers.l2(0.01),
            bias_regularizer=k.regularizers.l1(0.1),
            activity_regularizer=k.regularizers.l1_l2(0.01, 0.02),
        ),
        numbers(4, 5),
        keeps="kept",
        unknown="batch",
    ),
    "Dense constrained": Case(
        lambda k: k.layers.Dense(3, kernel_constraint=k.constraints.MaxNorm(0.5), bias_constraint="non_neg"),
        numbers(4, 5),
        keeps="kept",
        unknown="batch",
    ),
    "Lambda": Case(lambda k: k.layers.Lambda(lambda x: x * 2 + 1), numbers(2, 3), trains=False),
    "Lambda arguments": Case(
        lambda k: k.layers.Lambda(lambda x, a, b=1: a * x + b, arguments={"a": 3}), numbers(2, 3), trains=False
    ),
    "Lambda list": Case(lambda k: k.layers.Lambda(lambda t: t[0] - t[1]), two(2, 3), trains=False),
    "Lambda training": Case(
        lambda k: k.layers.Lambda(lambda x, training=None: x * 2 if training else x), numbers(2, 3), trains=False
    ),
}
