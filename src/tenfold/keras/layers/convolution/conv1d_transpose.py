"""Conv1DTranspose."""

from tenfold.keras.layers.convolution.conv1d import Conv1D
from tenfold.keras.layers.convolution.conv_transpose import ConvTranspose
from tenfold.ops.conv.conv_transpose import conv1d_transpose


class Conv1DTranspose(ConvTranspose, Conv1D):
    """(n, steps, c) -> (n, steps', filters). See `ConvTranspose`."""

    operation = conv1d_transpose
    paddings = ("valid", "same")
