"""Names of layers that regularise."""

NAMES = {
    "keras.layers.regularization.alpha_dropout": {
        "AlphaDropout": "keras.layers.AlphaDropout",
    },
    "keras.layers.regularization.dropout": {
        "Dropout": "keras.layers.Dropout",
    },
    "keras.layers.regularization.gaussian": {
        "GaussianDropout": "keras.layers.GaussianDropout",
        "GaussianNoise": "keras.layers.GaussianNoise",
    },
    "keras.layers.regularization.spatial_dropout": {
        "SpatialDropout1D": "keras.layers.SpatialDropout1D",
        "SpatialDropout2D": "keras.layers.SpatialDropout2D",
        "SpatialDropout3D": "keras.layers.SpatialDropout3D",
    },
}
