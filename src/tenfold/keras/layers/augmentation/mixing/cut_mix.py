"""CutMix (Yun et al., ICCV 2019)."""

from tenfold.keras.layers.augmentation.factors import checked_pair
from tenfold.keras.layers.augmentation.mixing.mix_layer import MixLayer
from tenfold.keras.layers.augmentation.patches import patch_mask
from tenfold.ops.arrays.basics import reshape, shape
from tenfold.ops.math.comparison import select
from tenfold.ops.math.elementwise import sqrt
from tenfold.ops.math.powers import maximum


class CutMix(MixLayer):
    """In training: in each image a rectangle of another, and labels mixed by area.

    Args:
      factor: the least and the most of the f in Beta(f, f), from which the share that an image keeps is drawn, within
        [0, 1]; one number is the most, 0 the least.
      seed: of what is drawn.
      data_format: see `ImageLayer`.
    """

    def __init__(self, factor=1.0, seed=None, data_format=None, **kwargs):
        super().__init__(seed, data_format, **kwargs)
        self.factor = checked_pair(factor, "factor", "CutMix", 0.0, 1.0, symmetric=False)

    def mixed(self, images, others):
        n = shape(images)[0]
        kept = self.beta(n, maximum(self.uniform([], *self.factor), 1e-2))
        inside, share = patch_mask(self.uniform, images, reshape(sqrt(1 - kept), (-1, 1, 1, 1)))
        return select(inside, others, images), reshape(1 - share, (-1,))

    def get_config(self):
        return {**super().get_config(), "factor": self.factor}
