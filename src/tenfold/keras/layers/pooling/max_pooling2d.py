"""MaxPooling2D."""

from tenfold.keras.layers.base.input_spec import InputSpec
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.layers.base.spatial import channels, padding_name, per_axis
from tenfold.ops.conv.pooling import max_pool2d


class MaxPooling2D(Layer):
    """Largest value of each window.

    Args:
      pool_size: an int, or (height, width).
      strides: as `pool_size`, which is also the default.
      padding: "valid" or "same".
      data_format: "channels_last" or "channels_first".
    """

    def __init__(self, pool_size=(2, 2), strides=None, padding="valid", data_format=None, **kwargs):
        super().__init__(**kwargs)
        self.pool_size = per_axis(pool_size, "pool_size", 2)
        self.strides = self.pool_size if strides is None else per_axis(strides, "strides", 2)
        self.padding, self.data_format = padding_name(padding), channels(data_format)
        self.input_spec = InputSpec(ndim=4)

    def call(self, inputs):
        layout = "NHWC" if self.data_format == "channels_last" else "NCHW"
        return max_pool2d(inputs, self.pool_size, self.strides, self.padding.upper(), layout)

    def get_config(self):
        return {
            **super().get_config(),
            "pool_size": self.pool_size,
            "padding": self.padding,
            "strides": self.strides,
            "data_format": self.data_format,
        }
