"""Writes event files: `Event` messages, each framed as a TFRecord, after one that says the version.

A file is `events.out.tfevents.<seconds>.<host>`, in TensorFlow 2 followed by the process and a number of its own.
"""

import itertools
import os
import socket
import threading
import time
import weakref
from types import TracebackType
from typing import Any

from tenfold.core.base import errors
from tenfold.io import messages
from tenfold.io.tfrecord.framing import frame
from tenfold.ops.bytes.files import file_errors, make_folders

VERSION = "brain.Event:2"
_WRITER = "tensorflow.core.util.events_writer"  # as TensorFlow's own writer calls itself: readers may look for it
_OPEN = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
_number = itertools.count().__next__
_open_writers: "weakref.WeakSet[EventWriter]" = weakref.WeakSet()

if hasattr(os, "register_at_fork"):  # the threads that held the locks are the parent's; a record is written or not
    os.register_at_fork(after_in_child=lambda: [writer._lock._at_fork_reinit() for writer in _open_writers])


def event(step: int = 0, wall_time: float | None = None, **what: Any) -> Any:
    """An `Event` at a step and, in seconds since 1970, a time: now, where none is given.

    Args:
      what: one of `summary=`, `graph_def=`, `meta_graph_def=` (a message, or its bytes), `log_message=`,
        `session_log=`, `tagged_run_metadata=`.
    """
    for name in ("graph_def", "meta_graph_def"):  # which an Event holds as bytes
        if name in what:
            what[name] = _serialized(what[name])
    return messages.Event(wall_time=time.time() if wall_time is None else wall_time, step=step, **what)


def run_metadata(metadata: Any, tag: str, step: int = 0, wall_time: float | None = None) -> Any:
    """An `Event` with the RunMetadata of a session's run, a message, under a name of its own."""
    tagged = messages.TaggedRunMetadata(tag=tag, run_metadata=_serialized(metadata))
    return event(step, wall_time, tagged_run_metadata=tagged)


def _serialized(message: Any) -> bytes:
    """The bytes of a message: ours, another library's of the same name, or bytes already."""
    if isinstance(message, bytes):
        return message
    if not hasattr(message, "SerializeToString"):
        raise TypeError(
            f"an event file holds messages (Event, GraphDef, ...) or their bytes; received {message!r:.100}."
        )
    return message.SerializeToString()


class EventWriter:
    """A new event file in a folder, which is made where it is missing.

    What `add` was given is the system's when it returns: of a process that is killed at most the event is lost that it
    was adding, and the file is whole but for its end. Threads may share a writer, and processes that fork; a file that
    was deleted is begun again by the next event.

    Args:
      logdir: the folder, str, bytes or os.PathLike.
      filename_suffix: the end of the file's name.
      numbered: whether the name has the process and a number of this writer, as TensorFlow 2's files have and those
        of TensorFlow 1 have not. Files of one name are one: the second writer goes on with it.

    Attributes:
      path: of the file, absolute.
      logdir: the folder as it was given, str.

    Raises:
      InvalidArgumentError: the suffix leads to another folder.
      tf.errors.OpError: there is no place for the file, in the words of the system.
    """

    def __init__(self, logdir: Any, filename_suffix: str = ".v2", numbered: bool = True) -> None:
        if os.path.basename(filename_suffix) != filename_suffix or "\0" in filename_suffix:
            raise errors.InvalidArgumentError(
                f"filename_suffix is the end of a file's name in {logdir!r}; received {filename_suffix!r}."
            )
        self.logdir, self._suffix = os.fsdecode(logdir), filename_suffix
        self._own = f".{os.getpid()}.{_number()}" if numbered else ""
        self._lock = threading.RLock()
        self.reopen()

    _file: int | None = None  # the descriptor, until it is closed
    _lock: Any

    @property
    def closed(self) -> bool:
        return self._file is None

    def reopen(self) -> None:
        """Begin a new file of a new time, where the one there was is closed."""
        with self._lock:
            if self._file is not None:
                return
            name = f"events.out.tfevents.{int(time.time()):010d}.{socket.gethostname()}{self._own}{self._suffix}"
            self.path = os.path.abspath(os.path.join(self.logdir, name))  # wherever the process goes
            self._open()

    def _open(self) -> None:
        with file_errors(self.path):
            make_folders(os.path.dirname(self.path))
            self._file = os.open(self.path, _OPEN, 0o666)
            _open_writers.add(self)
            if not os.fstat(self._file).st_size:
                first = messages.Event(wall_time=int(time.time()), file_version=VERSION)
                first.source_metadata.writer = _WRITER
                self._append(self._file, frame(first.SerializeToString()))

    def add(self, event: Any) -> None:
        """Append an `Event`, message or bytes.

        Raises:
          TypeError: it is neither. FailedPreconditionError: the writer is closed.
          tf.errors.OpError: the system takes no more; what was written before is whole.
        """
        record = frame(_serialized(event))
        with self._lock, file_errors(self.path):
            if self._file is None:
                raise errors.FailedPreconditionError(f"{self.path}: the event writer is closed; reopen() it.")
            self._notice_deletion()
            self._append(self._file, record)

    def add_summary(self, summary: Any, step: int = 0, wall_time: float | None = None) -> None:
        """Append an event with a `Summary`, message or bytes; otherwise as `event` and `add`."""
        if not isinstance(summary, messages.Summary):
            summary = messages.Summary.FromString(_serialized(summary))
        self.add(event(step, wall_time, summary=summary))

    def _notice_deletion(self) -> None:
        if not os.fstat(self._file).st_nlink:  # type: ignore[arg-type]  # open
            self.close()
            self._open()

    def _append(self, file: int, record: bytes) -> None:
        """The record in one write, which a kill leaves whole or undone; of a huge one the system takes a part."""
        done = 0
        try:
            done = os.write(file, record)
            while done < len(record):
                done += os.write(file, memoryview(record)[done:])
        except BaseException:
            if 0 < done < len(record):  # half a record would hide those that come after it
                os.ftruncate(file, os.fstat(file).st_size - done)
            raise

    def flush(self) -> None:
        """Nothing waits here; a file that was deleted is begun again."""
        with self._lock, file_errors(self.path):
            if self._file is not None:
                self._notice_deletion()

    def close(self) -> None:
        """Close the file; a second time nothing happens."""
        with self._lock:
            if self._file is not None:
                os.close(self._file)
                self._file = None
                _open_writers.discard(self)

    def __enter__(self) -> "EventWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        if self._file is not None:
            os.close(self._file)
