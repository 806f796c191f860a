"""Images of another size in first gear by the library, where each pixel lies between four or is one: NumPy's bits.

Apart from `native`, as `draws` is: who resizes few images should not wait until the library is loaded.
"""

from typing import Any

import numpy as np

from tenfold.core.base.process_wide import ProcessWide
from tenfold.ops import memory
from tenfold.ops.image import sampling
from tenfold.ops.image.resize import resample
from tenfold.runtime.native import library
from tenfold.runtime.types import Array, Ints

FLOAT32 = library.FLOAT32
FEW = 8  # calls that are NumPy's, before the library is worth loading


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


def _bilinear(images: Array, size: Ints, align_corners: bool = False, half_pixel_centers: bool = True) -> Array | None:
    if images.dtype not in (FLOAT32, np.uint8) or (sizes := _sizes(images, size)) is None:
        return None
    known = library.functions()
    if known is None:
        return None
    axes = [sampling.bilinear_indices(n, out, align_corners, half_pixel_centers) for n, out in zip(sizes[1:3], size)]
    first, second, part = [np.concatenate(parts) for parts in zip(*axes)]
    given, made = _whole(images), _room(images, size, FLOAT32)
    lines = np.empty((2 * size[1] + images.shape[-2]) * images.shape[-1], FLOAT32)
    rest = sizes, first, second, part
    done = known.tenfold_bilinear(_data(given), images.itemsize == 1, *map(_data, (*rest, lines, made)))
    return made if done else None


def _nearest(images: Array, size: Ints, align_corners: bool = False, half_pixel_centers: bool = True) -> Array | None:
    if images.dtype.hasobject or (sizes := _sizes(images, size)) is None:
        return None
    known = library.functions()
    if known is None:
        return None
    axes = [sampling.nearest_index(n, out, align_corners, half_pixel_centers) for n, out in zip(sizes[1:3], size)]
    given, places, made = _whole(images), np.concatenate(axes), _room(images, size, images.dtype)
    pixel = images.shape[-1] * images.itemsize
    return made if known.tenfold_pixels(*map(_data, (given, sizes, places)), pixel, _data(made)) else None


WAYS: dict[str, Any] = {"bilinear": _bilinear, "nearest": _nearest}


def _sizes(images: Array, size: Ints) -> Array | None:
    """The six numbers that the library takes; None where there is nothing to do or something to be said."""
    if images.ndim < 3 or len(size) != 2 or images.size == 0 or min(size) < 1:
        return None
    count = images.size // (images.shape[-3] * images.shape[-2] * images.shape[-1])
    return np.array([count, *images.shape[-3:], *size], np.int64)


def _whole(images: Array) -> Array:
    images = np.ascontiguousarray(images)
    return images if images.flags.aligned else images.copy()


def _room(images: Array, size: Ints, dtype: Any) -> Array:
    shape = *images.shape[:-3], *size, images.shape[-1]
    memory.reserve(shape, dtype)
    return np.empty(shape, dtype)


def _data(array: Array) -> int:
    return array.ctypes.data
