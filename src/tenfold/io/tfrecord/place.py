"""The file that a writer of records writes to: opened empty, apart from what other writers have open."""

import os
import stat
import struct
from typing import Any

from tenfold.ops.bytes.files import file_errors

try:
    import fcntl
except ImportError:  # Windows
    fcntl: Any = None  # type: ignore[no-redef]

_BINARY = getattr(os, "O_BINARY", 0)
_LOCKED_BYTE = (1 << 62) - 1  # far behind what any file has: locks of others are elsewhere


class Place:
    """An open, empty file, or a pipe or device.

    A file that another of our writers has open, of this process or another, is not emptied under it but replaced: that
    writer goes on in the old file, which has no name any more. Elsewhere than on Linux the two would write over each
    other, as TensorFlow's do.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        with file_errors(path):
            self.regular = not os.path.exists(path) or stat.S_ISREG(os.stat(path).st_mode)
            self.fd = _opened(path) if self.regular else os.open(path, os.O_WRONLY | _BINARY)

    def write(self, data: bytes) -> None:
        """Append all of it. What the system says otherwise is raised; of a file, what was written is taken back."""
        start = os.lseek(self.fd, 0, os.SEEK_CUR) if self.regular else 0
        left = memoryview(data)
        try:
            with file_errors(self.path):
                while left:
                    left = left[os.write(self.fd, left) :]
        except BaseException:
            if self.regular and self.fd >= 0:  # a signal's handler may have closed it
                os.ftruncate(self.fd, start)
                os.lseek(self.fd, start, os.SEEK_SET)
            raise

    def close(self) -> None:
        """Let it go."""
        if self.fd >= 0:
            fd, self.fd = self.fd, -1
            with file_errors(self.path):
                os.close(fd)


def _opened(path: str) -> int:
    flags = os.O_RDWR | os.O_CREAT | _BINARY
    try:
        fd = os.open(path, flags, 0o666)
    except PermissionError:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | _BINARY, 0o666)  # it may be written though not read
    try:
        if not _locked(fd):
            fd = _replaced(fd, os.path.realpath(path), flags)
        os.ftruncate(fd, 0)
    except OSError:
        os.close(fd)
        raise
    return fd


def _locked(fd: int) -> bool:
    """Whether no other writer has it, from now on until this one closes it. True where such locks are not known."""
    if not hasattr(fcntl, "F_OFD_SETLK"):
        return True
    lock = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, _LOCKED_BYTE, 1, 0)
    try:
        fcntl.fcntl(fd, fcntl.F_OFD_SETLK, lock)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        pass  # a file system without locks
    return True


def _replaced(fd: int, path: str, flags: int) -> int:
    mode = stat.S_IMODE(os.fstat(fd).st_mode)
    os.unlink(path)
    new = os.open(path, flags | os.O_EXCL, mode)
    os.close(fd)
    os.chmod(path, mode)
    _locked(new)
    return new
