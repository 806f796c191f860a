"""Boston housing: 506 districts of the 1970s, 13 attributes each, and the median value of their houses in 1000 dollars.

One attribute is made from the share of black residents; its authors supposed that this lowers prices. Keras keeps the
set for old programs; `california_housing` stands in its place.
"""

import numpy as np

from tenfold.keras.datasets import _files

_SHA256 = "f553886a1f8d56431e820c5b82552d9d95cfcb96d1e678153f8839538947dff5"


def load_data(path="boston_housing.npz", test_split=0.2, seed=113):
    """Load the Boston housing data.

    Args:
        path: name under which the file is kept in the cache's folder `datasets`, or an absolute path.
        test_split: share of the rows that is for the test.
        seed: of the order of the rows.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: float64 arrays of shapes (404, 13), (404,), (102, 13) and (102,).

    Raises:
        ValueError: `test_split` is not in 0 <= test_split < 1.
    """
    x, y = _files.read_arrays(_files.fetch("boston_housing.npz", path, file_hash=_SHA256), ["x", "y"])
    return _files.train_and_test(*_files.shuffled(np.random.RandomState(seed), x, y), test_split)
