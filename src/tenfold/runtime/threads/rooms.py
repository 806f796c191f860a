"""Arrays for what kernels write, each thread's own: one that it has had before, once nobody holds that any more.

What one thread has written another one writes more slowly, as each line of it has to be fetched from the other's cache.
The allocator knows nothing of that: it gives a thread what another one has just let go.
"""

import math
import sys
import threading
from typing import Any

import numpy as np

from tenfold.runtime.types import Array, Ints

LEAST, MOST = 1 << 15, 1 << 22  # bytes of an array; smaller ones are soon fetched, larger ones are in no cache
KEPT = 4  # arrays of a thread


def room(shape: Ints, dtype: Any) -> Array:
    """An array of whatever was in it."""
    size = math.prod(shape) * dtype.itemsize
    if not LEAST <= size <= MOST or dtype.hasobject:
        return np.empty(shape, dtype)
    arrays = _rooms.arrays
    for i, count in enumerate(_counts(arrays)):
        if count == _IDLE and arrays[i].shape == shape and arrays[i].dtype == dtype:
            arrays.append(arrays.pop(i))
            return arrays[-1]
    if len(arrays) == KEPT:
        del arrays[0]
    arrays.append(np.empty(shape, dtype))
    return arrays[-1]


class _Rooms(threading.local):
    def __init__(self) -> None:
        self.arrays: list[Array] = []


def _counts(arrays: list[Array]) -> list[int]:
    """How many hold each of them, this function included."""
    return [sys.getrefcount(array) for array in arrays]


_IDLE = _counts([np.empty(0)])[0]  # what that is where nobody else does
_rooms = _Rooms()
