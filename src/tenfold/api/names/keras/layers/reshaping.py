"""Names of layers that reshape."""

NAMES = {
    "keras.layers.reshaping.flatten": {
        "Flatten": "keras.layers.Flatten",
    },
    "keras.layers.reshaping.reshape": {
        "Reshape": "keras.layers.Reshape",
    },
}
