"""RandomInvert: negatives."""

from tenfold.keras.layers.augmentation.colors.color_layer import ColorLayer


class RandomInvert(ColorLayer):
    """In training: some images made their negatives: the brightest value becomes the darkest.

    Args:
      factor: the least and the most of an image's probability within [0, 1]; one number is the most, 0 the least.
      value_range, data_format, seed: see `ColorLayer`.
    """

    def __init__(self, factor=1.0, value_range=(0, 255), seed=None, data_format=None, **kwargs):
        super().__init__(factor, value_range, data_format, seed, **kwargs)

    def changed(self, images, factor):
        return self.chosen(factor, 1 - images, images)
