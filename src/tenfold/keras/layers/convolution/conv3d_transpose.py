"""Conv3DTranspose."""

from tenfold.keras.layers.convolution.conv3d import Conv3D
from tenfold.keras.layers.convolution.conv_transpose import ConvTranspose
from tenfold.ops.conv.conv_transpose import conv3d_transpose


class Conv3DTranspose(ConvTranspose, Conv3D):
    """(n, d, h, w, c) -> (n, d', h', w', filters). See `ConvTranspose`."""

    operation = conv3d_transpose
    paddings = ("valid", "same")

    def get_config(self):
        """As Keras's, which knows no dilation here; that is there where it says something."""
        config = super().get_config()
        if max(self.dilation_rate) == 1:
            del config["dilation_rate"]
        return config
