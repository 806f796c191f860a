"""A rectangle in each image, at random."""

from tenfold.core.values import dtypes
from tenfold.ops.arrays.basics import cast, reshape, shape
from tenfold.ops.arrays.ranges import range as counted
from tenfold.ops.math.comparison import greater_equal, less
from tenfold.ops.math.elementwise import floor
from tenfold.ops.math.logic import logical_and


def patch_mask(uniform, images, side):
    """Where a rectangle of `side` [batch, 1, 1, 1] times the height and the width lies, wholly inside the image.

    Args:
      uniform: draws numbers of (shape, low, high).

    Returns:
      bool [batch, height, width, 1], and the share of the image that the rectangle covers, [batch, 1, 1, 1].
    """
    dims, inside, share = shape(images), True, 1.0
    for axis, form in ((1, (1, -1, 1, 1)), (2, (1, 1, -1, 1))):
        n = cast(dims[axis], dtypes.float32)
        extent = floor(side * n)
        begin = floor(uniform([dims[0], 1, 1, 1], 0.0, 1.0) * (n - extent + 1))
        at = reshape(cast(counted(dims[axis]), dtypes.float32), form)
        inside = logical_and(inside, logical_and(greater_equal(at, begin), less(at, begin + extent)))
        share = share * extent / n
    return inside, share
