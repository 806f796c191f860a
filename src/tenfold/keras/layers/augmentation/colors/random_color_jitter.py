"""RandomColorJitter: brightness, contrast, saturation and hue changed one after the other."""

from tenfold.keras.layers.augmentation.colors.random_hue import RandomHue
from tenfold.keras.layers.augmentation.colors.random_saturation import RandomSaturation
from tenfold.keras.layers.augmentation.labelled_layer import LabelledLayer
from tenfold.keras.layers.augmentation.random_brightness import RandomBrightness
from tenfold.keras.layers.augmentation.random_contrast import RandomContrast
from tenfold.keras.layers.augmentation.value_range import checked_range

PARTS = {
    "brightness_factor": RandomBrightness,
    "contrast_factor": RandomContrast,
    "saturation_factor": RandomSaturation,
    "hue_factor": RandomHue,
}


class RandomColorJitter(LabelledLayer):
    """In training: what RandomBrightness, RandomContrast, RandomSaturation and RandomHue do, in this order.

    Args:
      value_range: the darkest and the brightest that a pixel can be.
      brightness_factor, contrast_factor, saturation_factor, hue_factor: the `factor` of each; None leaves it out.
      seed: of what is drawn.
      data_format: see `ImageLayer`.
    """

    passes = None

    def __init__(
        self,
        value_range=(0, 255),
        brightness_factor=None,
        contrast_factor=None,
        saturation_factor=None,
        hue_factor=None,
        seed=None,
        data_format=None,
        **kwargs,
    ):
        super().__init__(seed, data_format, **kwargs)
        self.value_range = checked_range(value_range, "RandomColorJitter")
        factors = (brightness_factor, contrast_factor, saturation_factor, hue_factor)
        self._factors = dict(zip(PARTS, factors))
        self._layers = [
            PARTS[name](
                factor,
                value_range=value_range,
                seed=None if seed is None else seed + i,
                data_format="channels_last",
                dtype=self.dtype_policy,
            )
            for i, (name, factor) in enumerate(self._factors.items())
            if factor is not None
        ]

    def augment(self, images):
        for layer in self._layers:
            images = layer.augment(images)
        return images

    def get_config(self):
        return {**super().get_config(), "value_range": self.value_range, **self._factors}
