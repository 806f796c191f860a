"""MNIST: 70,000 handwritten digits of 28x28 grey pixels (Y. LeCun, C. Cortes; CC BY-SA 3.0)."""

from tenfold.keras.datasets._files import fetch, read_arrays

_SHA256 = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"


def load_data(path="mnist.npz", cache_dir=None):
    """Load MNIST.

    Args:
        path: name under which the file is kept in the cache's folder `datasets`, or an absolute path. The
            pickle of Keras 1 (mnist.pkl.gz) is read as well.
        cache_dir: folder of the cache; None means KERAS_HOME, else `~/.keras`.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: uint8 arrays of shapes (60000, 28, 28), (60000,), (10000, 28, 28) and
        (10000,); pixels in 0..255, labels in 0..9.
    """
    file = fetch("mnist.npz", path, cache_dir, file_hash=_SHA256)
    x_train, y_train, x_test, y_test = read_arrays(file, ["x_train", "y_train", "x_test", "y_test"])
    return (x_train, y_train), (x_test, y_test)
