"""`tf.io.TFRecordWriter`: records appended to a file."""

import logging
import os
import weakref
from types import TracebackType
from typing import Any, Self

from tenfold.core.base import errors
from tenfold.io.tfrecord.options import Deflating, TFRecordOptions
from tenfold.io.tfrecord.sinks import SHORT, Closed, Direct, Mapped, short_append, sink
from tenfold.ops.strings.arrays import as_bytes
from tenfold.runtime.native import library

log = logging.getLogger("tenfold")


class TFRecordWriter:
    """Writes records to a TFRecord file, which is emptied first.

    A record is in the file when `write` has returned: a process that is killed loses none of an uncompressed file's
    but the one that it was writing, and leaves zeros after the last. Of a compressed file what was flushed is there.
    `flush` and `close` cut off the zeros; whoever reads before that is told of a truncated record after the last whole
    one. Power failures are another matter: nothing is forced to the disk.

    One writer has a file at a time: another one for the same path replaces the file (the first goes on in the old one,
    which is gone with it). Threads may share a writer; forked processes may not: theirs refuses to write. A full disk
    raises ResourceExhaustedError and leaves whole records.

    Args:
      path: str, bytes or os.PathLike; also a pipe or a device, which gets each record by a call of its own.
      options: `TFRecordOptions`; or "GZIP", "ZLIB", "" or a `TFRecordCompressionType` alone.

    Raises:
      NotFoundError, FailedPreconditionError, PermissionDeniedError: there is no such folder, the path is a folder, ...
      ValueError, InvalidArgumentError: options that do not exist, that zlib refuses.
    """

    def __init__(self, path: Any, options: Any = None) -> None:
        if not isinstance(path, str | bytes | os.PathLike):
            raise TypeError(f"Expected binary or unicode string, got {path!r}")
        kind = TFRecordOptions.get_compression_type_string(options)
        while isinstance(options, TFRecordOptions) and isinstance(options.compression_type, TFRecordOptions):
            options = options.compression_type
        own = options if isinstance(options, TFRecordOptions) else TFRecordOptions(kind)
        self._sink: Direct | Closed = sink(os.fsdecode(path), Deflating(own, kind) if kind else None)
        self._stream: Any = None
        self._append: Any = _elsewhere
        if isinstance(self._sink, Mapped):
            self._stream, self._append = self._sink.handle, short_append(library.functions())
        self._end = weakref.finalize(self, _closed, self._sink, path)

    def write(self, record: bytes | str) -> None:
        """Append a record: bytes, or a str as UTF-8. TypeError for others."""
        if type(record) is not bytes:
            record = as_bytes(record)
        if len(record) > SHORT or self._append(self._stream, record, len(record)):
            self._sink.append(record)

    def flush(self) -> None:
        """Make the file what it would be if it were closed now; of a compressed one, all but its end."""
        self._sink.flush()

    def close(self) -> None:
        """Close the file; a second time does nothing."""
        done, self._sink = self._sink, Closed()
        self._end.detach()
        done.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _elsewhere(stream: Any, record: bytes, size: int) -> bool:
    """Whether the sink is to be asked: always, of what is not mapped."""
    return True


def _closed(own: Direct, path: Any) -> None:
    """Of a writer that nobody closed."""
    try:
        own.close()
    except errors.OpError as wrong:
        log.warning("A TFRecordWriter was not closed, and when it was given up: %s", wrong)
