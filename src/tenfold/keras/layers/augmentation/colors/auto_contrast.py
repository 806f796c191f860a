"""AutoContrast: the whole range used."""

from tenfold.keras.layers.augmentation.colors.color_layer import ColorLayer
from tenfold.ops.arrays.basics import ones_like
from tenfold.ops.math.comparison import greater, select
from tenfold.ops.math.reduce import reduce_max, reduce_min


class AutoContrast(ColorLayer):
    """Each channel of each image stretched over the whole range, in training and inference; a flat one stays.

    Args:
      value_range, data_format: see `ColorLayer`.
    """

    def __init__(self, value_range=(0, 255), data_format=None, **kwargs):
        super().__init__(0.0, value_range, data_format, **kwargs)

    def call(self, inputs):
        return super().call(inputs, True)

    def augment(self, images):
        bottom, top = reduce_min(images, (1, 2), True), reduce_max(images, (1, 2), True)
        has_range, (low, high) = greater(top, bottom), self.value_range
        stretched = (images - bottom) / select(has_range, top - bottom, ones_like(top)) * (high - low) + low
        return select(has_range, stretched, images)

    def get_config(self):
        return {name: value for name, value in super().get_config().items() if name not in ("factor", "seed")}
