"""Small files read by the library, for programs that read many: threads that do so would be in each other's way.

Python lets go of the interpreter, and asks for it again, seven times for a file; here it does once. Whatever goes wrong
is left to Python, which says what.
"""

import ctypes
import os
import sys
import threading
from typing import Any

import numpy as np

from tenfold.core.base.process_wide import ProcessWide
from tenfold.ops.bytes.files import read_file
from tenfold.ops.strings.arrays import string_in
from tenfold.runtime.native import library
from tenfold.runtime.types import Array

SMALL = 1 << 18  # bytes
FEW = 8  # calls that are Python's, before the library is worth loading


class _state(ProcessWide):
    calls = 0


class _Room(threading.local):
    """Where a thread reads to. Whoever hands it to the library holds it meanwhile: the end of the program lets go of
    this object, and daemons are still at work."""

    def __init__(self) -> None:
        self.bytes = ctypes.create_string_buffer(SMALL)


ROOM = _Room()


@read_file.kernel("numpy")
def read(filename: Array) -> Any:
    _state.calls += 1
    known = library.functions() if _state.calls > FEW else None
    if known is not None and b"\0" not in (path := os.fsencode(string_in(filename, "filename"))):
        sys.audit("open", os.fsdecode(path), "rb", 0)  # as Python's own raises for whoever watches a program
        to = ROOM.bytes
        size = known.tenfold_read_file(path, to, SMALL)
        if size >= 0:
            return np.array(ctypes.string_at(to, size), object)
    return read_file.beneath("numpy", read)(filename)
