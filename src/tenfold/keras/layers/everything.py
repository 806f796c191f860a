"""Every module that defines layers, for finding a class by its name."""

from tenfold.keras.layers import (
    added,
    batch_normalization,
    conv2d,
    dense,
    input_layer,
    max_pooling2d,
    merging,
    op_layer,
    reshaping,
    simple,
)

__all__ = ["added", "batch_normalization", "conv2d", "dense", "input_layer", "max_pooling2d", "merging", "op_layer", "reshaping", "simple"]
