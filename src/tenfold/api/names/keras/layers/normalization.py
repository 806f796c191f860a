"""Names of normalisation layers."""

NAMES = {
    "keras.layers.normalization.batch_normalization": {
        "BatchNormalization": "keras.layers.BatchNormalization",
    },
}
