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
    "keras.layers.reshaping.cropping": {
        "Cropping1D": "keras.layers.Cropping1D",
        "Cropping2D": "keras.layers.Cropping2D",
        "Cropping3D": "keras.layers.Cropping3D",
    },
    "keras.layers.reshaping.zero_padding": {
        "ZeroPadding1D": "keras.layers.ZeroPadding1D",
        "ZeroPadding2D": "keras.layers.ZeroPadding2D",
        "ZeroPadding3D": "keras.layers.ZeroPadding3D",
    },
    "keras.layers.reshaping.up_sampling": {
        "UpSampling1D": "keras.layers.UpSampling1D",
        "UpSampling2D": "keras.layers.UpSampling2D",
        "UpSampling3D": "keras.layers.UpSampling3D",
    },
}
