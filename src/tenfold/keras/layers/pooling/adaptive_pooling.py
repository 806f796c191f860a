"""Adaptive pooling: as many windows as are asked for, whatever the size of the inputs."""

from tenfold.keras.layers.base.input_spec import InputSpec
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.layers.base.spatial import channels, per_axis
from tenfold.ops.conv.adaptive import adaptive_avg_pool, adaptive_max_pool


class AdaptivePooling(Layer):
    """`pool` over `output_size` windows, of which number i of m over n elements reaches from floor(i n / m) to
    ceil((i + 1) n / m).

    Args:
      output_size: an int, or one per spatial axis: how many windows there are.
      data_format: "channels_last" or "channels_first".

    Shapes: (batch, *sizes, channels) -> (batch, *output_size, channels).
    """

    def __init__(self, output_size, data_format=None, **kwargs):
        super().__init__(**kwargs)
        self.output_size = per_axis(output_size, "output_size", self.rank)
        self.data_format = channels(data_format)
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def call(self, inputs):
        return self.pool(inputs, self.output_size, 1 if self.data_format == "channels_last" else 2)

    def get_config(self):
        return {**super().get_config(), "output_size": self.output_size, "data_format": self.data_format}


class AdaptiveMaxPooling1D(AdaptivePooling):
    """The largest element of each window, over one axis. See `AdaptivePooling`."""

    rank, pool = 1, staticmethod(adaptive_max_pool)


class AdaptiveMaxPooling2D(AdaptivePooling):
    """The largest element of each window, over height and width. See `AdaptivePooling`."""

    rank, pool = 2, staticmethod(adaptive_max_pool)


class AdaptiveMaxPooling3D(AdaptivePooling):
    """The largest element of each window, over three axes. See `AdaptivePooling`."""

    rank, pool = 3, staticmethod(adaptive_max_pool)


class AdaptiveAveragePooling1D(AdaptivePooling):
    """The mean of each window, over one axis. See `AdaptivePooling`."""

    rank, pool = 1, staticmethod(adaptive_avg_pool)


class AdaptiveAveragePooling2D(AdaptivePooling):
    """The mean of each window, over height and width. See `AdaptivePooling`."""

    rank, pool = 2, staticmethod(adaptive_avg_pool)


class AdaptiveAveragePooling3D(AdaptivePooling):
    """The mean of each window, over three axes. See `AdaptivePooling`."""

    rank, pool = 3, staticmethod(adaptive_avg_pool)
