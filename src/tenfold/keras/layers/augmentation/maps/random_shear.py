"""RandomShear: images slanted."""

from tenfold.keras.layers.augmentation.factors import checked_pair
from tenfold.keras.layers.augmentation.labelled_layer import LabelledLayer
from tenfold.keras.layers.augmentation.maps.random_transform import RandomTransform, affine_maps
from tenfold.ops.math.elementwise import sign as sign_of


class RandomShear(LabelledLayer, RandomTransform):
    """In training: each image slanted: pixel (x, y) is what it has at (x + f y, y + g x), or at (x - f y, y - g x).

    Args:
      x_factor, y_factor: the least and the most of f and of g, within [0, 1]; one number is the most, 0 the least.
      interpolation, fill_mode, fill_value, data_format, seed: see `RandomTransform`.
    """

    def __init__(
        self,
        x_factor=0.0,
        y_factor=0.0,
        interpolation="bilinear",
        fill_mode="reflect",
        fill_value=0.0,
        data_format=None,
        seed=None,
        **kwargs,
    ):
        super().__init__(fill_mode, interpolation, seed, fill_value, data_format, **kwargs)
        self.x_factor = checked_pair(x_factor, "x_factor", "RandomShear", symmetric=False)
        self.y_factor = checked_pair(y_factor, "y_factor", "RandomShear", symmetric=False)

    def maps(self, batch, height, width):
        across = self.uniform([batch, 1], *self.x_factor)
        down = self.uniform([batch, 1], *self.y_factor)
        sign = sign_of(self.uniform([batch, 1], -1.0, 1.0))
        return affine_maps(1, sign * across, 0, sign * down, 1, 0)

    def get_config(self):
        return {**super().get_config(), "x_factor": self.x_factor, "y_factor": self.y_factor}
