"""Cropping1D, Cropping2D, Cropping3D: fewer elements at the edges."""

from tenfold.keras.layers.reshaping.edges import Edges


class Cropping(Edges):
    """Elements cut off before and behind, along each spatial axis.

    Args:
      cropping: an int for all edges, an int per axis, or a (before, after) pair per axis.
      data_format: "channels_last" or "channels_first".

    Shapes: (batch, *sizes, channels) -> (batch, *sizes', channels), sizes' = size - before - after.

    Raises:
      ValueError: nothing would be left.
    """

    def __init__(self, cropping, data_format=None, **kwargs):
        super().__init__(**kwargs)
        self.cropping = self._set_edges(cropping, "cropping", data_format)

    def call(self, inputs):
        cuts = self.by_axis(self.cropping, (0, 0))
        if any(n is not None and n <= sum(cut) for n, cut in zip(inputs._dims, cuts) if sum(cut)):
            raise ValueError(
                f"Layer {self.name}: `cropping` must leave something of the inputs. Received: "
                f"inputs.shape={tuple(inputs._dims)}, and cropping={self.get_config()['cropping']}"
            )
        return inputs[tuple(slice(before, -after if after else None) for before, after in cuts)]

    def get_config(self):
        return {**super().get_config(), "cropping": self.cropping, "data_format": self.data_format}


class Cropping1D(Cropping):
    """Steps cut off. `cropping`: an int, or (before, after); (batch, steps, channels). See `Cropping`."""

    rank = 1

    def __init__(self, cropping=(1, 1), **kwargs):
        super().__init__(cropping, "channels_last", **kwargs)

    def get_config(self):
        config = super().get_config()
        del config["data_format"]
        return {**config, "cropping": self.cropping[0]}


class Cropping2D(Cropping):
    """Rows and columns cut off: an int, (rows, columns), or ((top, bottom), (left, right)). See `Cropping`."""

    rank = 2

    def __init__(self, cropping=((0, 0), (0, 0)), data_format=None, **kwargs):
        super().__init__(cropping, data_format, **kwargs)


class Cropping3D(Cropping):
    """Elements of three axes cut off. See `Cropping`."""

    rank = 3

    def __init__(self, cropping=((1, 1), (1, 1), (1, 1)), data_format=None, **kwargs):
        super().__init__(cropping, data_format, **kwargs)
