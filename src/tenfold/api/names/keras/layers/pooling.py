"""Names of pooling layers."""

NAMES = {
    "keras.layers.pooling.max_pooling": {
        "MaxPooling1D": "keras.layers.MaxPooling1D keras.layers.MaxPool1D",
        "MaxPooling2D": "keras.layers.MaxPooling2D keras.layers.MaxPool2D",
        "MaxPooling3D": "keras.layers.MaxPooling3D keras.layers.MaxPool3D",
    },
    "keras.layers.pooling.average_pooling": {
        "AveragePooling1D": "keras.layers.AveragePooling1D keras.layers.AvgPool1D",
        "AveragePooling2D": "keras.layers.AveragePooling2D keras.layers.AvgPool2D",
        "AveragePooling3D": "keras.layers.AveragePooling3D keras.layers.AvgPool3D",
    },
    "keras.layers.pooling.global_pooling": {
        "GlobalMaxPooling1D": "keras.layers.GlobalMaxPooling1D keras.layers.GlobalMaxPool1D",
        "GlobalMaxPooling2D": "keras.layers.GlobalMaxPooling2D keras.layers.GlobalMaxPool2D",
        "GlobalMaxPooling3D": "keras.layers.GlobalMaxPooling3D keras.layers.GlobalMaxPool3D",
        "GlobalAveragePooling1D": "keras.layers.GlobalAveragePooling1D keras.layers.GlobalAvgPool1D",
        "GlobalAveragePooling2D": "keras.layers.GlobalAveragePooling2D keras.layers.GlobalAvgPool2D",
        "GlobalAveragePooling3D": "keras.layers.GlobalAveragePooling3D keras.layers.GlobalAvgPool3D",
    },
    "keras.layers.pooling.adaptive_pooling": {
        "AdaptiveMaxPooling1D": "keras.layers.AdaptiveMaxPooling1D",
        "AdaptiveMaxPooling2D": "keras.layers.AdaptiveMaxPooling2D",
        "AdaptiveMaxPooling3D": "keras.layers.AdaptiveMaxPooling3D",
        "AdaptiveAveragePooling1D": "keras.layers.AdaptiveAveragePooling1D",
        "AdaptiveAveragePooling2D": "keras.layers.AdaptiveAveragePooling2D",
        "AdaptiveAveragePooling3D": "keras.layers.AdaptiveAveragePooling3D",
    },
    "keras.layers.pooling.unpooling": {
        "MaxPoolingWithArgmax2D": "keras.layers.MaxPoolingWithArgmax2D",
        "MaxUnpooling2D": "keras.layers.MaxUnpooling2D",
    },
}
