"""CIFAR-100: 60,000 colour images of 32x32 pixels in 100 classes, which make 20 (A. Krizhevsky, 2009)."""

import os

import numpy as np

from tenfold.keras.datasets import _cifar

_SHA256 = "85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7"


def load_data(label_mode="fine"):
    """Load CIFAR-100.

    Args:
        label_mode: "fine" (100 classes) or "coarse" (20).

    Returns:
        `(x_train, y_train), (x_test, y_test)`: uint8 images of shapes (50000, 32, 32, 3) and (10000, 32, 32, 3), int64
        labels of shapes (50000, 1) and (10000, 1); with Keras configured for "channels_first" the images are (50000,
        3, 32, 32).

    Raises:
        ValueError: `label_mode` is another.
    """
    if label_mode not in ("fine", "coarse"):
        raise ValueError(f"`label_mode` must be one of 'fine', 'coarse'. Received: {label_mode!r}")
    folder = _cifar.unpacked("cifar-100-python", "cifar-100-python.tar.gz", _SHA256)
    train, test = (_cifar.batch(os.path.join(folder, name), label_mode + "_labels") for name in ("train", "test"))
    return tuple((_cifar.in_data_format(x), _cifar.column(y, np.int64)) for x, y in (train, test))
