"""Solarization: images partly inverted, as an overexposed film is."""

from tenfold.keras.layers.augmentation.colors.color_layer import ColorLayer
from tenfold.ops.math.clipping import clip_by_value
from tenfold.ops.math.comparison import less, select


class Solarization(ColorLayer):
    """In training: something added to each image, and all of it that then lies above a threshold inverted.

    Args:
      addition_factor: the least and the most of what is added within [0, 1], as part of the range; one number is the
        most, 0 the least.
      threshold_factor: the same of the threshold. At 0 all is inverted.
      value_range, seed, data_format: see `ColorLayer`.
    """

    draws = False

    def __init__(
        self, addition_factor=0.0, threshold_factor=0.0, value_range=(0, 255), seed=None, data_format=None, **kwargs
    ):
        super().__init__(0.0, value_range, data_format, seed, **kwargs)
        self.addition_factor = self._pair(addition_factor, "addition_factor")
        self.threshold_factor = self._pair(threshold_factor, "threshold_factor")

    def changed(self, images, factor):
        images = clip_by_value(images + self.drawn(self.addition_factor, images), 0.0, 1.0)
        return select(less(images, self.drawn(self.threshold_factor, images)), images, 1 - images)

    def get_config(self):
        config = {name: value for name, value in super().get_config().items() if name != "factor"}
        return {**config, "addition_factor": self.addition_factor, "threshold_factor": self.threshold_factor}
