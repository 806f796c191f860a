"""Names of data sets."""

NAMES = {
    "keras.datasets.mnist": {"load_data": "keras.datasets.mnist.load_data"},
    "keras.datasets.fashion_mnist": {"load_data": "keras.datasets.fashion_mnist.load_data"},
}
