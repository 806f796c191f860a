"""Names of the ops in `ops/conv/`."""

NAMES = {
    "ops.conv.convolution": {
        "conv1d": "nn.conv1d",
        "conv2d": "nn.conv2d",
        "conv3d": "nn.conv3d",
        "convolution": "nn.convolution",
        "conv_of_any_rank": "conv",
        "atrous_conv2d": "nn.atrous_conv2d",
        "depthwise_conv2d": "nn.depthwise_conv2d",
        "depthwise_conv2d_backprop_input": "nn.depthwise_conv2d_backprop_input",
        "depthwise_conv2d_backprop_filter": "nn.depthwise_conv2d_backprop_filter",
        "separable_conv2d": "nn.separable_conv2d",
    },
    "ops.conv.conv_transpose": {
        "conv1d_transpose": "nn.conv1d_transpose",
        "conv2d_transpose": "nn.conv2d_transpose",
        "conv3d_transpose": "nn.conv3d_transpose",
        "conv_transpose": "nn.conv_transpose",
        "atrous_conv2d_transpose": "nn.atrous_conv2d_transpose",
    },
    "ops.conv.patches": {
        "extract_volume_patches": "extract_volume_patches",
        "dilation2d": "nn.dilation2d",
        "erosion2d": "nn.erosion2d",
    },
    "ops.conv.pooling": {
        "max_pool": "nn.max_pool",
        "max_pool1d": "nn.max_pool1d",
        "max_pool2d": "nn.max_pool2d",
        "max_pool3d": "nn.max_pool3d",
        "avg_pool": "nn.avg_pool",
        "avg_pool1d": "nn.avg_pool1d",
        "avg_pool2d": "nn.avg_pool2d",
        "avg_pool3d": "nn.avg_pool3d",
        "pool": "nn.pool",
    },
    "ops.conv.pool_argmax": {"max_pool_with_argmax": "nn.max_pool_with_argmax"},
}

V1 = {
    "ops.conv.pooling": {"max_pool": "nn.max_pool_v2", "avg_pool": "nn.avg_pool_v2"},
    "ops.conv.convolution": {
        "depthwise_conv2d": "nn.depthwise_conv2d_native",
        "depthwise_conv2d_backprop_input": "nn.depthwise_conv2d_native_backprop_input",
        "depthwise_conv2d_backprop_filter": "nn.depthwise_conv2d_native_backprop_filter",
    },
}
