"""RandomColorDegeneration: duller colours."""

from tenfold.keras.layers.augmentation.colors.color_layer import ColorLayer
from tenfold.keras.layers.augmentation.colors.grey import grey


class RandomColorDegeneration(ColorLayer):
    """In training: each RGB image mixed with its grey self, image + f (grey - image).

    Args:
      factor: the least and the most of f within [0, 1], where 0 changes nothing and 1 is grey; one number is the
        most, 0 the least.
      value_range, data_format, seed: see `ColorLayer`.
    """

    least = -1.0  # Keras 3 writes so into configurations; what is below 0 is more colourful

    def changed(self, images, factor):
        return images + factor * (grey(images) - images)
