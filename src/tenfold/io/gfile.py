"""Files and folders, `tf.io.gfile`: Python's own under TensorFlow's names, raising TensorFlow's errors."""

import os as _os
import shutil as _shutil
from collections.abc import Callable as _Callable
from collections.abc import Iterable as _Iterable
from collections.abc import Iterator as _Iterator
from typing import IO as _IO
from typing import Any as _Any

from tenfold.core.base import errors as _errors
from tenfold.ops.bytes.files import file_errors as _file_errors
from tenfold.ops.bytes.files import make_folders as _make_folders
from tenfold.ops.bytes.files import names_like as _names_like
from tenfold.ops.bytes.whole_file import whole_file as _whole_file
from tenfold.ops.strings.arrays import as_bytes as _as_bytes

_MODES = ("r", "w", "a", "r+", "w+", "a+")
_Path = str | bytes | _os.PathLike[str] | _os.PathLike[bytes]
_Text = str | bytes  # str, or of a file that was opened with "b" bytes


def _path(path: _Path) -> str:
    path = _os.fspath(path)
    return path.decode() if isinstance(path, bytes) else path


class GFile:
    """A file, opened when it is first used.

    Args:
      name: its path.
      mode: "r", "w", "a", "r+", "w+" or "a+"; with "b" it reads and takes bytes, else str (UTF-8).

    Raises:
      InvalidArgumentError: another mode. NotFoundError and the like come when it is used.
    """

    def __init__(self, name: _Path, mode: str = "r") -> None:
        if mode.replace("b", "") not in _MODES:
            raise _errors.InvalidArgumentError(
                None, None, f"mode is not {' or '.join(map(repr, _MODES))}; received {mode!r}"
            )
        self._name, self._mode, self._binary = name, mode, "b" in mode

    _file: _IO[bytes] | None = None  # until it is used
    name = property(lambda self: self._name)
    mode = property(lambda self: self._mode)

    def _opened(self) -> _IO[bytes]:
        if self._file is None:
            path, mode = _path(self._name), self._mode.replace("b", "") + "b"
            with _file_errors(path):
                self._file = open(path, mode)
        return self._file

    def _for(self, kinds: str, doing: str) -> _IO[bytes]:
        if not any(k in self._mode for k in kinds):
            raise _errors.PermissionDeniedError(None, None, f"File isn't open for {doing}")
        return self._opened()

    def _out(self, data: bytes) -> _Text:
        return data if self._binary else data.decode("utf-8")

    def read(self, n: int = -1) -> _Text:
        """The rest of the file, or the next n bytes."""
        with _file_errors(self._name):
            return self._out(self._for("r+", "reading").read(n))

    def readline(self) -> _Text:
        """The next line with its newline; "" at the end."""
        return self._out(self._for("r+", "reading").readline())

    def readlines(self) -> list[_Text]:
        """The remaining lines."""
        return [self._out(line) for line in self._for("r+", "reading").readlines()]

    def write(self, file_content: _Text) -> None:
        """Append str or bytes. TypeError for anything else."""
        data = _as_bytes(file_content)
        with _file_errors(self._name):
            self._for("wa+", "writing").write(data)

    def seek(self, offset: int | None = None, whence: int = 0, position: int | None = None) -> None:
        """Go to `offset` bytes from the start (whence 0), from here (1) or from the end (2)."""
        if position is not None:
            offset = position
        if offset is None:
            raise TypeError("seek(): offset argument required")
        self._for("r+", "reading").seek(offset, whence)

    def tell(self) -> int:
        return self._for("r+", "reading").tell()

    def seekable(self) -> bool:
        return True

    def size(self) -> int:
        """Bytes in the file."""
        self.flush()
        return stat(self._name).length

    def flush(self) -> None:
        if self._file is not None and not self._file.closed and self._file.writable():
            with _file_errors(self._name):
                self._file.flush()

    def close(self) -> None:
        """Close the file. What cannot be written is an error, and the file is closed all the same."""
        file, self._file = self._file, None
        if file is not None:
            with _file_errors(self._name):
                file.close()

    def next(self) -> _Text:
        return self.__next__()

    def __next__(self) -> _Text:
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def __iter__(self) -> "GFile":
        return self

    def __enter__(self) -> "GFile":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()


class FileStatistics:
    """What `stat` gives: `length` in bytes, `mtime_nsec`, `is_directory`."""

    def __init__(self, found: _os.stat_result, is_directory: bool) -> None:
        self.length, self.mtime_nsec, self.is_directory = found.st_size, found.st_mtime_ns, is_directory


def exists(path: _Path) -> bool:
    """Whether there is a file or folder of that name."""
    return _os.path.exists(_path(path))


def isdir(path: _Path) -> bool:
    """Whether it is a folder."""
    return _os.path.isdir(_path(path))


def stat(path: _Path) -> FileStatistics:
    """FileStatistics of a file or folder. NotFoundError where there is none."""
    path = _path(path)
    with _file_errors(path):
        return FileStatistics(_os.stat(path), _os.path.isdir(path))


def glob(pattern: _Path | _Iterable[_Path]) -> list[str]:
    """Names that match a pattern, or one of several, sorted for each."""
    patterns = [pattern] if isinstance(pattern, (str, bytes, _os.PathLike)) else pattern
    return [name for p in patterns for name in _names_like(_path(p))]


def listdir(path: _Path) -> list[str]:
    """Names in a folder, sorted. NotFoundError where it is none."""
    if not isdir(path):
        raise _errors.NotFoundError(None, None, f"Could not find directory {_path(path)}")
    return sorted(_os.listdir(_path(path)))


def walk(
    top: _Path, topdown: bool = True, onerror: _Callable[[OSError], _Any] | None = None
) -> _Iterator[tuple[str, list[str], list[str]]]:
    """(folder, its folders, its files) of a folder and all below it."""
    for folder, folders, files in _os.walk(_path(top), topdown, onerror):
        folders.sort()
        yield folder, folders, sorted(files)


def mkdir(path: _Path) -> None:
    """Make a folder. NotFoundError where its parent is missing; AlreadyExistsError where a file has its name."""
    path = _path(path)
    if not isdir(path):
        with _file_errors(path):
            _os.mkdir(path)


def makedirs(path: _Path) -> None:
    """Make a folder and those above it. FailedPreconditionError where a file is on the way."""
    path = _path(path)
    with _file_errors(path):
        _make_folders(path)


def remove(path: _Path) -> None:
    """Delete a file. NotFoundError where there is none; FailedPreconditionError for a folder."""
    path = _path(path)
    with _file_errors(path):
        _os.remove(path)


def rmtree(path: _Path) -> None:
    """Delete a folder and all in it. NotFoundError where there is none."""
    path = _path(path)
    if not exists(path):
        raise _errors.NotFoundError(None, None, f"{path} not found")
    with _file_errors(path):
        _shutil.rmtree(path) if isdir(path) else _os.remove(path)


def _check_free(path: str, overwrite: bool) -> None:
    if not overwrite and exists(path):
        raise _errors.AlreadyExistsError(None, None, f"file already exists: {path}; pass overwrite=True to replace it")


def copy(src: _Path, dst: _Path, overwrite: bool = False) -> None:
    """Copy a file, whole or not at all. AlreadyExistsError where `dst` exists, unless `overwrite`."""
    src, dst = _path(src), _path(dst)
    _check_free(dst, overwrite)
    with _file_errors(src):
        source = open(src, "rb")
    with source:
        with _file_errors(dst):
            _os.stat(_os.path.dirname(dst) or ".")  # a folder that is missing is not made
            with _whole_file(dst, mode=_os.fstat(source.fileno()).st_mode & 0o777) as copied:
                _shutil.copyfileobj(source, copied, 1 << 20)


def rename(src: _Path, dst: _Path, overwrite: bool = False) -> None:
    """Rename or move a file or folder. AlreadyExistsError where `dst` exists, unless `overwrite`."""
    src, dst = _path(src), _path(dst)
    _check_free(dst, overwrite)
    with _file_errors(src):
        _os.replace(src, dst)


def join(path: _Any, *paths: _Any) -> _Any:
    """Parts of a path joined."""
    return _os.path.join(path, *paths)


def get_registered_schemes() -> list[str]:
    """Kinds of path that are understood: local ones."""
    return [""]
