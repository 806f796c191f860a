"""RandomContrast: images with more or less contrast."""

from tenfold.keras.layers.augmentation.factors import pair
from tenfold.keras.layers.augmentation.random_image_layer import RandomImageLayer
from tenfold.keras.layers.augmentation.value_range import checked_range
from tenfold.ops.image.color import adjust_contrast
from tenfold.ops.math.clipping import clip_by_value
from tenfold.ops.random.stateless import stateless_uniform


class RandomContrast(RandomImageLayer):
    """In training: (x - mean) * c + mean for each channel of each image, where c is drawn once for a batch.

    Args:
      factor: (l, u), or one number for both, within [0, 1]: c is uniform in [1 - l, 1 + u).
      value_range: what results are held within.
      seed: of what is drawn.
    """

    def __init__(self, factor, value_range=(0, 255), seed=None, **kwargs):
        super().__init__(seed, **kwargs)
        low, high = pair(factor, "factor", "RandomContrast")
        low = low if isinstance(factor, (list, tuple)) else factor
        if not (0 <= low <= 1 and 0 <= high <= 1):
            raise ValueError(
                "`factor` argument of RandomContrast cannot have negative values or values greater than 1. "
                f"Received: factor={factor}"
            )
        self.factor, self.value_range = factor, checked_range(value_range, "RandomContrast")
        self._bounds = (1.0 - low, 1.0 + high)

    def augment(self, images):
        c = stateless_uniform([], self._random_generator.make_seed_for_stateless_op(), *self._bounds)
        return clip_by_value(adjust_contrast(images, c), *self.value_range)

    def get_config(self):
        config = {**super().get_config(), "factor": self.factor}
        return config if self.value_range == [0, 255] else {**config, "value_range": self.value_range}
