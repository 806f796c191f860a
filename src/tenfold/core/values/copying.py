"""Copies of large arrays, by several threads: most of the time goes into pages that are touched for the first time."""

import os
import threading

import numpy as np

LARGE = 1 << 24  # bytes, from which on threads save more than they cost
MOST = 4  # threads; memory has no room for more


def copied(array: np.ndarray) -> np.ndarray:
    """A copy of `array`, laid out as it is."""
    rows = len(array)
    threads = min(MOST, os.cpu_count() or 1, rows)
    if array.nbytes < LARGE or threads < 2 or not array.flags.c_contiguous or array.dtype.hasobject:
        return np.array(array)
    out = np.empty(array.shape, array.dtype)
    parts = [slice(rows * i // threads, rows * (i + 1) // threads) for i in range(threads)]
    others = [threading.Thread(target=np.copyto, args=(out[p], array[p]), daemon=True) for p in parts[1:]]
    for thread in others:
        thread.start()
    np.copyto(out[parts[0]], array[parts[0]])
    for thread in others:
        thread.join()
    return out
