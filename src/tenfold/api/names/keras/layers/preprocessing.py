"""Names of preprocessing layers."""

NAMES = {
    "keras.layers.preprocessing.rescaling": {
        "Rescaling": "keras.layers.Rescaling keras.layers.experimental.preprocessing.Rescaling",
    },
}
