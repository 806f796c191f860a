"""RandomZoom: images seen from nearer or farther."""

from tenfold.keras.layers.augmentation.factors import pair
from tenfold.keras.layers.augmentation.maps.random_transform import RandomTransform, affine_maps


class RandomZoom(RandomTransform):
    """In training: each image shrunk (a factor above 0) or enlarged (below 0) about its middle at random.

    Args:
      height_factor: the least and the most by which what is seen grows, within [-1, 1]: (0.2, 0.3) shows 20 to 30 %
        more rows; one number f is (-f, f).
      width_factor: the same of columns; None keeps the proportions.
      fill_mode, interpolation, seed, fill_value, data_format: see `RandomTransform`.
    """

    def __init__(
        self,
        height_factor,
        width_factor=None,
        fill_mode="reflect",
        interpolation="bilinear",
        seed=None,
        fill_value=0.0,
        data_format=None,
        **kwargs,
    ):
        super().__init__(fill_mode, interpolation, seed, fill_value, data_format, **kwargs)
        self.height_factor, self.width_factor = height_factor, width_factor
        self._tall = _zooms(height_factor, "height_factor")
        self._wide = None if width_factor is None else _zooms(width_factor, "width_factor")

    def maps(self, batch, height, width):
        tall = self.uniform([batch, 1], *self._tall)
        wide = tall if self._wide is None else self.uniform([batch, 1], *self._wide)
        return zooms(tall, wide, height, width)

    def get_config(self):
        return {**super().get_config(), "height_factor": self.height_factor, "width_factor": self.width_factor}


def zooms(tall, wide, height, width):
    """The maps that show `tall` times the height and `wide` times the width about the middle, both [batch, 1]."""
    return affine_maps(wide, 0, (width - 1) / 2 * (1 - wide), 0, tall, (height - 1) / 2 * (1 - tall))


def _zooms(factor, name):
    low, high = pair(factor, name, "RandomZoom")
    if abs(low) > 1 or abs(high) > 1:
        raise ValueError(f"`{name}` argument of RandomZoom must have values between [-1, 1]. Received: {name}={factor}")
    return 1.0 + low, 1.0 + high
