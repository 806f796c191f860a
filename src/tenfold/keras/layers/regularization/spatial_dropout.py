"""Dropout of whole feature maps (Tompson et al. 2015, https://arxiv.org/abs/1411.4280)."""

from tenfold.keras.backend_config import image_data_format
from tenfold.keras.layers.base.input_spec import InputSpec
from tenfold.keras.layers.regularization.dropout import Dropout
from tenfold.ops.nn.dropout import dropout


class SpatialDropout(Dropout):
    """In training: each channel of each sample set to zero, at all positions, with probability `rate`.

    The others are scaled by 1 / (1 - rate). Subclasses say how many axes the positions have.

    Args:
      rate: between 0 and 1.
      data_format: "channels_last" or "channels_first"; that of the Keras configuration by default.
      seed: of the random numbers.
    """

    axes: int

    def __init__(self, rate, data_format=None, seed=None, noise_shape=None, **kwargs):
        super().__init__(rate, None, seed, **kwargs)
        if noise_shape is not None:
            raise ValueError(
                f"{type(self).__name__} drops whole channels and takes no `noise_shape`, for which there is Dropout; "
                f"received noise_shape={noise_shape!r}."
            )
        self.data_format = data_format or image_data_format()
        if self.data_format not in ("channels_last", "channels_first"):
            raise ValueError(f'`data_format` must be "channels_last" or "channels_first". Received: {data_format!r}')
        self.input_spec = InputSpec(ndim=self.axes + 2)

    def call(self, inputs, training=None):
        if not training or self.rate == 0:
            return inputs
        positions = [1] * self.axes
        noise_shape = [None, *positions, None] if self.data_format == "channels_last" else [None, None, *positions]
        return dropout(inputs, self.rate, noise_shape, self.next_seed())

    def get_config(self):
        config = super().get_config()
        return config if self.data_format == "channels_last" else {**config, "data_format": self.data_format}


class SpatialDropout1D(SpatialDropout):
    """`SpatialDropout` of (batch, steps, channels)."""

    axes = 1

    def __init__(self, rate, seed=None, **kwargs):
        super().__init__(rate, "channels_last", seed, **kwargs)


class SpatialDropout2D(SpatialDropout):
    """`SpatialDropout` of (batch, height, width, channels), or with the channels first."""

    axes = 2


class SpatialDropout3D(SpatialDropout):
    """`SpatialDropout` of (batch, depth, height, width, channels), or with the channels first."""

    axes = 3
