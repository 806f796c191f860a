"""Conv2DTranspose."""

from tenfold.keras.layers.convolution.conv2d import Conv2D
from tenfold.keras.layers.convolution.conv_transpose import ConvTranspose
from tenfold.ops.conv.conv_transpose import conv2d_transpose


class Conv2DTranspose(ConvTranspose, Conv2D):
    """(n, h, w, c) -> (n, h', w', filters). See `ConvTranspose`."""

    operation = conv2d_transpose
    paddings = ("valid", "same")
