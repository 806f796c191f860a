"""MixUp (Zhang et al., ICLR 2018)."""

from tenfold.keras.layers.augmentation.mixing.mix_layer import MixLayer
from tenfold.keras.utils.arguments import check_numbers
from tenfold.ops.arrays.basics import cast, reshape, shape


class MixUp(MixLayer):
    """In training: s image + (1 - s) other, and labels likewise; s is drawn from Beta(alpha, alpha) for each image.

    Args:
      alpha: above 0; small ones mix less.
      data_format: see `ImageLayer`.
      seed: of what is drawn.
    """

    def __init__(self, alpha=0.2, data_format=None, seed=None, **kwargs):
        super().__init__(seed, data_format, **kwargs)
        check_numbers(alpha=alpha)
        if alpha <= 0:
            raise ValueError(f"`alpha` of MixUp must be above 0. Received: alpha={alpha}")
        self.alpha = alpha

    def mixed(self, images, others):
        share = self.beta(shape(images)[0], self.alpha)
        own = cast(reshape(share, (-1, 1, 1, 1)), images.dtype)
        return images * own + others * (1 - own), share

    def get_config(self):
        return {**super().get_config(), "alpha": self.alpha}
