"""Names of pooling layers."""

NAMES = {
    "keras.layers.pooling.max_pooling2d": {
        "MaxPooling2D": "keras.layers.MaxPooling2D keras.layers.MaxPool2D",
    },
    "keras.layers.pooling.global_average_pooling2d": {
        "GlobalAveragePooling2D": "keras.layers.GlobalAveragePooling2D keras.layers.GlobalAvgPool2D",
    },
}
