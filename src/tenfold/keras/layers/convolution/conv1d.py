"""Conv1D."""

from tenfold.keras.layers.convolution.convolution import Convolution
from tenfold.ops.conv.convolution import conv1d


class Conv1D(Convolution):
    """Convolution over one axis, such as time: (n, steps, c) -> (n, steps', filters). See `Convolution`.

    With padding "causal" an output sees no later input (van den Oord et al., 2016, "WaveNet"). `data_format` is
    "channels_last" unless it is given; None stands for the Keras configuration's.
    """

    rank, operation = 1, conv1d
    paddings = ("valid", "same", "causal")

    def __init__(self, filters, kernel_size, strides=1, padding="valid", data_format="channels_last", *args, **kwargs):
        super().__init__(filters, kernel_size, strides, padding, data_format, *args, **kwargs)
