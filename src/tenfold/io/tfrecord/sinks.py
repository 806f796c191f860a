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
    """Each record by a call of the system.

    Threads take turns. A signal's handler that interrupts its own thread in here may flush and close.
    """

    def __init__(self, place: Place) -> None:
        self._place, self._lock, self._foreign = place, threading.RLock(), False
        _open.add(self)

    def append(self, data: bytes) -> None:
        """Write a record."""
        record = frame(data)
        with self._lock:
            self._check()
            self._place.write(record)

    def flush(self) -> None:
        """Nothing waits here."""
        self._check()

    def close(self) -> None:
        """Close the file; a second time nothing happens."""
        with self._lock:
            self._place.close()

    def leave(self) -> None:
        """Of a forked process: its parent's file is not its own to write."""
        self._foreign, self._lock = True, threading.RLock()  # the old one's holder may be a thread of the parent
        self._place.close()

    def _check(self) -> None:
        if self._foreign:
            raise errors.FailedPreconditionError(
                f"{self._place.path} was opened for writing before this process was forked, and its parent goes on "
                "there. Open a file of its own in each process."
            )
        if self._place.fd < 0:  # by another thread, while this one was about to write
            Closed().flush()


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
        with self._lock:
            self._check()
            self._raise(self._native.tenfold_record_append(self.handle, data, len(data)))

    def flush(self) -> None:
        """Cut the file to what was written."""
        with self._lock:
            self._check()
            self._raise(self._native.tenfold_record_cut(self.handle))

    def close(self) -> None:
        """Cut the file to what was written, and close it."""
        with self._lock:
            handle, self.handle.value = self.handle.value, None  # nobody writes behind the cut
            try:
                if handle:
                    self._raise(self._native.tenfold_record_cut(handle))
            finally:
                self._drop(handle)

    def leave(self) -> None:
        super().leave()
        handle, self.handle.value = self.handle.value, None
        self._drop(handle)

    def _drop(self, handle: int | None) -> None:
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
    """A stream that is compressed as options say. A reader finds what `flush` has written.

    Whatever interrupts it finds the stream whole: compressed is a copy, which takes the stream's place together with
    what it gave, and what cannot be written is kept.
    """

    def __init__(self, place: Place, how: Deflating) -> None:
        super().__init__(place)
        self._how, self._stream = how, how.stream
        self._in: list[bytes] = []
        self._out: list[bytes] = []
        self._held = self._ready = 0  # bytes of either

    def append(self, data: bytes) -> None:
        """Take a record; it is in the file once it is flushed."""
        record = frame(data)
        with self._lock:
            self._check()
            if not self._how.flush_mode:
                self._take(record)
            else:  # zlib's flushes stand where TensorFlow's do
                for part in (record[:HEADER], record[HEADER:-FOOTER], record[-FOOTER:]):
                    self._take(part)

    def flush(self) -> None:
        """Compress and write what was collected."""
        with self._lock:
            self._check()
            self._deflate(zlib.Z_PARTIAL_FLUSH)
            self._write()

    def close(self) -> None:
        """Write what was collected and the stream's end, and close the file."""
        with self._lock:
            try:
                if self._place.fd >= 0:
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
        before, stream = self._stream, self._stream.copy()
        made = stream.compress(b"".join(self._in)) + (stream.flush(flush_mode) if flush_mode else b"")
        out, ready = [*self._out, made], self._ready + len(made)
        rest: list[bytes] = []
        if self._stream is not before:  # a signal's handler has been here meanwhile
            return self._deflate(flush_mode)
        self._stream, self._in, self._held, self._out, self._ready = stream, rest, 0, out, ready  # no signal between
        if ready >= self._how.output_buffer_size:
            self._write()

    def _write(self) -> None:
        self._place.write(b"".join(self._out))
        self._out, self._ready = [], 0


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
