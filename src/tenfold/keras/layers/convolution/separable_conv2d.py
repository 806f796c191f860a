"""SeparableConv2D."""

from tenfold.keras.layers.convolution.separable_conv import SeparableConv
from tenfold.ops.conv.convolution import conv2d


class SeparableConv2D(SeparableConv):
    """(n, h, w, c) -> (n, h', w', filters). See `SeparableConv`."""

    rank, operation = 2, conv2d
