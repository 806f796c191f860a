"""RandomRotation: images turned."""

import math

from tenfold.keras.layers.augmentation.factors import pair
from tenfold.keras.layers.augmentation.maps.random_transform import RandomTransform, affine_maps
from tenfold.ops.arrays.basics import expand_dims
from tenfold.ops.math.elementwise import cos, sin


class RandomRotation(RandomTransform):
    """In training: each image turned about its middle by a random angle, counter-clockwise where that is above 0.

    Args:
      factor: the least and the most of it, in whole turns: (-0.25, 0.25) is up to 90 degrees either way; one number f
        is (-f, f).
      fill_mode, interpolation, seed, fill_value, data_format: see `RandomTransform`.
    """

    def __init__(
        self,
        factor,
        fill_mode="reflect",
        interpolation="bilinear",
        seed=None,
        fill_value=0.0,
        data_format=None,
        **kwargs,
    ):
        super().__init__(fill_mode, interpolation, seed, fill_value, data_format, **kwargs)
        self.factor = factor
        self._turns = pair(factor, "factor", "RandomRotation")
        if self._turns[1] < self._turns[0]:
            raise ValueError(
                "`factor` argument of RandomRotation cannot have an upper bound less than the lower bound (nor be one "
                f"negative number). Received: factor={factor}"
            )

    def maps(self, batch, height, width):
        angles = expand_dims(self.uniform([batch], *(2 * math.pi * turn for turn in self._turns)), 1)
        return rotations(angles, height, width)

    def get_config(self):
        return {**super().get_config(), "factor": self.factor}


def rotations(angles, height, width):
    """The maps that turn images of that size about their middle by `angles` [batch, 1]."""
    c, s, right, down = cos(angles), sin(angles), width - 1, height - 1
    return affine_maps(c, -s, (right - (c * right - s * down)) / 2, s, c, (down - (s * right + c * down)) / 2)
