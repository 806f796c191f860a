"""Names of layers."""

NAMES = {
    "keras.layers.base.layer": {
        "Layer": "keras.layers.Layer keras.engine.base_layer.Layer keras.engine.topology.Layer"
    },
    "keras.layers.base.input_spec": {"InputSpec": "keras.layers.InputSpec"},
    "keras.layers.core.input_layer": {
        "Input": "keras.Input keras.layers.Input",
        "InputLayer": "keras.layers.InputLayer",
    },
    "keras.layers.core.dense": {"Dense": "keras.layers.Dense"},
    "keras.layers.convolution.conv2d": {"Conv2D": "keras.layers.Conv2D keras.layers.Convolution2D"},
    "keras.layers.pooling.max_pooling2d": {"MaxPooling2D": "keras.layers.MaxPooling2D keras.layers.MaxPool2D"},
    "keras.layers.pooling.global_average_pooling2d": {
        "GlobalAveragePooling2D": "keras.layers.GlobalAveragePooling2D keras.layers.GlobalAvgPool2D",
    },
    "keras.layers.reshaping.flatten": {"Flatten": "keras.layers.Flatten"},
    "keras.layers.reshaping.reshape": {"Reshape": "keras.layers.Reshape"},
    "keras.layers.core.lambda_layer": {"Lambda": "keras.layers.Lambda"},
    "keras.layers.activation.activation": {"Activation": "keras.layers.Activation"},
    "keras.layers.regularization.dropout": {"Dropout": "keras.layers.Dropout"},
    "keras.layers.preprocessing.rescaling": {
        "Rescaling": "keras.layers.Rescaling keras.layers.experimental.preprocessing.Rescaling",
    },
    "keras.layers.merging.add": {"Add": "keras.layers.Add"},
    "keras.layers.merging.concatenate": {"Concatenate": "keras.layers.Concatenate"},
    "keras.layers.merging.functions": {"add": "keras.layers.add", "concatenate": "keras.layers.concatenate"},
    "keras.layers.normalization.batch_normalization": {"BatchNormalization": "keras.layers.BatchNormalization"},
}
