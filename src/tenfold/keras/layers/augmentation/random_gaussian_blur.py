"""RandomGaussianBlur: images out of focus."""

from tenfold.keras.layers.augmentation.factors import checked_pair
from tenfold.keras.layers.augmentation.labelled_layer import LabelledLayer
from tenfold.keras.layers.augmentation.value_range import checked_range
from tenfold.ops.arrays.basics import cast, shape
from tenfold.ops.arrays.padding import pad
from tenfold.ops.math.clipping import clip_by_value
from tenfold.ops.math.comparison import less, select
from tenfold.ops.math.elementwise import exp
from tenfold.ops.math.powers import maximum


class RandomGaussianBlur(LabelledLayer):
    """In training: some images filtered with a Gaussian, with zeros around them.

    Args:
      factor: the least and the most of an image's probability within [0, 1]; one number is the most, 0 the least.
      kernel_size: an odd number of pixels, or two: rows and columns.
      sigma: the least and the most standard deviation in pixels; one number is the most, 0 the least.
      value_range: what results are held within.
      data_format: see `ImageLayer`.
      seed: of what is drawn.
    """

    passes = None

    def __init__(
        self, factor=1.0, kernel_size=3, sigma=1.0, value_range=(0, 255), data_format=None, seed=None, **kwargs
    ):
        super().__init__(seed, data_format, **kwargs)
        self.factor = checked_pair(factor, "factor", "RandomGaussianBlur", 0.0, 1.0, symmetric=False)
        self.sigma = checked_pair(sigma, "sigma", "RandomGaussianBlur", 0.0, float("inf"), symmetric=False)
        self.kernel_size = tuple(kernel_size) if isinstance(kernel_size, (list, tuple)) else (kernel_size,) * 2
        if len(self.kernel_size) != 2 or any(not isinstance(n, int) or n < 1 or n % 2 == 0 for n in self.kernel_size):
            raise ValueError(
                f"`kernel_size` of RandomGaussianBlur must be an odd whole number or two. Received: {kernel_size}"
            )
        self.value_range = checked_range(value_range, "RandomGaussianBlur")

    def augment(self, images):
        dims = [shape(images)[0], 1, 1, 1]
        is_chosen = less(self.uniform(dims, 0.0, 1.0), self.uniform(dims, *self.factor))
        sigma = maximum(self.uniform(dims, *self.sigma), 1e-3)
        blurred = images
        for axis, n in zip((1, 2), self.kernel_size):
            blurred = _blurred(blurred, axis, n, sigma)
        return select(is_chosen, clip_by_value(blurred, *self.value_range), images)

    def get_config(self):
        kept = ("factor", "kernel_size", "sigma", "value_range")
        return {**super().get_config(), **{name: getattr(self, name) for name in kept}}


def _blurred(images, axis, n, sigma):
    """Images filtered along `axis` with `n` values of a Gaussian, `sigma` [batch, 1, 1, 1] wide."""
    side = n // 2
    weights = [exp(-0.5 * (k / sigma) * (k / sigma)) for k in map(float, range(-side, side + 1))]
    wide = pad(images, [[side, side] if a == axis else [0, 0] for a in range(4)])
    length, found = shape(images)[axis], 0.0
    for k, weight in enumerate(weights):
        part = wide[:, k : k + length] if axis == 1 else wide[:, :, k : k + length]
        found = found + part * cast(weight / sum(weights), images.dtype)
    return found
