"""Fashion-MNIST: 70,000 articles of clothing of 28x28 grey pixels (Zalando SE; MIT licence)."""

from tenfold.keras.datasets._files import fetch, read_idx


def load_data(cache_dir=None):
    """Load Fashion-MNIST.

    Labels: 0 T-shirt/top, 1 Trouser, 2 Pullover, 3 Dress, 4 Coat, 5 Sandal, 6 Shirt, 7 Sneaker, 8 Bag, 9 Ankle boot.

    Args:
        cache_dir: folder of the cache; None means KERAS_HOME, else `~/.keras`.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: uint8 arrays of shapes (60000, 28, 28), (60000,), (10000, 28, 28) and
        (10000,); pixels in 0..255.
    """

    def array(name):
        return read_idx(fetch(name + "-ubyte.gz", cache_dir=cache_dir, cache_subdir="datasets/fashion-mnist"))

    return (
        (array("train-images-idx3"), array("train-labels-idx1")),
        (array("t10k-images-idx3"), array("t10k-labels-idx1")),
    )
