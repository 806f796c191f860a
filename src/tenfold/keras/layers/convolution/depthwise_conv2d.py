"""DepthwiseConv2D."""

from tenfold.keras.layers.convolution.depthwise_conv import DepthwiseConv


class DepthwiseConv2D(DepthwiseConv):
    """(n, h, w, c) -> (n, h', w', c * depth_multiplier). See `DepthwiseConv`."""

    rank = 2
