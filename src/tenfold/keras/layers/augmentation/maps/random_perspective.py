"""RandomPerspective: images seen from the side."""

from tenfold.keras.layers.augmentation.factors import checked_pair, checked_share
from tenfold.keras.layers.augmentation.labelled_layer import LabelledLayer
from tenfold.keras.layers.augmentation.maps.random_transform import RandomTransform
from tenfold.ops.arrays.basics import concat, shape, unstack
from tenfold.ops.math.comparison import less, select
from tenfold.ops.math.powers import maximum


class RandomPerspective(LabelledLayer, RandomTransform):
    """In training: of some images what lies between four points is shown, each up to a quarter of the image from its
    corner, times `scale`.

    Args:
      factor: the least and the most of an image's probability within [0, 1]; one number is the most, 0 the least.
      scale: how far the points may be from the corners, within [0, 1].
      interpolation, fill_value, seed, data_format: see `RandomTransform`; what lies outside has the `fill_value`.
    """

    def __init__(
        self, factor=1.0, scale=1.0, interpolation="bilinear", fill_value=0.0, seed=None, data_format=None, **kwargs
    ):
        super().__init__("constant", interpolation, seed, fill_value, data_format, **kwargs)
        self.factor = checked_pair(factor, "factor", "RandomPerspective", 0.0, 1.0, symmetric=False)
        self.scale = checked_share(scale, "scale", "RandomPerspective")

    def augment(self, images):
        dims = [shape(images)[0], 1, 1, 1]
        is_chosen = less(self.uniform(dims, 0.0, 1.0), self.uniform(dims, *self.factor))
        return select(is_chosen, super().augment(images), images)

    def maps(self, batch, height, width):
        away = self.uniform([batch, 8, 1], -self.scale / 4, self.scale / 4)
        right, down = maximum(width - 1, 1), maximum(height - 1, 1)
        corners = zip((0, 0, 1, 0, 1, 1, 0, 1), unstack(away, 8, 1), (right, down) * 4)
        return quadrilaterals(*((at + more) * side for at, more, side in corners), right, down)

    def get_config(self):
        config = {name: value for name, value in super().get_config().items() if name != "fill_mode"}
        return {**config, "factor": self.factor, "scale": self.scale}


def quadrilaterals(x0, y0, x1, y1, x2, y2, x3, y3, right, down):
    """The maps from the rectangle (0, 0), (right, 0), (right, down), (0, down) to four points, each [batch, 1].

    (Heckbert, "Fundamentals of texture mapping and image warping", 1989)
    """
    dx1, dx2, sx = x1 - x2, x3 - x2, x0 - x1 + x2 - x3
    dy1, dy2, sy = y1 - y2, y3 - y2, y0 - y1 + y2 - y3
    whole = dx1 * dy2 - dx2 * dy1
    g, h = (sx * dy2 - dx2 * sy) / whole, (dx1 * sy - sx * dy1) / whole
    across = [(x1 - x0 + g * x1) / right, (x3 - x0 + h * x3) / down, x0]
    below = [(y1 - y0 + g * y1) / right, (y3 - y0 + h * y3) / down, y0]
    return concat([*across, *below, g / right, h / down], 1)
