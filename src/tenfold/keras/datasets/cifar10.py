"""CIFAR-10: 60,000 colour images of 32x32 pixels in 10 classes (A. Krizhevsky, 2009)."""

import os

import numpy as np

from tenfold.keras.datasets import _cifar

_SHA256 = "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce"


def load_data():
    """Load CIFAR-10.

    Labels: 0 airplane, 1 automobile, 2 bird, 3 cat, 4 deer, 5 dog, 6 frog, 7 horse, 8 ship, 9 truck.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: uint8 arrays of shapes (50000, 32, 32, 3), (50000, 1), (10000, 32, 32,
        3) and (10000, 1); with Keras configured for "channels_first" the images are (50000, 3, 32, 32).
    """
    folder = _cifar.unpacked("cifar-10-batches-py", "cifar-10-python.tar.gz", _SHA256)
    parts = [_cifar.batch(os.path.join(folder, f"data_batch_{number}"), "labels") for number in range(1, 6)]
    x_test, y_test = _cifar.batch(os.path.join(folder, "test_batch"), "labels")
    x_train = np.concatenate([x for x, _ in parts])
    y_train = np.concatenate([y for _, y in parts])
    return (
        (_cifar.in_data_format(x_train), _cifar.column(y_train, np.uint8)),
        (_cifar.in_data_format(x_test), _cifar.column(y_test, np.uint8)),
    )
