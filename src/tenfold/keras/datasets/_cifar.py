"""The archives of CIFAR: folders of pickles, each a dictionary of rows of 3072 bytes (channel, row, column) and labels
(https://www.cs.toronto.edu/~kriz/cifar.html)."""

import os

import numpy as np

from tenfold.io import pickled_arrays
from tenfold.keras.backend_config import image_data_format
from tenfold.keras.utils.data_utils import get_file

ORIGIN = "https://www.cs.toronto.edu/~kriz/"


def unpacked(folder, archive, sha256):
    """Path of the archive's folder in Keras's cache, downloaded at need from CIFAR's own site."""
    origin = ORIGIN + archive
    found = get_file(folder, origin, untar=True, file_hash=sha256)
    inner = os.path.join(found, folder)  # Keras 3 keeps the archive's folder inside one of its name
    return inner if os.path.isdir(inner) else found


def batch(path, labels):
    """Images of shape (rows, 3, 32, 32), uint8, and the list called `labels`, of one file."""
    with open(path, "rb") as file:
        found = pickled_arrays.load(file, path)
    found = {key.decode() if isinstance(key, bytes) else key: value for key, value in found.items()}
    if "data" not in found or labels not in found:
        raise ValueError(
            f"{path} has {sorted(found)}; expected 'data' and {labels!r}. Remove its folder to unpack it again."
        )
    return found["data"].reshape(-1, 3, 32, 32), found[labels]


def column(labels, dtype):
    """Labels of shape (rows, 1)."""
    return np.asarray(labels, dtype).reshape(-1, 1)


def in_data_format(images):
    """`images` with the channels where Keras's configuration has them."""
    return images if image_data_format() == "channels_first" else np.ascontiguousarray(images.transpose(0, 2, 3, 1))
