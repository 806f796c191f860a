"""RandomSharpness: images blurred or sharpened."""

import numpy as np

from tenfold.keras.layers.augmentation.colors.color_layer import ColorLayer
from tenfold.keras.layers.augmentation.filters import filtered

SMOOTH = np.array([[1, 1, 1], [1, 5, 1], [1, 1, 1]]) / 13


class RandomSharpness(ColorLayer):
    """In training: each image moved away from its blurred self, to blurred + 2 f (image - blurred).

    Args:
      factor: the least and the most of f within [0, 1], where 0 is blurred, 0.5 changes nothing and 1 is sharp; one
        number is the most, 0 the least.
      value_range, data_format, seed: see `ColorLayer`.
    """

    def changed(self, images, factor):
        blurred = filtered(images, SMOOTH)
        return blurred + 2 * factor * (images - blurred)
