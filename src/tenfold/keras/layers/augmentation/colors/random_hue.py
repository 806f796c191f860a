"""RandomHue: other colours."""

from tenfold.keras.layers.augmentation.colors.color_layer import ColorLayer
from tenfold.ops.arrays.basics import ones_like, squeeze, stack, unstack
from tenfold.ops.image.color import hsv_to_rgb, rgb_to_hsv
from tenfold.ops.math.arithmetic import floormod
from tenfold.ops.math.comparison import less, select


class RandomHue(ColorLayer):
    """In training: the hue of each RGB image turned by up to half the colour circle, either way.

    Args:
      factor: the least and the most of it within [0, 1], where 1 is half the circle; one number f is (0, f).
      value_range, data_format, seed: see `ColorLayer`.
    """

    def changed(self, images, factor):
        hue, saturation, value = unstack(rgb_to_hsv(images), 3, -1)
        backwards = less(self.drawn((0.0, 1.0), images), 0.5)
        turn = select(backwards, -factor, factor) * 0.5
        hue = floormod(hue + squeeze(turn, -1), ones_like(hue))
        return hsv_to_rgb(stack([hue, saturation, value], -1))
