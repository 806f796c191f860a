"""What Keras's data sets share: the place they are downloaded from, the cache, and the formats they come in."""

import gzip
import os

import numpy as np

from tenfold.keras.utils.data_utils import get_file
from tenfold.keras.utils.io_utils import path_to_string

ORIGIN = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"


def fetch(name, path=None, cache_dir=None, cache_subdir="datasets", file_hash=None):
    """Path of the data set file `name` in the cache, downloaded at need and kept as `path` (default `name`)."""
    if cache_dir:
        cache_dir = os.path.expanduser(path_to_string(cache_dir))
    return get_file(path or name, ORIGIN + name, file_hash=file_hash, cache_dir=cache_dir, cache_subdir=cache_subdir)


def read_idx(path):
    """The array in a gzip-compressed IDX file of unsigned bytes (http://yann.lecun.com/exdb/mnist/), writable."""
    with gzip.open(path, "rb") as file:
        data = bytearray(file.read())
    kind, ndim = data[2], data[3]
    if data[:2] != b"\0\0" or kind != 0x08:
        raise ValueError(f"{path} is not an IDX file of unsigned bytes; remove it, so that it is downloaded again.")
    start = 4 + 4 * ndim
    shape = np.frombuffer(data[4:start], ">u4")
    return np.frombuffer(data, np.uint8, offset=start).reshape(shape)
