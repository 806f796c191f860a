"""What the layers that slide a window share: its size, its steps, what happens at the edges."""

from tenfold.keras.layers.base.input_spec import InputSpec
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.layers.base.spatial import channels, padding_name, per_axis

LAYOUTS = {"channels_last": ("NWC", "NHWC", "NDHWC"), "channels_first": ("NCW", "NCHW", "NCDHW")}


class Pooling(Layer):
    """`pool` over windows of `rank` spatial axes.

    Args:
      pool_size: an int, or one per spatial axis; 2 by default.
      strides: as `pool_size`, which is also the default.
      padding: "valid" (only whole windows), or "same" (as many windows as steps fit in; what lies outside never wins,
        and is not counted in a mean).
      data_format: "channels_last" or "channels_first".

    Shapes: (batch, *sizes, channels) -> (batch, *sizes', channels), where sizes' = (size - pool) // stride + 1 for
    "valid" and ceil(size / stride) for "same".
    """

    def __init__(self, pool_size=2, strides=None, padding="valid", data_format=None, **kwargs):
        super().__init__(**kwargs)
        self.pool_size = per_axis(pool_size, "pool_size", self.rank)
        self.strides = self.pool_size if strides is None else per_axis(strides, "strides", self.rank)
        self.padding, self.data_format = padding_name(padding), channels(data_format)
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def call(self, inputs):
        if self.padding == "valid" and inputs._dims is not None:
            self._check_sizes(inputs._dims)
        layout = LAYOUTS[self.data_format][self.rank - 1]
        return self.pool(inputs, self.pool_size, self.strides, self.padding.upper(), layout)

    def _check_sizes(self, dims):
        """ValueError where the window is larger than the inputs."""
        sizes = dims[1:-1] if self.data_format == "channels_last" else dims[2:]
        if any(size is not None and size < k for size, k in zip(sizes, self.pool_size)):
            raise ValueError(
                f"Layer {self.name}: no window of pool_size={self.pool_size} fits into inputs of shape {tuple(dims)} "
                f"(data_format={self.data_format!r}). Pool less, or use padding='same'."
            )

    def get_config(self):
        return {
            **super().get_config(),
            "pool_size": self.pool_size,
            "padding": self.padding,
            "strides": self.strides,
            "data_format": self.data_format,
        }


class Pooling1D(Pooling):
    """`Pooling` over one axis; `data_format` is "channels_last" unless it is given, None the Keras configuration's."""

    rank = 1

    def __init__(self, pool_size=2, strides=None, padding="valid", data_format="channels_last", **kwargs):
        super().__init__(pool_size, strides, padding, data_format, **kwargs)
