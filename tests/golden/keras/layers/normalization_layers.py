"""Layers of the family `normalization`."""

from layer_cases import Case, numbers

CASES = {
    "BatchNormalization rank 2": Case(
        lambda k: k.layers.BatchNormalization(), numbers(6, 3), keeps="kept", unknown="batch"
    ),
    "BatchNormalization rank 3": Case(
        lambda k: k.layers.BatchNormalization(momentum=0.9), numbers(4, 5, 3), keeps="kept", unknown="batch"
    ),
    "BatchNormalization rank 4": Case(
        lambda k: k.layers.BatchNormalization(epsilon=0.01), numbers(2, 3, 4, 3), keeps="kept", unknown="batch"
    ),
    "BatchNormalization rank 4 axis 1": Case(
        lambda k: k.layers.BatchNormalization(axis=1), numbers(2, 3, 4, 3), keeps="kept", unknown="batch"
    ),
    "BatchNormalization rank 4 axis 2": Case(
        lambda k: k.layers.BatchNormalization(axis=2), numbers(2, 3, 4, 3), keeps="kept", unknown="batch"
    ),
    "BatchNormalization rank 3 axis 1": Case(
        lambda k: k.layers.BatchNormalization(axis=1), numbers(4, 5, 3), keeps="kept", unknown="batch"
    ),
    "BatchNormalization no scale": Case(
        lambda k: k.layers.BatchNormalization(scale=False), numbers(2, 3, 4, 3), keeps="kept", unknown="batch"
    ),
    "BatchNormalization no center": Case(
        lambda k: k.layers.BatchNormalization(center=False), numbers(6, 3), keeps="kept", unknown="batch"
    ),
    "BatchNormalization frozen": Case(
        lambda k: k.layers.BatchNormalization(trainable=False),
        numbers(6, 3),
        trains=False,
        keeps="kept",
        unknown="batch",
    ),
    "BatchNormalization regularized": Case(
        lambda k: k.layers.BatchNormalization(gamma_regularizer="l2", beta_regularizer="l1", beta_constraint="non_neg"),
        numbers(6, 3),
        keeps="kept",
        unknown="batch",
    ),
}
