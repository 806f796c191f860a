"""Equalization: every shade as frequent as the next."""

from tenfold.core.values import dtypes
from tenfold.keras.layers.augmentation.colors.color_layer import ColorLayer
from tenfold.keras.utils.arguments import whole_number
from tenfold.ops.arrays.basics import cast, ones_like, reshape, shape
from tenfold.ops.arrays.gathering import gather
from tenfold.ops.arrays.ranges import range as counted
from tenfold.ops.math.clipping import clip_by_value
from tenfold.ops.math.comparison import greater, select
from tenfold.ops.math.cumulative import cumsum
from tenfold.ops.math.elementwise import floor, round_even
from tenfold.ops.math.powers import maximum
from tenfold.ops.math.reduce import reduce_max, reduce_min
from tenfold.ops.math.segment import unsorted_segment_sum


class Equalization(ColorLayer):
    """In training: values replaced so that each channel's histogram, that of the whole batch, becomes even.

    Args:
      bins: how many shades are told apart.
      value_range, data_format: see `ColorLayer`.
    """

    def __init__(self, value_range=(0, 255), bins=256, data_format=None, **kwargs):
        super().__init__(0.0, value_range, data_format, **kwargs)
        self.bins = whole_number(bins, "bins", 2)

    def augment(self, images):
        low, high = self.value_range
        return self._equalized((images - low) / (high - low)) * (high - low) + low

    def _equalized(self, images):
        channels = shape(images)[3]
        shades = cast(clip_by_value(floor(images * (self.bins - 1)), 0, self.bins - 1), dtypes.int32)
        shades = shades + counted(channels) * self.bins
        counts = unsorted_segment_sum(ones_like(shades), shades, channels * self.bins)
        below = cumsum(reshape(counts, (channels, self.bins)), axis=1)
        total = reduce_max(below, 1, True)
        first = reduce_min(select(greater(below, 0), below, total), 1, True)
        share = cast(below - first, dtypes.float32) / cast(maximum(total - first, 1), dtypes.float32)
        found = gather(reshape(round_even(share * 255) / 255, (-1,)), shades)
        return select(greater(total - first, 0)[:, 0], cast(found, images.dtype), images)

    def get_config(self):
        config = {name: value for name, value in super().get_config().items() if name not in ("factor", "seed")}
        return {**config, "bins": self.bins}
