"""ZeroPadding1D, ZeroPadding2D, ZeroPadding3D: zeros at the edges."""

from tenfold.keras.layers.reshaping.edges import Edges
from tenfold.ops.arrays.padding import pad


class ZeroPadding(Edges):
    """Zeros before and behind, along each spatial axis.

    Args:
      padding: an int for all edges, an int per axis, or a (before, after) pair per axis; 1 by default.
      data_format: "channels_last" or "channels_first".

    Shapes: (batch, *sizes, channels) -> (batch, *sizes', channels), sizes' = before + size + after.
    """

    def __init__(self, padding=1, data_format=None, **kwargs):
        super().__init__(**kwargs)
        self.padding = self._set_edges(padding, "padding", data_format)

    def call(self, inputs):
        return pad(inputs, self.by_axis(self.padding, (0, 0)))

    def get_config(self):
        return {**super().get_config(), "padding": self.padding, "data_format": self.data_format}


class ZeroPadding1D(ZeroPadding):
    """Steps of zeros. `padding`: an int, or (before, after); (batch, steps, channels). See `ZeroPadding`.

    `data_format` is Keras 3's; its configuration stands where it is another than "channels_last".
    """

    rank = 1

    def __init__(self, padding=1, data_format=None, **kwargs):
        super().__init__(padding, data_format or "channels_last", **kwargs)

    def get_config(self):
        config = {**super().get_config(), "padding": self.padding[0]}
        if self.data_format == "channels_last":
            del config["data_format"]
        return config


class ZeroPadding2D(ZeroPadding):
    """Rows and columns of zeros: an int, (rows, columns), or ((top, bottom), (left, right)). See `ZeroPadding`."""

    rank = 2


class ZeroPadding3D(ZeroPadding):
    """Zeros around three axes. See `ZeroPadding`."""

    rank = 3
