"""Names of activation layers."""

NAMES = {
    "keras.layers.activation.activation": {
        "Activation": "keras.layers.Activation",
    },
}
