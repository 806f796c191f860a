"""Where records go: a file through a mapping of its end, a file or pipe by one call a record, a compressed stream.

Each has `append(data)`, `flush()`, `close()`, and `leave()`: let go in a forked process without a trace in the file.
"""

import ctypes
import functools
import os
import threading
import weakref
import zlib
from typing import Any

from tenfold.core.base import errors
from tenfold.io.tfrecord.framing import FOOTER, HEADER, frame
from tenfold.io.tfrecord.options import Deflating
from tenfold.io.tfrecord.place import Place
from tenfold.ops.bytes.files import file_errors
from tenfold.runtime.native import library

SHORT = 1 << 15  # bytes of a record that is written while the GIL is held
_CUT = -1


class Closed:
    """Of a writer that was closed."""

    def append(self, data: bytes) -> None:
        raise errors.FailedPreconditionError("Writer is closed.")

    def flush(self) -> None:
        raise errors.FailedPreconditionError("Writer is closed.")

    def close(self) -> None:
        pass


class Direct:
    """Each record by a call of the system."""

    def __init__(self, place: Place) -> None:
        self._place, self._lock, self._foreign = place, threading.Lock(), False
        _open.add(self)

    def append(self, data: bytes) -> None:
        """Write a record."""
        self._check()
        with self._lock:
            self._place.write(frame(data))

    def flush(self) -> None:
        """Nothing waits here."""
        self._check()

    def close(self) -> None:
        """Close the file."""
        self._place.close()

    def leave(self) -> None:
        """Of a forked process: its parent's file is not its own to write."""
        self._foreign, self._lock = True, threading.Lock()  # the old one's holder may be a thread of the parent
        self._place.close()

    def _check(self) -> None:
        if self._foreign:
            raise errors.FailedPreconditionError(
                f"{self._place.path} was opened for writing before this process was forked, and its parent goes on "
                "there. Open a file of its own in each process."
            )


class Mapped(Direct):
    """Through a mapping of the file's end: runtime/native/sources/record_stream.cc.

    Attributes:
      handle: the native stream; null once it is closed.
    """

    def __init__(self, place: Place, native: Any) -> None:
        super().__init__(place)
        self._native = native
        self.handle = ctypes.c_void_p(native.tenfold_record_stream(place.fd))
        if not self.handle:
            raise MemoryError(f"{place.path}: no memory for a stream of records")

    def append(self, data: bytes) -> None:
        """Write a record."""
        self._check()
        with self._lock:
            self._raise(self._native.tenfold_record_append(self.handle, data, len(data)))

    def flush(self) -> None:
        """Cut the file to what was written."""
        self._check()
        self._raise(self._native.tenfold_record_cut(self.handle))

    def close(self) -> None:
        """Cut the file to what was written, and close it."""
        try:
            if self.handle:
                self._raise(self._native.tenfold_record_cut(self.handle))
        finally:
            self._drop()

    def leave(self) -> None:
        super().leave()
        self._drop()

    def _drop(self) -> None:
        with self._lock:
            handle, self.handle.value = self.handle.value, None
            self._native.tenfold_record_drop(handle)
        self._place.close()

    def _raise(self, wrong: int) -> None:
        if wrong == _CUT:
            raise errors.DataLossError(
                f"{self._place.path}: another program has made the file shorter while records were written to it."
            )
        if wrong:
            with file_errors(self._place.path):
                raise OSError(wrong, os.strerror(wrong))


class Deflated(Direct):
    """A stream that is compressed as options say. A reader finds what `flush` has written."""

    def __init__(self, place: Place, how: Deflating) -> None:
        super().__init__(place)
        self._how = how
        self._in: list[bytes] = []
        self._out: list[bytes] = []
        self._held = self._ready = 0  # bytes of either

    def append(self, data: bytes) -> None:
        """Take a record; it is in the file once it is flushed."""
        self._check()
        record = frame(data)
        with self._lock:
            if not self._how.flush_mode:
                self._take(record)
            else:  # zlib's flushes stand where TensorFlow's do
                for part in (record[:HEADER], record[HEADER:-FOOTER], record[-FOOTER:]):
                    self._take(part)

    def flush(self) -> None:
        """Compress and write what was collected."""
        self._check()
        with self._lock:
            self._deflate(zlib.Z_PARTIAL_FLUSH)
            self._write()

    def close(self) -> None:
        """Write what was collected and the stream's end, and close the file."""
        try:
            if not self._foreign:
                self._deflate(zlib.Z_FINISH)
                self._write()
        finally:
            self._place.close()

    def _take(self, data: bytes) -> None:
        if self._held + len(data) > self._how.input_buffer_size:
            self._deflate(self._how.flush_mode)
        self._in.append(data)
        self._held += len(data)
        if self._held > self._how.input_buffer_size:
            self._deflate(zlib.Z_NO_FLUSH)

    def _deflate(self, flush_mode: int) -> None:
        stream = self._how.stream
        out = stream.compress(b"".join(self._in)) + (stream.flush(flush_mode) if flush_mode else b"")
        self._in, self._held = [], 0
        self._out.append(out)
        self._ready += len(out)
        if self._ready >= self._how.output_buffer_size:
            self._write()

    def _write(self) -> None:
        out, self._out, self._ready = self._out, [], 0
        self._place.write(b"".join(out))


_open: "weakref.WeakSet[Direct]" = weakref.WeakSet()


def _leave_all() -> None:
    for sink in list(_open):
        sink.leave()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave_all)


@functools.cache
def short_append(native: Any) -> Any:
    """The native append as a function of handle, bytes and a C int: without the GIL's exchange, without conversions."""
    return ctypes.PYFUNCTYPE(ctypes.c_int)(("tenfold_record_append_short", native))


def sink(path: str, how: Deflating | None) -> Direct:
    """The best for a path."""
    place = Place(path)
    if how is not None:
        return Deflated(place, how)
    native = library.functions()
    if native is None or not place.regular:
        return Direct(place)
    return Mapped(place, native)
