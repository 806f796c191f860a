"""Names of layers that reshape."""

NAMES = {
    "keras.layers.reshaping.flatten": {
        "Flatten": "keras.layers.Flatten",
    },
    "keras.layers.reshaping.permute": {
        "Permute": "keras.layers.Permute",
    },
    "keras.layers.reshaping.repeat_vector": {
        "RepeatVector": "keras.layers.RepeatVector",
    },
    "keras.layers.reshaping.reshape": {
        "Reshape": "keras.layers.Reshape",
    },
}
