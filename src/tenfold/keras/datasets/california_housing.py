"""California housing: 20,640 districts of the census of 1990, 8 attributes each, and the median value of their houses.

The attributes: MedInc, HouseAge, AveRooms, AveBedrms, Population, AveOccup, Latitude, Longitude (Pace and Barry, 1997).
"""

import numpy as np

from tenfold.keras.datasets import _files

_SHA256 = "1a2e3a52e0398de6463aebe6f4a8da34fb21fbb6b934cf88c3425e766f2a1a6f"
_SMALL = 600


def load_data(version="large", path="california_housing.npz", test_split=0.2, seed=113):
    """Load the California housing data.

    Args:
        version: "large" (20,640 rows) or "small" (its first 600).
        path: name under which the file is kept in the cache's folder `datasets`, or an absolute path.
        test_split: share of the rows that is for the test.
        seed: of the order of the rows.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: float32 arrays; for "large" of shapes (16512, 8), (16512,), (4128, 8)
        and (4128,).

    Raises:
        ValueError: `version` is another, or `test_split` is not in 0 <= test_split < 1.
    """
    if version not in ("large", "small"):
        raise ValueError(f"`version` must be 'large' or 'small'. Received: {version!r}")
    x, y = _files.read_arrays(_files.fetch("california_housing.npz", path, file_hash=_SHA256), ["x", "y"])
    if version == "small":
        x, y = x[:_SMALL], y[:_SMALL]
    return _files.train_and_test(*_files.shuffled(np.random.RandomState(seed), x, y), test_split)
