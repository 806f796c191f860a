"""Many uniform random numbers by the library. Imported by the first who draws so many, see `draws`."""

import numpy as np

from tenfold.ops import memory
from tenfold.runtime.native import library
from tenfold.runtime.types import Array, Ints

FLOAT32 = np.dtype(np.float32)


def by_library(stream: Array, shape: Ints) -> Array | None:
    """float32 in [0, 1), shape `shape`, from a stream (int64, shape [3]); None where the library is not here."""
    if not library.available():
        return None
    memory.reserve(shape, FLOAT32)
    numbers = np.empty(shape, FLOAT32)
    library.run("random_uniform", (numbers.size,), [np.ascontiguousarray(stream).view(FLOAT32)], [numbers])
    return numbers
