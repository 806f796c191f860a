"""What layers that change the colours of images share."""

from tenfold.keras.layers.augmentation.factors import checked_pair, pair
from tenfold.keras.layers.augmentation.labelled_layer import LabelledLayer
from tenfold.keras.layers.augmentation.value_range import checked_range
from tenfold.ops.arrays.basics import cast, shape
from tenfold.ops.math.clipping import clip_by_value
from tenfold.ops.math.comparison import less, select


class ColorLayer(LabelledLayer):
    """In training: the colours of each image changed as much as `factor` and chance say.

    Subclasses write `changed(images, factor)`, where the images, [batch, height, width, channels], are on the scale of
    [0, 1], as are the results, and the factor is [batch, 1, 1, 1].

    Args:
      factor: the least and the most of it; one number f is (0, f).
      value_range: the darkest and the brightest that a pixel can be.
      data_format: see `ImageLayer`.
      seed: of what is drawn.

    Attributes:
      least, most: what the factor may be.
      draws: whether it is drawn.
    """

    least, most, draws, passes = 0.0, 1.0, True, None

    def __init__(self, factor, value_range=(0, 255), data_format=None, seed=None, **kwargs):
        super().__init__(seed, data_format, **kwargs)
        self.factor = self._pair(factor, "factor")
        self.value_range = checked_range(value_range, type(self).__name__)

    def _pair(self, factor, name):
        """(least, most) of an argument."""
        if isinstance(factor, (list, tuple)) and len(factor) == 2:
            factor = sorted(pair(factor, name, type(self).__name__))
        return checked_pair(factor, name, type(self).__name__, self.least, self.most, symmetric=False)

    def augment(self, images):
        low, high = self.value_range
        images = (images - low) / (high - low)
        found = self.changed(images, self.drawn(self.factor, images) if self.draws else None)
        return clip_by_value(found, 0.0, 1.0) * (high - low) + low

    def drawn(self, bounds, images):
        """A number for each image, uniform between the bounds, [batch, 1, 1, 1], in the images' dtype."""
        return cast(self.uniform([shape(images)[0], 1, 1, 1], *bounds), images.dtype)

    def chosen(self, share, changed, images):
        """Each image `changed` with the probability `share`, a number or [batch, 1, 1, 1]; else as it is."""
        return select(less(self.drawn((0.0, 1.0), images), share), changed, images)

    def changed(self, images, factor):
        """The images with other colours."""
        return images

    def get_config(self):
        return {**super().get_config(), "factor": self.factor, "value_range": self.value_range}
