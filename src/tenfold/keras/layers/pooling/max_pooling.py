"""MaxPooling1D, MaxPooling2D, MaxPooling3D: the largest element of each window."""

from tenfold.keras.layers.pooling.pooling import Pooling, Pooling1D
from tenfold.ops.conv.pooling import max_pool1d, max_pool2d, max_pool3d


class MaxPooling1D(Pooling1D):
    """The largest element of each window, over one axis. See `Pooling`."""

    pool = staticmethod(max_pool1d)


class MaxPooling2D(Pooling):
    """The largest element of each window, over height and width. See `Pooling`."""

    rank, pool = 2, staticmethod(max_pool2d)


class MaxPooling3D(Pooling):
    """The largest element of each window, over three axes. See `Pooling`."""

    rank, pool = 3, staticmethod(max_pool3d)
