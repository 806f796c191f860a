"""ContrastLimitedAdaptiveHistogramEqualization: shades made even, tile by tile (Zuiderveld, Graphics Gems IV, 1994)."""

from tenfold.core.values import dtypes
from tenfold.keras.layers.augmentation.labelled_layer import LabelledLayer
from tenfold.keras.layers.augmentation.value_range import checked_range
from tenfold.keras.utils.arguments import check_numbers, members, whole_number
from tenfold.ops.arrays.basics import cast, ones_like, reshape, shape, transpose
from tenfold.ops.arrays.gathering import gather
from tenfold.ops.arrays.ranges import range as counted
from tenfold.ops.math.clipping import clip_by_value
from tenfold.ops.math.cumulative import cumsum
from tenfold.ops.math.elementwise import floor
from tenfold.ops.math.powers import maximum, minimum
from tenfold.ops.math.reduce import reduce_sum
from tenfold.ops.math.segment import unsorted_segment_sum

_SHADES = 256


class ContrastLimitedAdaptiveHistogramEqualization(LabelledLayer):
    """Values replaced so that the histogram of each tile of an image and channel becomes even, as far as a limit lets.

    A tile of n pixels has a histogram h of 256 shades. What it has above clip_limit n / 256 is shared out among all
    shades. With the sums c of h up to each shade, a shade s becomes (c[s] - c[0]) / (n - c[0]); a pixel is interpolated
    between what the four nearest tiles make of it. An image that tiles do not fill is mirrored at its end.

    Args:
      value_range: the darkest and the brightest that a pixel can be.
      clip_limit: how much more than its share a shade may have; 0 and below for no limit.
      tile_grid_size: how many tiles there are, rows and columns.
      data_format: see `ImageLayer`.
    """

    passes = None

    def __init__(self, value_range=(0, 255), clip_limit=4.0, tile_grid_size=(8, 8), data_format=None, **kwargs):
        super().__init__(data_format=data_format, **kwargs)
        name = type(self).__name__
        self.value_range = checked_range(value_range, name)
        check_numbers(clip_limit=clip_limit)
        self.clip_limit = clip_limit
        self.tile_grid_size = tuple(
            whole_number(side, "tile_grid_size") for side in members(tile_grid_size, "tile_grid_size", name)
        )
        if len(self.tile_grid_size) != 2:
            raise ValueError(f"`tile_grid_size` of {name} must be two whole numbers. Received: {tile_grid_size}")

    def call(self, inputs, training=True):
        return super().call(inputs, training=True)

    def augment(self, images):
        low, high = self.value_range
        dims = shape(images)
        sides = [-(-dims[1 + i] // n) for i, n in enumerate(self.tile_grid_size)]
        wide = _filled(images, [side * n for side, n in zip(sides, self.tile_grid_size)])
        shades = cast(clip_by_value(floor((wide - low) / (high - low) * (_SHADES - 1)), 0, _SHADES - 1), dtypes.int32)
        found = self._interpolated(shades, self._tables(shades, sides), sides)
        return cast(found[:, : dims[1], : dims[2]], images.dtype) * (high - low) + low

    def _tables(self, shades, sides):
        """What each tile makes of each shade: [batch * tiles * channels * 256], on the scale of [0, 1]."""
        n, channels = shape(shades)[0], shape(shades)[3]
        rows, columns = self.tile_grid_size
        tiles = reshape(shades, [n, rows, sides[0], columns, sides[1], channels])
        tiles = reshape(transpose(tiles, [0, 1, 3, 5, 2, 4]), [n * rows * columns * channels, -1])
        count = shape(tiles)[0]
        bins = tiles + reshape(counted(count), [-1, 1]) * _SHADES
        heights = reshape(unsorted_segment_sum(ones_like(bins), bins, count * _SHADES), [count, _SHADES])
        heights, pixels = cast(heights, dtypes.float32), cast(sides[0] * sides[1], dtypes.float32)
        if self.clip_limit > 0:
            limit = pixels * (self.clip_limit / _SHADES)
            over = reduce_sum(maximum(heights - limit, 0.0), 1, True)
            heights = minimum(heights, limit) + over / _SHADES
        below = cumsum(heights, axis=1)
        first = below[:, :1]
        return reshape((below - first) / maximum(pixels - first, 1e-6), [-1])

    def _interpolated(self, shades, tables, sides):
        """Each pixel between what the tables of the nearest tiles make of it."""
        n, channels = shape(shades)[0], shape(shades)[3]
        rows, columns = self.tile_grid_size
        image = reshape(counted(n), [-1, 1, 1, 1]) * (rows * columns)
        total = 0.0
        for row, above in _nearest(rows, sides[0], [1, -1, 1, 1]):
            for column, left in _nearest(columns, sides[1], [1, 1, -1, 1]):
                table = (image + row * columns + column) * channels + counted(channels)
                total = total + gather(tables, table * _SHADES + shades) * (above * left)
        return total

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        config = {name: value for name, value in super().get_config().items() if name != "seed"}
        kept = ("value_range", "clip_limit", "tile_grid_size")
        return {**config, **{name: getattr(self, name) for name in kept}}


def _nearest(tiles, side, form):
    """The two tiles of an axis nearest to each of its pixels: [(which, weight), ...], both of the shape `form`."""
    at = cast(counted(tiles * side), dtypes.float32) / cast(side, dtypes.float32) - 0.5
    low = floor(at)
    ends = ((low, 1 - (at - low)), (low + 1, at - low))
    return [
        (reshape(cast(clip_by_value(tile, 0, tiles - 1), dtypes.int32), form), reshape(weight, form))
        for tile, weight in ends
    ]


def _filled(images, size):
    """The images mirrored at their lower and right ends up to `size`, also where that takes several mirrors."""
    for axis, wanted in enumerate(size, 1):
        at, length = counted(wanted), shape(images)[axis]
        at = at % (2 * length)
        images = gather(images, minimum(at, 2 * length - 1 - at), axis=axis)
    return images
