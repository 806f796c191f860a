"""Names of activation layers."""

NAMES = {
    "keras.layers.activation.activation": {
        "Activation": "keras.layers.Activation",
    },
    "keras.layers.activation.elu": {
        "ELU": "keras.layers.ELU",
    },
    "keras.layers.activation.leaky_relu": {
        "LeakyReLU": "keras.layers.LeakyReLU",
    },
    "keras.layers.activation.prelu": {
        "PReLU": "keras.layers.PReLU",
    },
    "keras.layers.activation.relu": {
        "ReLU": "keras.layers.ReLU",
    },
    "keras.layers.activation.softmax": {
        "Softmax": "keras.layers.Softmax",
    },
    "keras.layers.activation.thresholded_relu": {
        "ThresholdedReLU": "keras.layers.ThresholdedReLU",
    },
}
