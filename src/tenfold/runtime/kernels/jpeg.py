"""JPEG files decoded by the libjpeg in Pillow's wheel, which the library calls: with TensorFlow's bits, and sooner.

Pillow decodes to memory of its own and copies it twice, and with the accurate transform alone. Its wheels for Linux and
macOS bring libjpeg-turbo as a file beside them; that is opened here, and Pillow is not imported. Where there is no such
file (Windows, Pillow from a distribution) the system's libjpeg of the same interface will do. A libjpeg of another
interface refuses, at the first file. What is not decoded here is left to Pillow, errors too.
"""

import ctypes
import importlib.util
import struct
import sys
from pathlib import Path
from typing import Any

import numpy as np

from tenfold.core.base.process_wide import ProcessWide
from tenfold.ops import memory
from tenfold.ops.image.jpeg import Way, decoder
from tenfold.runtime.native import library
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


def find() -> None:
    """Open libjpeg, and have it decode from now on. Nothing where there is none."""
    for path in _candidates():
        try:
            handle = ctypes.CDLL(path)
            addresses = [ctypes.cast(getattr(handle, name), ctypes.c_void_p).value for name in FUNCTIONS]
        except (OSError, AttributeError):
            continue
        libjpeg.handle, libjpeg.functions = handle, struct.pack(f"{len(FUNCTIONS)}Q", *addresses)
        decoder.native = decoded
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
