"""RandomElasticTransform: images on a sheet of rubber (Simard, Steinkraus and Platt, ICDAR 2003)."""

from tenfold.core.values import dtypes
from tenfold.keras.layers.augmentation.factors import checked_pair
from tenfold.keras.layers.augmentation.labelled_layer import LabelledLayer
from tenfold.keras.layers.augmentation.value_range import checked_range
from tenfold.keras.layers.preprocessing.image_layer import one_of
from tenfold.keras.utils.arguments import check_numbers
from tenfold.ops.arrays.basics import cast, expand_dims, reshape, shape
from tenfold.ops.arrays.ranges import range as counted
from tenfold.ops.image.displaced import displaced
from tenfold.ops.image.projective import FILL_MODES, INTERPOLATIONS
from tenfold.ops.linalg.products import matmul
from tenfold.ops.math.clipping import clip_by_value
from tenfold.ops.math.comparison import less, select
from tenfold.ops.math.elementwise import exp
from tenfold.ops.math.powers import maximum, minimum
from tenfold.ops.math.reduce import reduce_sum

_REACH, _SIGMA = 0.1, 0.05  # of Keras 3, times the longer and the shorter side


class RandomElasticTransform(LabelledLayer):
    """In training: in some images every pixel moved a little, neighbours alike.

    Pixel (x, y) is what the image has at (x + dx, y + dy), where dx and dy are 0.1 scale max(height, width) G(sigma n):
    n is normal noise of each pixel, sigma = 0.05 scale min(height, width), and G the Gaussian filter that wide, with
    zeros around the image.

    Args:
      factor: the least and the most of an image's probability within [0, 1]; one number is the most, 0 the least.
      scale: the least and the most of how far and how evenly pixels move, within [0, 1], drawn once for a batch; one
        number is the most, 0 the least.
      interpolation: "bilinear" or "nearest".
      fill_mode, fill_value: what lies outside: see `RandomTransform`.
      value_range: what results are held within.
      seed: of what is drawn.
      data_format: see `ImageLayer`.
    """

    def __init__(
        self,
        factor=1.0,
        scale=1.0,
        interpolation="bilinear",
        fill_mode="reflect",
        fill_value=0.0,
        value_range=(0, 255),
        seed=None,
        data_format=None,
        **kwargs,
    ):
        super().__init__(seed, data_format, **kwargs)
        name = type(self).__name__
        self.factor = checked_pair(factor, "factor", name, 0.0, 1.0, symmetric=False)
        self.scale = checked_pair(scale, "scale", name, 0.0, 1.0, symmetric=False)
        self.interpolation = one_of(interpolation, INTERPOLATIONS, "interpolation", name)
        self.fill_mode = one_of(fill_mode, FILL_MODES, "fill_mode", name)
        check_numbers(fill_value=fill_value)
        self.fill_value, self.value_range = fill_value, checked_range(value_range, name)

    def augment(self, images):
        n, height, width = (shape(images)[axis] for axis in range(3))
        is_chosen = less(self.uniform([n, 1, 1, 1], 0.0, 1.0), self.uniform([n, 1, 1, 1], *self.factor))
        scale = self.uniform([], *self.scale)
        dx, dy = (self._displacement(scale, n, height, width) for _ in range(2))
        x = dx + cast(counted(width), dtypes.float32)
        y = dy + expand_dims(cast(counted(height), dtypes.float32), 1)
        how = {"interpolation": self.interpolation, "fill_mode": self.fill_mode, "fill_value": self.fill_value}
        return select(is_chosen, clip_by_value(displaced(images, x, y, **how), *self.value_range), images)

    def _displacement(self, scale, n, height, width):
        """How far pixels move along one axis, [n, height, width]."""
        shorter, longer = (cast(f(height, width), dtypes.float32) for f in (minimum, maximum))
        sigma = _SIGMA * scale * shorter
        noise = self._random_generator.random_normal([n, height, width], 0.0, 1.0) * sigma
        smooth = matmul(matmul(_gaussian(height, sigma), noise), _gaussian(width, sigma))
        return smooth * (_REACH * scale * longer)

    def get_config(self):
        kept = ("factor", "scale", "interpolation", "fill_mode", "fill_value", "value_range")
        return {**super().get_config(), **{name: getattr(self, name) for name in kept}}


def _gaussian(n, sigma):
    """The matrix [n, n] that filters n values with a Gaussian `sigma` wide, zeros around them."""
    at = cast(counted(n), dtypes.float32)
    apart = (expand_dims(at, 1) - at) / maximum(sigma, 1e-3)
    reach = cast(counted(-3 * n, 3 * n + 1), dtypes.float32) / maximum(sigma, 1e-3)
    return exp(-0.5 * apart * apart) / reshape(reduce_sum(exp(-0.5 * reach * reach)), [])
