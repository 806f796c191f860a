"""Names of layers that regularise."""

NAMES = {
    "keras.layers.regularization.dropout": {
        "Dropout": "keras.layers.Dropout",
    },
}
