"""Names of convolutions."""

NAMES = {
    "keras.layers.convolution.conv1d": {
        "Conv1D": "keras.layers.Conv1D keras.layers.Convolution1D keras.layers.AtrousConvolution1D",
    },
    "keras.layers.convolution.conv2d": {
        "Conv2D": "keras.layers.Conv2D keras.layers.Convolution2D keras.layers.AtrousConvolution2D",
    },
    "keras.layers.convolution.conv3d": {
        "Conv3D": "keras.layers.Conv3D keras.layers.Convolution3D",
    },
    "keras.layers.convolution.conv1d_transpose": {
        "Conv1DTranspose": "keras.layers.Conv1DTranspose keras.layers.Convolution1DTranspose",
    },
    "keras.layers.convolution.conv2d_transpose": {
        "Conv2DTranspose": (
            "keras.layers.Conv2DTranspose keras.layers.Convolution2DTranspose keras.layers.Deconvolution2D "
            "keras.layers.Deconv2D"
        ),
    },
    "keras.layers.convolution.conv3d_transpose": {
        "Conv3DTranspose": (
            "keras.layers.Conv3DTranspose keras.layers.Convolution3DTranspose keras.layers.Deconvolution3D "
            "keras.layers.Deconv3D"
        ),
    },
    "keras.layers.convolution.separable_conv1d": {
        "SeparableConv1D": "keras.layers.SeparableConv1D keras.layers.SeparableConvolution1D",
    },
    "keras.layers.convolution.separable_conv2d": {
        "SeparableConv2D": "keras.layers.SeparableConv2D keras.layers.SeparableConvolution2D",
    },
    "keras.layers.convolution.depthwise_conv1d": {
        "DepthwiseConv1D": "keras.layers.DepthwiseConv1D",
    },
    "keras.layers.convolution.depthwise_conv2d": {
        "DepthwiseConv2D": "keras.layers.DepthwiseConv2D",
    },
    "keras.layers.convolution.locally_connected1d": {
        "LocallyConnected1D": "keras.layers.LocallyConnected1D",
    },
    "keras.layers.convolution.locally_connected2d": {
        "LocallyConnected2D": "keras.layers.LocallyConnected2D",
    },
}
