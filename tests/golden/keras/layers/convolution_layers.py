"""Layers of the family `convolution`."""

from layer_cases import Case, numbers

LINE, IMAGE, VOLUME = numbers(2, 7, 2), numbers(2, 5, 4, 2), numbers(2, 3, 4, 3, 2)


def of(name, inputs, *args, **kwargs):
    """The layer of this name made with these arguments, called on `inputs`."""
    return Case(lambda k: getattr(k.layers, name)(*args, **kwargs), inputs, unknown="batch")


def local(inputs, *args, **kwargs):
    """The same for LocallyConnected, as many axes as the inputs have."""
    return of(f"LocallyConnected{inputs.ndim - 2}D", inputs, *args, **kwargs)


EVERY_OPTION = {
    "kernel_regularizer": "l2",
    "bias_regularizer": "l1",
    "bias_constraint": "unit_norm",
    "activity_regularizer": "l2",
}
DEPTHWISE_OPTIONS = {
    "depthwise_regularizer": "l2",
    "depthwise_constraint": "unit_norm",
    "depthwise_initializer": "he_normal",
    "bias_constraint": "non_neg",
    "activity_regularizer": "l1",
}

CASES = {
    "Conv2D": of("Conv2D", IMAGE, 3, 3),
    "Conv2D same": of("Conv2D", IMAGE, 3, (3, 2), padding="SAME", activation="relu"),
    "Conv2D two strides": of("Conv2D", numbers(2, 6, 7, 2), 3, [2, 3], (2, 1), use_bias=False),
    "Conv2D dilation": of("Conv2D", numbers(2, 2, 5, 4, 2), 3, 2, dilation_rate=2),
    "Conv2D groups": of("Conv2D", numbers(2, 5, 4, 4), 4, 3, groups=2),
    "Conv2D regularized": of("Conv2D", IMAGE, 2, 3, **EVERY_OPTION),
    "Conv1D causal": of("Conv1D", LINE, 3, 3, padding="causal", dilation_rate=2, activation="tanh"),
    "Conv1D first": of("Conv1D", numbers(2, 4, 7), 4, 3, 2, "same", "channels_first", groups=2),
    "Conv3D": of("Conv3D", VOLUME, 2, (2, 3, 2), strides=(1, 2, 1)),
    "Conv1DTranspose": of("Conv1DTranspose", LINE, 2, 3, 3, "same", output_padding=1),
    "Conv2DTranspose": of("Conv2DTranspose", IMAGE, 2, (3, 2), (2, 3), output_padding=(1, 2)),
    "Conv2DTranspose same": of("Conv2DTranspose", IMAGE, 3, 4, 2, padding="same", activation="relu", **EVERY_OPTION),
    "Conv3DTranspose": of("Conv3DTranspose", VOLUME, 2, (1, 2, 3), strides=(2, 1, 2), use_bias=False),
    "SeparableConv1D": of("SeparableConv1D", LINE, 3, 2, 1, "causal", None, 3, 2, "relu"),
    "SeparableConv2D": of(
        "SeparableConv2D",
        IMAGE,
        *(3, (2, 3), 2, "same"),
        pointwise_regularizer="l1",
        pointwise_constraint="max_norm",
        pointwise_initializer="ones",
        **DEPTHWISE_OPTIONS,
    ),
    "DepthwiseConv1D": of("DepthwiseConv1D", LINE, 3, 2, "same", 2),
    "DepthwiseConv2D": of(
        "DepthwiseConv2D", IMAGE, (3, 2), depth_multiplier=2, dilation_rate=(1, 2), activation="relu"
    ),
    "DepthwiseConv2D options": of("DepthwiseConv2D", IMAGE, 2, 2, **DEPTHWISE_OPTIONS),
    "LocallyConnected1D": local(LINE, 3, 3, strides=2, activation="tanh"),
    "LocallyConnected1D 3": local(LINE, 3, 3, strides=2, padding="same", implementation=3),
    "LocallyConnected2D first": local(numbers(2, 3, 4, 5), 2, 2, data_format="channels_first", **EVERY_OPTION),
    "LocallyConnected2D 2": local(numbers(2, 2, 3, 4), 2, 2, 1, "same", "channels_first", implementation=2),
    "LocallyConnected2D 3": local(numbers(2, 4, 5, 2), 2, 2, 2, "same", implementation=3, use_bias=False),
}
