"""Names of convolutions."""

NAMES = {
    "keras.layers.convolution.conv2d": {
        "Conv2D": "keras.layers.Conv2D keras.layers.Convolution2D",
    },
}
