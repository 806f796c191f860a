"""What places of a sparse tensor must be: within its shape, in row-major order, each once. On NumPy."""

import numpy as np

from tenfold.core.base.errors import InvalidArgumentError


def check_places(indices: np.ndarray, shape: np.ndarray) -> None:
    """InvalidArgumentError for the first of `indices` (n, rank) that is out of bounds, out of order, or repeated."""
    outside = ((indices < 0) | (indices >= shape)).any(1)
    if outside.any():
        i = int(outside.argmax())
        raise InvalidArgumentError(
            f"indices[{i}] = {indices[i].tolist()} is out of bounds: need 0 <= index < {shape.tolist()}"
        )
    order = np.lexsort(indices.T[::-1])  # stable: equal ones stay as they are
    moved = order != np.arange(len(order))
    if moved.any():
        i = int(order[moved.argmax()])
        raise InvalidArgumentError(
            f"indices[{i}] = {indices[i].tolist()} is out of order. Many sparse ops require sorted indices. "
            "Use `tf.sparse.reorder` to create a correctly ordered copy."
        )
    again = (indices[1:] == indices[:-1]).all(1)
    if again.any():
        i = int(again.argmax()) + 1
        raise InvalidArgumentError(f"indices[{i}] = {indices[i].tolist()} is repeated")
