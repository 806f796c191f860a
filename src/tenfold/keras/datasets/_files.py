"""What Keras's data sets share: the place they are downloaded from, the cache, and the formats they come in."""

import gzip
import json
import math
import os
import zlib

import numpy as np

from tenfold.io import pickled_arrays
from tenfold.keras.utils.data_utils import get_file, keras_home
from tenfold.keras.utils.io_utils import path_to_string

ORIGIN = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
_OF_KERAS_1 = (".pkl", ".pkl.gz")


def fetch(name, path=None, cache_dir=None, cache_subdir="datasets", file_hash=None):
    """Path of the data set file `name` in the cache, downloaded at need and kept as `path` (default `name`).

    A file of Keras 1 (imdb_full.pkl, reuters.pkl, mnist.pkl.gz) that is there is used as it is: nobody published a hash
    of it. Where it is not there, today's file is kept under that name.
    """
    if cache_dir:
        cache_dir = os.path.expanduser(path_to_string(cache_dir))
    path = path_to_string(path) or name
    if path.endswith(_OF_KERAS_1):
        cached = os.path.join(cache_dir or keras_home(), cache_subdir, path)
        file_hash = None if os.path.exists(cached) else file_hash
    return get_file(path, ORIGIN + name, file_hash=file_hash, cache_dir=cache_dir, cache_subdir=cache_subdir)


def read_arrays(path, names):
    """Arrays and lists called `names` in an `.npz` file; in a pickle of Keras 1 they have no names, only that order."""
    with open(path, "rb") as file:
        start = file.read(2)
    if start == b"PK":
        arrays = pickled_arrays.load_npz(path)
        missing = [name for name in names if name not in arrays]
        if missing:
            raise ValueError(
                f"{path} has no array {missing[0]!r}; it has {sorted(arrays)}. Remove it to download it again."
            )
        return [arrays[name] for name in names]
    with (gzip.open if start == b"\x1f\x8b" else open)(path, "rb") as file:
        parts = pickled_arrays.load(file, path)
    flat = [each for part in parts for each in part] if len(parts) != len(names) else list(parts)
    if len(flat) != len(names):
        raise ValueError(f"{path} holds {len(flat)} arrays, and not {names}. Remove it to download it again.")
    return flat


def read_json(path):
    """What a JSON file holds."""
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def read_idx(path):
    """The array in a gzip-compressed IDX file of unsigned bytes, writable."""
    with open(path, "rb") as file:
        return idx_array(file, path)


def idx_array(file, name):
    """The same of a binary file that is open. Format: http://yann.lecun.com/exdb/mnist/.

    ValueError where it is something else, or ends early; `name` is what it is called there.
    """
    try:
        with gzip.GzipFile(fileobj=file) as unpacked:
            data = bytearray(unpacked.read())
    except (EOFError, OSError, zlib.error) as error:
        raise ValueError(
            f"{name} is not a whole gzip file; remove it, so that it is downloaded again. {error}"
        ) from error
    if len(data) < 4 or data[:3] != b"\0\0\x08":
        raise ValueError(f"{name} is not an IDX file of unsigned bytes; remove it, so that it is downloaded again.")
    start = 4 + 4 * data[3]
    shape = tuple(map(int, np.frombuffer(data[4:start], ">u4")))
    if len(data) != start + math.prod(shape):
        raise ValueError(f"{name} has {len(data) - start} bytes for an array of shape {shape}; remove it.")
    return np.frombuffer(data, np.uint8, offset=start).reshape(shape)


def shuffled(random, *arrays):
    """Each of `arrays`, of the same length, in one new order that `random`, a RandomState, gives."""
    order = np.arange(len(arrays[0]))
    random.shuffle(order)
    return tuple(np.asarray(array)[order] for array in arrays)


def train_and_test(x, y, test_split):
    """`(x_train, y_train), (x_test, y_test)`: the last `test_split` of the rows are for the test."""
    if not 0 <= test_split < 1:
        raise ValueError(f"`test_split` must be at least 0 and less than 1. Received: {test_split!r}")
    here = int(len(x) * (1 - test_split))
    return (x[:here], y[:here]), (x[here:], y[here:])
