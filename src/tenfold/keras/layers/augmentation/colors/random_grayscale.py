"""RandomGrayscale: some images without colours."""

from tenfold.keras.layers.augmentation.colors.grey import grey
from tenfold.keras.layers.augmentation.factors import checked_share
from tenfold.keras.layers.augmentation.labelled_layer import LabelledLayer
from tenfold.ops.arrays.basics import cast, shape
from tenfold.ops.math.comparison import less, select


class RandomGrayscale(LabelledLayer):
    """In training: each RGB image made grey, with three equal channels, with probability `factor`.

    Args:
      factor: within [0, 1].
      data_format: see `ImageLayer`.
      seed: of what is drawn.
    """

    passes = None

    def __init__(self, factor=0.5, data_format=None, seed=None, **kwargs):
        super().__init__(seed, data_format, **kwargs)
        self.factor = checked_share(factor, "factor", "RandomGrayscale")

    def augment(self, images):
        drawn = cast(self.uniform([shape(images)[0], 1, 1, 1], 0.0, 1.0), images.dtype)
        return select(less(drawn, self.factor), grey(images), images)

    def get_config(self):
        return {**super().get_config(), "factor": self.factor}
