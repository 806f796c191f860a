"""Names of data sets."""

NAMES = {
    "keras.datasets.mnist": {"load_data": "keras.datasets.mnist.load_data"},
    "keras.datasets.fashion_mnist": {"load_data": "keras.datasets.fashion_mnist.load_data"},
    "keras.datasets.boston_housing": {"load_data": "keras.datasets.boston_housing.load_data"},
    "keras.datasets.california_housing": {"load_data": "keras.datasets.california_housing.load_data"},
    "keras.datasets.cifar10": {"load_data": "keras.datasets.cifar10.load_data"},
    "keras.datasets.cifar100": {"load_data": "keras.datasets.cifar100.load_data"},
    "keras.datasets.imdb": {
        "get_word_index": "keras.datasets.imdb.get_word_index",
        "load_data": "keras.datasets.imdb.load_data",
    },
    "keras.datasets.reuters": {
        "get_label_names": "keras.datasets.reuters.get_label_names",
        "get_word_index": "keras.datasets.reuters.get_word_index",
        "load_data": "keras.datasets.reuters.load_data",
    },
}
