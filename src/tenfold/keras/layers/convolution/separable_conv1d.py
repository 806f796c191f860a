"""SeparableConv1D."""

from tenfold.keras.layers.convolution.separable_conv import SeparableConv
from tenfold.ops.conv.convolution import conv1d


class SeparableConv1D(SeparableConv):
    """(n, steps, c) -> (n, steps', filters); padding may be "causal" too. See `SeparableConv`."""

    rank, operation = 1, conv1d
    paddings = ("valid", "same", "causal")
