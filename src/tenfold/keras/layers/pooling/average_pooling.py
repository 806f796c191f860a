"""AveragePooling1D, AveragePooling2D, AveragePooling3D: the mean of each window."""

from tenfold.keras.layers.pooling.pooling import Pooling, Pooling1D
from tenfold.ops.conv.pooling import avg_pool1d, avg_pool2d, avg_pool3d


class AveragePooling1D(Pooling1D):
    """The mean of each window, over one axis. See `Pooling`."""

    pool = staticmethod(avg_pool1d)


class AveragePooling2D(Pooling):
    """The mean of each window, over height and width. See `Pooling`."""

    rank, pool = 2, staticmethod(avg_pool2d)


class AveragePooling3D(Pooling):
    """The mean of each window, over three axes. See `Pooling`."""

    rank, pool = 3, staticmethod(avg_pool3d)
