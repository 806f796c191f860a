"""RandomBrightness: images lit up or darkened."""

from tenfold.keras.layers.augmentation.factors import pair
from tenfold.keras.layers.augmentation.random_image_layer import RandomImageLayer
from tenfold.keras.layers.augmentation.value_range import checked_range
from tenfold.ops.arrays.basics import cast, shape
from tenfold.ops.math.clipping import clip_by_value


class RandomBrightness(RandomImageLayer):
    """In training: a random number added to each image, and the result held within `value_range`.

    Args:
      factor: the least and the most of it, within [-1, 1], as part of the range; one number f is (-f, f).
      value_range: the darkest and the brightest that a pixel can be.
      seed: of what is drawn.
    """

    def __init__(self, factor, value_range=(0, 255), seed=None, **kwargs):
        super().__init__(seed, **kwargs)
        found = sorted(pair(factor, "factor", "RandomBrightness"))
        if not -1 <= found[0] <= found[1] <= 1:
            raise ValueError(
                "The `factor` argument of RandomBrightness must be a number (or two of them) in the range [-1, 1]. "
                f"Received: {factor}"
            )
        self._factor, self.value_range = found, checked_range(value_range, "RandomBrightness")

    def augment(self, images):
        low, high = self.value_range
        more = self.uniform([shape(images)[0], 1, 1, 1], *self._factor) * float(high - low)
        return clip_by_value(images + cast(more, images.dtype), low, high)

    def get_config(self):
        return {**super().get_config(), "factor": self._factor, "value_range": self.value_range}
