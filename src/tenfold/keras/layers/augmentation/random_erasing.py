"""RandomErasing: a part of images hidden (Zhong et al., AAAI 2020)."""

from tenfold.keras.layers.augmentation.factors import checked_pair
from tenfold.keras.layers.augmentation.labelled_layer import LabelledLayer
from tenfold.keras.layers.augmentation.patches import patch_mask
from tenfold.keras.layers.augmentation.value_range import checked_range
from tenfold.keras.utils.arguments import check_numbers
from tenfold.ops.arrays.basics import cast, shape
from tenfold.ops.math.clipping import clip_by_value
from tenfold.ops.math.comparison import less, select
from tenfold.ops.math.elementwise import sqrt
from tenfold.ops.math.logic import logical_and


class RandomErasing(LabelledLayer):
    """In training: in some images a rectangle, with the image's proportions, replaced.

    Args:
      factor: the least and the most of an image's probability within [0, 1]; one number is the most, 0 the least.
      scale: the least and the most share of the image that the rectangle covers, within [0, 1].
      fill_value: what it is replaced by; None is noise within `value_range`.
      value_range: the darkest and the brightest that a pixel can be.
      seed: of what is drawn.
      data_format: see `ImageLayer`.
    """

    def __init__(
        self,
        factor=1.0,
        scale=(0.02, 0.33),
        fill_value=None,
        value_range=(0, 255),
        seed=None,
        data_format=None,
        **kwargs,
    ):
        super().__init__(seed, data_format, **kwargs)
        self.factor = checked_pair(factor, "factor", "RandomErasing", 0.0, 1.0, symmetric=False)
        self.scale = checked_pair(scale, "scale", "RandomErasing", 0.0, 1.0, symmetric=False)
        check_numbers(fill_value=fill_value, optional=True)
        self.fill_value, self.value_range = fill_value, checked_range(value_range, "RandomErasing")

    def augment(self, images):
        dims = [shape(images)[0], 1, 1, 1]
        is_chosen = less(self.uniform(dims, 0.0, 1.0), self.uniform(dims, *self.factor))
        inside, _ = patch_mask(self.uniform, images, sqrt(self.uniform(dims, *self.scale)))
        return select(logical_and(is_chosen, inside), self._fill(images), images)

    def _fill(self, images):
        if self.fill_value is not None:
            return cast(self.fill_value, images.dtype)
        low, high = self.value_range
        noise = self._random_generator.random_normal(shape(images), 0.5, 0.25)
        return cast(clip_by_value(noise, 0.0, 1.0) * (high - low) + low, images.dtype)

    def get_config(self):
        kept = ("factor", "scale", "fill_value", "value_range")
        return {**super().get_config(), **{name: getattr(self, name) for name in kept}}
