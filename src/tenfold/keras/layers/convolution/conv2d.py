"""Conv2D."""

from tenfold.keras.layers.convolution.convolution import Convolution
from tenfold.ops.conv.convolution import conv2d


class Conv2D(Convolution):
    """Convolution over images: (n, h, w, c) -> (n, h', w', filters). See `Convolution`."""

    rank, operation = 2, conv2d
