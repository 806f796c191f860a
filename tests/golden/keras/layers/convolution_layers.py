"""Layers of the family `convolution`."""

from layer_cases import Case, numbers

CASES = {
    "Conv2D": Case(lambda k: k.layers.Conv2D(3, 3), numbers(2, 6, 7, 2), unknown="batch"),
    "Conv2D same": Case(
        lambda k: k.layers.Conv2D(3, (3, 2), padding="SAME", activation="relu"), numbers(2, 6, 7, 2), unknown="batch"
    ),
    "Conv2D strides": Case(
        lambda k: k.layers.Conv2D(3, 3, strides=2, padding="same"), numbers(2, 6, 7, 2), unknown="batch"
    ),
    "Conv2D two strides": Case(
        lambda k: k.layers.Conv2D(3, [2, 3], (2, 1), use_bias=False), numbers(2, 6, 7, 2), unknown="batch"
    ),
    "Conv2D dilation": Case(lambda k: k.layers.Conv2D(3, 2, dilation_rate=2), numbers(2, 6, 7, 2), unknown="batch"),
    "Conv2D groups": Case(lambda k: k.layers.Conv2D(4, 3, groups=2), numbers(2, 6, 7, 4), unknown="batch"),
    "Conv2D regularized": Case(
        lambda k: k.layers.Conv2D(
            2, 3, kernel_regularizer="l2", bias_constraint="unit_norm", activity_regularizer="l2"
        ),
        numbers(2, 6, 7, 2),
        unknown="batch",
    ),
}
