"""What layers share that choose at random among other layers of images."""

from tenfold.core.values import dtypes
from tenfold.keras.layers.augmentation.colors.auto_contrast import AutoContrast
from tenfold.keras.layers.augmentation.colors.equalization import Equalization
from tenfold.keras.layers.augmentation.colors.random_color_degeneration import RandomColorDegeneration
from tenfold.keras.layers.augmentation.colors.random_posterization import RandomPosterization
from tenfold.keras.layers.augmentation.colors.random_sharpness import RandomSharpness
from tenfold.keras.layers.augmentation.colors.solarization import Solarization
from tenfold.keras.layers.augmentation.factors import checked_share
from tenfold.keras.layers.augmentation.labelled_layer import LabelledLayer
from tenfold.keras.layers.augmentation.maps.random_rotation import RandomRotation
from tenfold.keras.layers.augmentation.maps.random_shear import RandomShear
from tenfold.keras.layers.augmentation.maps.random_translation import RandomTranslation
from tenfold.keras.layers.augmentation.random_brightness import RandomBrightness
from tenfold.keras.layers.augmentation.random_contrast import RandomContrast
from tenfold.keras.layers.augmentation.value_range import checked_range
from tenfold.ops.control.branches import switch_case


class ChoosingLayer(LabelledLayer):
    """In training: all images of a batch changed by layers that are chosen at random for each call.

    Args:
      value_range: the darkest and the brightest that a pixel can be.
      factor: how strongly, within [0, 1].
      interpolation: "bilinear" or "nearest", of the layers that move pixels.
      seed: of what is drawn.
      data_format: see `ImageLayer`.
    """

    def __init__(self, value_range, factor, interpolation, seed, data_format, **kwargs):
        super().__init__(seed, data_format, **kwargs)
        name = type(self).__name__
        self.value_range, self.factor = checked_range(value_range, name), checked_share(factor, "factor", name)
        self.interpolation = interpolation

    def set_choice(self, with_shades):
        """Make the layers to choose from; `with_shades`: also those of brightness, contrast, colour and sharpness."""
        f, ranged, moved = self.factor, {"value_range": self.value_range}, {"interpolation": self.interpolation}
        made = [
            lambda **options: AutoContrast(**ranged, **{k: v for k, v in options.items() if k != "seed"}),
            lambda **options: Equalization(**ranged, **{k: v for k, v in options.items() if k != "seed"}),
            lambda **options: Solarization(f, f, **ranged, **options),
            lambda **options: RandomPosterization((max(1, 8 - int(7 * f)), 8), **ranged, **options),
            lambda **options: RandomRotation(f / 6, **moved, **options),
            lambda **options: RandomTranslation(f / 3, f / 3, **moved, **options),
            lambda **options: RandomShear(f / 3, f / 3, **moved, **options),
        ]
        shades = [
            lambda **options: RandomBrightness(f / 2, **ranged, **options),
            lambda **options: RandomContrast(f, **ranged, **options),
            lambda **options: RandomColorDegeneration(f, **ranged, **options),
            lambda **options: RandomSharpness((0.5 - f / 2, 0.5 + f / 2), **ranged, **options),
        ]
        common = {"data_format": "channels_last", "dtype": self.dtype_policy}
        self._choice = [
            make(seed=None if self.seed is None else self.seed + 1 + i, **common)
            for i, make in enumerate(made + (shades if with_shades else []))
        ]

    def changed_once(self, images):
        """The images changed by one of the layers."""
        n = len(self._choice)
        which = self._random_generator.random_uniform([], 0, n, dtypes.int32)
        return switch_case(which, [lambda layer=layer: layer.augment(images) for layer in self._choice])

    def get_config(self):
        kept = ("value_range", "factor", "interpolation")
        return {**super().get_config(), **{name: getattr(self, name) for name in kept}}
