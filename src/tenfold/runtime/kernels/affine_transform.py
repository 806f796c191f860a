"""Images through affine maps by the library, where it is here: `ops.image.affine_transform`, with its bits."""

import struct
from typing import Any

import numpy as np

from tenfold.ops.image import affine_transform as plain
from tenfold.runtime.native import library
from tenfold.runtime.types import Array

# (dtype of the image, of the result) -> the number that the library has for it
KINDS = {
    (np.dtype(np.float32), np.dtype(np.float32)): 0,
    (np.dtype(np.uint8), np.dtype(np.float32)): 1,
    (np.dtype(np.float64), np.dtype(np.float64)): 2,
}


def affine_transform(
    image: Array,
    matrix: Any,
    offset: Any,
    order: int = 1,
    mode: str = "constant",
    cval: Any = 0.0,
    dtype: Any = None,
    flips: tuple[Any, Any] = (False, False),
) -> Array:
    """See `ops.image.affine_transform`."""
    dtype = np.dtype(image.dtype if dtype is None else dtype)
    kind = KINDS.get((image.dtype, dtype))
    if kind is None or not image.size or (known := library.functions()) is None:
        return plain.affine_transform(image, matrix, offset, order, mode, cval, dtype, flips)
    given, made = np.ascontiguousarray(image), np.empty(image.shape, dtype)
    given = given if given.flags.aligned else given.copy()
    how = struct.pack("8q", *image.shape, order, plain.MODES.index(mode), kind, *map(bool, flips))
    numbers = struct.pack("7d", *np.ravel(matrix), *offset, cval)
    known.tenfold_affine(given.ctypes.data, how, numbers, made.ctypes.data)
    return made
