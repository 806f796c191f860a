"""Names of normalisation layers."""

NAMES = {
    "keras.layers.normalization.batch_normalization": {
        "BatchNormalization": "keras.layers.BatchNormalization keras.layers.BatchNormalizationV2",
        "SyncBatchNormalization": "keras.layers.experimental.SyncBatchNormalization",
    },
    "keras.layers.normalization.group_normalization": {
        "GroupNormalization": "keras.layers.GroupNormalization",
    },
    "keras.layers.normalization.layer_normalization": {
        "LayerNormalization": "keras.layers.LayerNormalization",
    },
    "keras.layers.normalization.rms_normalization": {
        "RMSNormalization": "keras.layers.RMSNormalization",
    },
    "keras.layers.normalization.spectral_normalization": {
        "SpectralNormalization": "keras.layers.SpectralNormalization",
    },
    "keras.layers.normalization.unit_normalization": {
        "UnitNormalization": "keras.layers.UnitNormalization",
    },
}
