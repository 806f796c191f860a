"""Grey images."""

from tenfold.ops.arrays.basics import expand_dims, unstack


def grey(images):
    """The luma of RGB images (Rec. 601 weights), [..., 1]."""
    red, green, blue = unstack(images, 3, -1)
    return expand_dims(0.2989 * red + 0.5870 * green + 0.1140 * blue, -1)
