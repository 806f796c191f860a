"""Images of another size in first gear by the library, where each pixel lies between four or is one: NumPy's bits.

Apart from `native`, as `draws` is: who resizes few images should not wait until the library is loaded.
"""

import functools
import math
from typing import Any

import numpy as np

from tenfold.core.base.process_wide import ProcessWide
from tenfold.ops import memory
from tenfold.ops.arrays.reversing import reverse
from tenfold.ops.image import sampling
from tenfold.ops.image.resize import resample
from tenfold.runtime.native import library
from tenfold.runtime.threads.rooms import room
from tenfold.runtime.types import Array, Ints

FLOAT32 = library.FLOAT32
FEW = 8  # calls that are NumPy's, before the library is worth loading
FEW_NUMBERS, SHORT = 1 << 12, 8  # numbers of a tensor, and of a row of it
LITTLE = 1 << 19  # bytes that are written sooner than another thread would hand the interpreter back


class _state(ProcessWide):
    calls = 0


@resample.kernel("numpy")
def resized(images: Array, *, size: Ints, method: str, antialias: bool = False, **how: bool) -> Array:
    _state.calls += 1
    if _state.calls > FEW and method in WAYS and type(images) is np.ndarray and images.shape[-3:-1] != size:
        found = WAYS[method](images, size, **how)
        if found is not None:
            return found
    return resample.beneath("numpy", resized)(images, size=size, method=method, antialias=antialias, **how)


@reverse.kernel("numpy")
def reversed_(tensor: Array, *, axis: Ints) -> Array:
    """Pixels, that is. NumPy's view takes whoever reads it some nanoseconds for each number of a short row."""
    _state.calls += 1
    if _state.calls > FEW and type(tensor) is np.ndarray and len(axis) == 1 and axis[0] in (-2, tensor.ndim - 2):
        if tensor.size > FEW_NUMBERS and 1 < tensor.shape[-1] <= SHORT and not tensor.dtype.hasobject:
            if (known := library.functions()) is not None:
                return _turned(tensor, known)
    return reverse.beneath("numpy", reversed_)(tensor, axis=axis)


def _turned(tensor: Array, known: Any) -> Array:
    tables, given = _turned_tables(tensor.shape), _whole(tensor)
    made = room(given.shape, given.dtype)
    _chosen(known, given, tables, made)
    return made


def _bilinear(images: Array, size: Ints, align_corners: bool = False, half_pixel_centers: bool = True) -> Array | None:
    if images.dtype not in (FLOAT32, np.uint8) or not _fit(images, size) or (known := library.functions()) is None:
        return None
    tables = _bilinear_tables(images.shape, size, align_corners, half_pixel_centers)
    given, made = _whole(images), _room(images, size, FLOAT32)
    lines = np.empty((2 * size[1] + images.shape[-2]) * images.shape[-1], FLOAT32)
    done = known.tenfold_bilinear(_data(given), images.itemsize == 1, *tables.places, _data(lines), _data(made))
    return made if done else None


def _nearest(images: Array, size: Ints, align_corners: bool = False, half_pixel_centers: bool = True) -> Array | None:
    if images.dtype.hasobject or not _fit(images, size) or (known := library.functions()) is None:
        return None
    tables = _nearest_tables(images.shape, size, align_corners, half_pixel_centers)
    given, made = _whole(images), _room(images, size, images.dtype)
    return made if _chosen(known, given, tables, made) else None


def _chosen(known: Any, given: Array, tables: "Tables", made: Array) -> bool:
    """Put those pixels together whose places the tables have. False where they are none of `given`."""
    choose = known.tenfold_pixels if made.nbytes < LITTLE else known.tenfold_pixels_long
    return bool(choose(_data(given), *tables.places, given.shape[-1] * given.itemsize, _data(made)))


class Tables:
    """Arrays that the library reads, and where they lie."""

    def __init__(self, *arrays: Array) -> None:
        self.arrays, self.places = arrays, [_data(a) for a in arrays]


@functools.lru_cache(256)
def _turned_tables(shape: Ints) -> Tables:
    height, width = shape[-3] if len(shape) > 2 else 1, shape[-2]
    sizes = np.array([math.prod(shape[:-3]), height, width, shape[-1], height, width], np.int64)
    return Tables(sizes, np.concatenate([np.arange(height), np.arange(width)[::-1]]))


@functools.lru_cache(256)
def _bilinear_tables(shape: Ints, size: Ints, *how: bool) -> Tables:
    axes = [sampling.bilinear_indices(n, out, *how) for n, out in zip(shape[-3:-1], size)]
    return Tables(_sizes(shape, size), *[np.concatenate(parts) for parts in zip(*axes)])


@functools.lru_cache(256)
def _nearest_tables(shape: Ints, size: Ints, *how: bool) -> Tables:
    axes = [sampling.nearest_index(n, out, *how) for n, out in zip(shape[-3:-1], size)]
    return Tables(_sizes(shape, size), np.concatenate(axes))


WAYS: dict[str, Any] = {"bilinear": _bilinear, "nearest": _nearest}


def _sizes(shape: Ints, size: Ints) -> Array:
    """The six numbers that the library takes."""
    return np.array([math.prod(shape[:-3]), *shape[-3:], *size], np.int64)


def _fit(images: Array, size: Ints) -> bool:
    """Whether there is something to do, and nothing to be said against it."""
    return images.ndim >= 3 and len(size) == 2 and images.size > 0 and min(size) > 0


def _whole(images: Array) -> Array:
    images = np.ascontiguousarray(images)
    return images if images.flags.aligned else images.copy()


def _room(images: Array, size: Ints, dtype: Any) -> Array:
    shape = *images.shape[:-3], *size, images.shape[-1]
    memory.reserve(shape, dtype)
    return room(shape, dtype)


def _data(array: Array) -> int:
    return array.ctypes.data
