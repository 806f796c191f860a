"""RandomTranslation: images moved."""

from tenfold.keras.layers.augmentation.factors import checked_pair
from tenfold.keras.layers.augmentation.maps.random_transform import RandomTransform, affine_maps


class RandomTranslation(RandomTransform):
    """In training: each image moved down and right by a random part of its height and width.

    Args:
      height_factor, width_factor: the least and the most of it, within [-1, 1]; one number f is (-f, f).
      fill_mode, interpolation, seed, fill_value, data_format: see `RandomTransform`.
    """

    def __init__(
        self,
        height_factor,
        width_factor,
        fill_mode="reflect",
        interpolation="bilinear",
        seed=None,
        fill_value=0.0,
        data_format=None,
        **kwargs,
    ):
        super().__init__(fill_mode, interpolation, seed, fill_value, data_format, **kwargs)
        self.height_factor, self.width_factor = height_factor, width_factor
        self._down = checked_pair(height_factor, "height_factor", "RandomTranslation")
        self._right = checked_pair(width_factor, "width_factor", "RandomTranslation")

    def maps(self, batch, height, width):
        down = self.uniform([batch, 1], *self._down) * height
        right = self.uniform([batch, 1], *self._right) * width
        return affine_maps(1, 0, -right, 0, 1, -down)

    def get_config(self):
        return {**super().get_config(), "height_factor": self.height_factor, "width_factor": self.width_factor}
