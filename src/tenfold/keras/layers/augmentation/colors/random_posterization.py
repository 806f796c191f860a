"""RandomPosterization: fewer shades."""

import numpy as np

from tenfold.keras.layers.augmentation.colors.color_layer import ColorLayer
from tenfold.ops.arrays.basics import cast, shape
from tenfold.ops.math.elementwise import floor
from tenfold.ops.math.powers import power


class RandomPosterization(ColorLayer):
    """In training: of the eight bits of each channel the highest `factor` kept, the others 0.

    Args:
      factor: the least and the most number of bits within [1, 8]; one number is the most, 1 the least.
      value_range, data_format, seed: see `ColorLayer`.
    """

    least, most, draws = 1, 8, False

    def _pair(self, factor, name):
        return super()._pair(factor if isinstance(factor, (list, tuple, np.ndarray)) else (1, factor), name)

    def changed(self, images, factor):
        step = power(2.0, 8 - floor(self.uniform([shape(images)[0], 1, 1, 1], self.factor[0], self.factor[1] + 1)))
        step = cast(step, images.dtype)
        return floor(images * 255 / step + 1e-3) * step / 255
