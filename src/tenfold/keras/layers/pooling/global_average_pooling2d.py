"""GlobalAveragePooling2D."""

from tenfold.keras.layers.base.input_spec import InputSpec
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.layers.base.spatial import channels
from tenfold.ops.math.reduce import reduce_mean


class GlobalAveragePooling2D(Layer):
    """Mean over both spatial axes; `keepdims` keeps them with length 1."""

    def __init__(self, data_format=None, keepdims=False, **kwargs):
        super().__init__(**kwargs)
        self.data_format, self.keepdims = channels(data_format), keepdims
        self.input_spec = InputSpec(ndim=4)

    def call(self, inputs):
        return reduce_mean(inputs, (1, 2) if self.data_format == "channels_last" else (2, 3), self.keepdims)

    def get_config(self):
        return {**super().get_config(), "data_format": self.data_format, "keepdims": self.keepdims}
