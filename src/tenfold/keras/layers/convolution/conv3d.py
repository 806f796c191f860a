"""Conv3D."""

from tenfold.keras.layers.convolution.convolution import Convolution
from tenfold.ops.conv.convolution import conv3d


class Conv3D(Convolution):
    """Convolution over volumes: (n, d, h, w, c) -> (n, d', h', w', filters). See `Convolution`."""

    rank, operation = 3, conv3d
