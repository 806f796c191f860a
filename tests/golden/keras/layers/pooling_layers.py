"""Layers of the family `pooling`."""

from layer_cases import Case, numbers

CASES = {
    "MaxPooling2D": Case(lambda k: k.layers.MaxPooling2D(), numbers(2, 6, 7, 2), trains=False),
    "MaxPooling2D same": Case(lambda k: k.layers.MaxPooling2D((3, 2), 2, "same"), numbers(2, 6, 7, 2), trains=False),
    "MaxPooling2D strides": Case(lambda k: k.layers.MaxPooling2D(2, strides=(2, 1)), numbers(2, 6, 7, 2), trains=False),
    "GlobalAveragePooling2D": Case(lambda k: k.layers.GlobalAveragePooling2D(), numbers(2, 6, 7, 2), trains=False),
    "GlobalAveragePooling2D keepdims": Case(
        lambda k: k.layers.GlobalAveragePooling2D(keepdims=True), numbers(2, 6, 7, 2), trains=False
    ),
    "GlobalAveragePooling2D channels_first": Case(
        lambda k: k.layers.GlobalAveragePooling2D("channels_first"), numbers(2, 6, 7, 2), trains=False
    ),
}
