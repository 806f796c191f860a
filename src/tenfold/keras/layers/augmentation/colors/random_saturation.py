"""RandomSaturation: stronger or weaker colours."""

from tenfold.keras.layers.augmentation.colors.color_layer import ColorLayer
from tenfold.ops.arrays.basics import squeeze, stack, unstack
from tenfold.ops.image.color import hsv_to_rgb, rgb_to_hsv
from tenfold.ops.math.clipping import clip_by_value


class RandomSaturation(ColorLayer):
    """In training: the saturation of each RGB image times f / (1 - f), and at most 1.

    Args:
      factor: the least and the most of f within [0, 1], where 0 is grey, 0.5 changes nothing and 1 is full
        saturation; one number is the most, 0 the least.
      value_range, data_format, seed: see `ColorLayer`.
    """

    least = -1.0  # Keras 3 writes so into configurations; what is below 0 is grey

    def changed(self, images, factor):
        hue, saturation, value = unstack(rgb_to_hsv(images), 3, -1)
        factor = squeeze(clip_by_value(factor, 0.0, 1.0), -1)
        saturation = clip_by_value(saturation * factor / (1 - clip_by_value(factor, 0.0, 0.999)), 0.0, 1.0)
        return hsv_to_rgb(stack([hue, saturation, value], -1))
