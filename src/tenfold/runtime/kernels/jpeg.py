"""JPEG files decoded by the libjpeg in Pillow's wheel, which the library calls: with TensorFlow's bits, and sooner.

Pillow decodes to memory of its own and copies it twice, and with the accurate transform alone. Its wheels for Linux and
macOS bring libjpeg-turbo as a file beside them; that is opened here, and Pillow is not imported. Where there is no such
file (Windows, Pillow from a distribution) the system's libjpeg of the same interface will do. A libjpeg of another
interface refuses, at the first file. What is not decoded here is left to Pillow, errors too.
"""

import ctypes
import importlib.util
import math
import os
import struct
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tenfold.core.base.process_wide import ProcessWide
from tenfold.ops import memory
from tenfold.ops.image.jpeg import Way, decoder
from tenfold.runtime.kernels import files
from tenfold.runtime.native import library
from tenfold.runtime.threads import rooms
from tenfold.runtime.threads.rooms import room
from tenfold.runtime.types import Array

FUNCTIONS = (  # in the order of Functions in jpeg.h
    "jpeg_std_error jpeg_CreateDecompress jpeg_read_header jpeg_start_decompress jpeg_read_scanlines "
    "jpeg_finish_decompress jpeg_destroy_decompress jpeg_resync_to_restart"
).split()
BUNDLED = {"linux": ("../pillow.libs", "libjpeg-*.so*"), "darwin": (".dylibs", "libjpeg*.dylib")}
SYSTEM = {"linux": "libjpeg.so.62", "darwin": "libjpeg.62.dylib"}
MOST = 1 << 26  # pixels: about larger ones Pillow has its own mind
BYTES = np.dtype(np.uint8)
DONE, TRUNCATED = 1, 2
TOGETHER = rooms.MOST  # bytes of pixels in one piece of memory


class libjpeg(ProcessWide):
    functions: bytes | None = None  # addresses of FUNCTIONS
    handle: Any = None  # of the shared library, which has to stay


def decoded(data: bytes, channels: int, way: Way) -> Array | None:
    """The pixels, see `decoder`."""
    found, shape = library.functions(), np.empty(3, np.int64)
    if found is None or not found.tenfold_jpeg_shape(data, len(data), shape.ctypes.data):
        return None
    height, width, components = shape.tolist()
    if not 0 < height * width <= MOST or components not in (1, 3):
        return None
    dims = -(-height // way.ratio), -(-width // way.ratio), channels or components
    memory.reserve(dims, BYTES)
    pixels = room(dims, BYTES)
    wanted = struct.pack("6q", *dims, way.ratio, not way.accurate, way.fancy)
    done = found.tenfold_jpeg(libjpeg.functions, data, len(data), wanted, pixels.ctypes.data)
    if done == TRUNCATED:
        raise ValueError("the file ends before the image does")
    return pixels if done == DONE else None


def decoded_files(paths: Sequence[bytes], channels: int, way: Way) -> list[Array | None]:
    """The pixels of the files at these paths, None for each that is left to others: what is wrong with it they say.

    Several lie in one piece of memory, which is there until the last of them is let go.
    """
    found, known = [None] * len(paths), library.functions()  # type: list[Array | None], Any
    if known is None or libjpeg.functions is None:
        return found
    at, places = 0, np.empty((len(paths), 4), np.int64)
    for path in paths:
        sys.audit("open", os.fsdecode(path), "rb", 0)
    while at < len(paths):
        left, pixels, file = paths[at:], room((TOGETHER,), BYTES), files.ROOM.bytes
        job = struct.pack("6q", len(left), channels, way.ratio, not way.accurate, way.fancy, MOST)
        names = b"\0".join([*left, b""])
        to = pixels.ctypes.data
        done = known.tenfold_jpeg_files(
            *(libjpeg.functions, names, job, file, files.SMALL, to, TOGETHER, places.ctypes.data)
        )
        for i, (start, *dims) in enumerate(places[:done].tolist(), at):
            found[i] = pixels[start : start + math.prod(dims)].reshape(dims) if start >= 0 else None
        at += done
    return found


def find() -> None:
    """Open libjpeg, and have it decode from now on. Nothing where there is none."""
    for path in _candidates():
        try:
            handle = ctypes.CDLL(path)
            addresses = [ctypes.cast(getattr(handle, name), ctypes.c_void_p).value for name in FUNCTIONS]
        except (OSError, AttributeError):
            continue
        libjpeg.handle, libjpeg.functions = handle, struct.pack(f"{len(FUNCTIONS)}Q", *addresses)
        decoder.native, decoder.files = decoded, decoded_files
        return


def _candidates() -> list[str]:
    """Where libjpeg may be, Pillow's own first."""
    if sys.platform not in BUNDLED:
        return []
    spec = importlib.util.find_spec("PIL")
    place, name = BUNDLED[sys.platform]
    folders = (spec.submodule_search_locations or []) if spec else []
    bundled = [str(path) for folder in folders for path in sorted(Path(folder, place).glob(name))]
    return [*bundled, SYSTEM[sys.platform]]


find()
