"""Layers of the family `pooling`."""

import numpy as np
from layer_cases import Case, numbers

SEQUENCE, IMAGES, VOLUMES = numbers(2, 7, 3), numbers(2, 6, 7, 2), numbers(1, 4, 5, 6, 2)
STEPS = np.array([[True, True, False, True, False, False, False], [True] * 7])


def pooling(make, inputs, **options):
    """A case of a layer without weights."""
    return Case(make, inputs, trains=False, **options)


CASES = {
    "MaxPooling1D": pooling(lambda k: k.layers.MaxPooling1D(), SEQUENCE),
    "MaxPooling1D same": pooling(lambda k: k.layers.MaxPool1D(3, 2, "same"), SEQUENCE, checks=False),
    "MaxPooling2D": pooling(lambda k: k.layers.MaxPooling2D(), IMAGES),
    "MaxPooling2D same": pooling(lambda k: k.layers.MaxPooling2D((3, 2), 2, "same"), IMAGES),
    "MaxPooling2D strides": pooling(lambda k: k.layers.MaxPool2D(2, strides=(2, 1)), IMAGES, checks=False),
    "MaxPooling3D": pooling(lambda k: k.layers.MaxPooling3D(), VOLUMES),
    "MaxPooling3D same": pooling(lambda k: k.layers.MaxPool3D((2, 3, 2), (1, 2, 3), "same"), VOLUMES, checks=False),
    "AveragePooling1D": pooling(lambda k: k.layers.AveragePooling1D(), SEQUENCE),
    "AveragePooling1D same": pooling(lambda k: k.layers.AvgPool1D(3, 2, "same"), SEQUENCE, checks=False),
    "AveragePooling1D strides": pooling(lambda k: k.layers.AveragePooling1D(strides=3), SEQUENCE, checks=False),
    "AveragePooling2D": pooling(lambda k: k.layers.AveragePooling2D(), IMAGES),
    "AveragePooling2D same": pooling(lambda k: k.layers.AvgPool2D(3, 2, padding="SAME"), IMAGES),
    "AveragePooling3D": pooling(lambda k: k.layers.AveragePooling3D(), VOLUMES),
    "AveragePooling3D same": pooling(lambda k: k.layers.AvgPool3D((2, 3, 4), 2, "same"), VOLUMES, checks=False),
    "GlobalMaxPooling1D": pooling(lambda k: k.layers.GlobalMaxPooling1D(), SEQUENCE),
    "GlobalMaxPooling1D keepdims": pooling(
        lambda k: k.layers.GlobalMaxPool1D("channels_first", keepdims=True), SEQUENCE, checks=False
    ),
    "GlobalMaxPooling2D": pooling(lambda k: k.layers.GlobalMaxPooling2D(), IMAGES),
    "GlobalMaxPooling2D keepdims": pooling(
        lambda k: k.layers.GlobalMaxPool2D("channels_first", True), IMAGES, checks=False
    ),
    "GlobalMaxPooling3D": pooling(lambda k: k.layers.GlobalMaxPooling3D(), VOLUMES),
    "GlobalMaxPooling3D keepdims": pooling(lambda k: k.layers.GlobalMaxPool3D(keepdims=True), VOLUMES, checks=False),
    "GlobalAveragePooling1D": pooling(lambda k: k.layers.GlobalAveragePooling1D(), SEQUENCE),
    "GlobalAveragePooling1D keepdims": pooling(
        lambda k: k.layers.GlobalAvgPool1D(data_format="channels_first", keepdims=True), SEQUENCE, checks=False
    ),
    "GlobalAveragePooling1D masked": pooling(
        lambda k: k.layers.GlobalAveragePooling1D(), SEQUENCE, mask=STEPS, checks=False
    ),
    "GlobalAveragePooling1D mask given": pooling(
        lambda k: k.layers.GlobalAveragePooling1D(keepdims=True), SEQUENCE, call={"mask": STEPS}
    ),
    "GlobalAveragePooling2D": pooling(lambda k: k.layers.GlobalAveragePooling2D(), IMAGES),
    "GlobalAveragePooling2D keepdims": pooling(lambda k: k.layers.GlobalAvgPool2D(keepdims=True), IMAGES, checks=False),
    "GlobalAveragePooling2D channels_first": pooling(
        lambda k: k.layers.GlobalAveragePooling2D("channels_first"), IMAGES, checks=False
    ),
    "GlobalAveragePooling3D": pooling(lambda k: k.layers.GlobalAveragePooling3D(), VOLUMES),
    "GlobalAveragePooling3D channels_first": pooling(
        lambda k: k.layers.GlobalAvgPool3D("channels_first", keepdims=True), VOLUMES, checks=False
    ),
}

KERAS3_CASES = {
    "AdaptiveMaxPooling1D": pooling(lambda k: k.layers.AdaptiveMaxPooling1D(3), SEQUENCE),
    "AdaptiveMaxPooling2D": pooling(lambda k: k.layers.AdaptiveMaxPooling2D((4, 3)), IMAGES),
    "AdaptiveMaxPooling2D channels_first": pooling(
        lambda k: k.layers.AdaptiveMaxPooling2D((4, 9), data_format="channels_first"), numbers(2, 3, 6, 7), checks=False
    ),
    "AdaptiveMaxPooling3D": pooling(lambda k: k.layers.AdaptiveMaxPooling3D((3, 2, 4)), VOLUMES),
    "AdaptiveAveragePooling1D": pooling(lambda k: k.layers.AdaptiveAveragePooling1D(4), SEQUENCE),
    "AdaptiveAveragePooling2D": pooling(lambda k: k.layers.AdaptiveAveragePooling2D(3), IMAGES),
    "AdaptiveAveragePooling2D even": pooling(lambda k: k.layers.AdaptiveAveragePooling2D((2, 7)), IMAGES, checks=False),
    "AdaptiveAveragePooling2D channels_first": pooling(
        lambda k: k.layers.AdaptiveAveragePooling2D((4, 9), data_format="channels_first"),
        numbers(2, 3, 6, 7),
        checks=False,
    ),
    "AdaptiveAveragePooling3D": pooling(lambda k: k.layers.AdaptiveAveragePooling3D((3, 2, 4)), VOLUMES),
}
