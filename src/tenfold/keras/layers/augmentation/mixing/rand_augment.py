"""RandAugment (Cubuk et al., NeurIPS 2020)."""

from tenfold.keras.layers.augmentation.mixing.choosing_layer import ChoosingLayer
from tenfold.keras.utils.arguments import whole_number


class RandAugment(ChoosingLayer):
    """In training: `num_ops` changes one after the other, each chosen at random.

    Args:
      num_ops: how many.
      value_range, factor, interpolation, seed, data_format: see `ChoosingLayer`.
    """

    def __init__(
        self,
        value_range=(0, 255),
        num_ops=2,
        factor=0.5,
        interpolation="bilinear",
        seed=None,
        data_format=None,
        **kwargs,
    ):
        super().__init__(value_range, factor, interpolation, seed, data_format, **kwargs)
        self.num_ops = whole_number(num_ops, "num_ops")
        self.set_choice(with_shades=True)

    def augment(self, images):
        for _ in range(self.num_ops):
            images = self.changed_once(images)
        return images

    def get_config(self):
        return {**super().get_config(), "num_ops": self.num_ops}
