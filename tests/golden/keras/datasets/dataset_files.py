"""Small files in the formats of Keras's data sets, and the calls that read them."""

import numpy as np

CALLS = {
    "imdb": [
        {},
        {"num_words": 20, "skip_top": 3, "maxlen": 6, "seed": 5},
        {"oov_char": None, "num_words": 20, "start_char": None},
        {"index_from": 0, "num_words": 12, "start_char": 7, "oov_char": 9},
        {"nb_words": 9},
    ],
    "reuters": [
        {},
        {"num_words": 15, "test_split": 0.3},
        {"maxlen": 4, "seed": 1},
        {"start_char": None, "index_from": 2, "skip_top": 8, "oov_char": None},
    ],
    "boston_housing": [{}, {"test_split": 0.25, "seed": 7}, {"test_split": 0}],
    "california_housing": [{}, {"version": "small", "test_split": 0.995}, {"test_split": 0.99, "seed": 3}],
}


def write(folder):
    """Put the `.npz` files into `folder`."""
    draw = np.random.RandomState(0)
    x_train, x_test, x = _texts(draw, 8), _texts(draw, 7), _texts(draw, 20)
    np.savez(folder / "imdb.npz", x_train=x_train, y_train=draw.randint(0, 2, 8), x_test=x_test, y_test=np.arange(7))
    np.savez(folder / "reuters.npz", x=x, y=draw.randint(0, 46, 20))
    np.savez(folder / "boston_housing.npz", x=draw.randint(0, 9, (12, 3)) / 4, y=draw.randint(0, 9, 12) / 2)
    rows = np.arange(650 * 2, dtype="float32").reshape(650, 2)
    np.savez(folder / "california_housing.npz", x=rows, y=rows[:, 0])


def _texts(draw, count):
    texts = np.empty(count, dtype=object)
    texts[:] = [draw.randint(1, 30, draw.randint(1, 9)).tolist() for _ in range(count)]
    return texts


def told(found):
    """What a call gave: dtype, shape and content of its four arrays."""
    return [[str(array.dtype), list(array.shape), array.tolist()] for pair in found for array in pair]
