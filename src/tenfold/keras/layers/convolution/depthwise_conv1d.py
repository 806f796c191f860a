"""DepthwiseConv1D."""

from tenfold.keras.layers.convolution.depthwise_conv import DepthwiseConv


class DepthwiseConv1D(DepthwiseConv):
    """(n, steps, c) -> (n, steps', c * depth_multiplier). See `DepthwiseConv`."""

    rank = 1
