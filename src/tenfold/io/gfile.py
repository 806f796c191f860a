"""Files and folders, `tf.io.gfile`: Python's own under TensorFlow's names, raising TensorFlow's errors."""

import glob as _glob
import os as _os
import shutil as _shutil

from tenfold.core.base import errors as _errors
from tenfold.ops.bytes.files import file_errors as _file_errors

_MODES = ("r", "w", "a", "r+", "w+", "a+")


def _path(path):
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

    def __init__(self, name, mode="r"):
        if mode.replace("b", "") not in _MODES:
            raise _errors.InvalidArgumentError(
                None, None, f"mode is not {' or '.join(map(repr, _MODES))}; received {mode!r}"
            )
        self._name, self._mode, self._binary = name, mode, "b" in mode

    _file = None  # until it is used
    name = property(lambda self: self._name)
    mode = property(lambda self: self._mode)

    def _opened(self):
        if self._file is None:
            path, mode = _path(self._name), self._mode.replace("b", "") + "b"
            with _file_errors(path):
                self._file = open(path, mode)
        return self._file

    def _for(self, kinds, doing):
        if not any(k in self._mode for k in kinds):
            raise _errors.PermissionDeniedError(None, None, f"File isn't open for {doing}")
        return self._opened()

    def _out(self, data):
        return data if self._binary else data.decode("utf-8")

    def read(self, n=-1):
        """The rest of the file, or the next n bytes."""
        with _file_errors(self._name):
            return self._out(self._for("r+", "reading").read(n))

    def readline(self):
        """The next line with its newline; "" at the end."""
        return self._out(self._for("r+", "reading").readline())

    def readlines(self):
        """The remaining lines."""
        return [self._out(line) for line in self._for("r+", "reading").readlines()]

    def write(self, file_content):
        """Append str or bytes."""
        data = file_content.encode() if isinstance(file_content, str) else bytes(file_content)
        self._for("wa+", "writing").write(data)

    def seek(self, offset=None, whence=0, position=None):
        """Go to `offset` bytes from the start (whence 0), from here (1) or from the end (2)."""
        if position is not None:
            offset = position
        if offset is None:
            raise TypeError("seek(): offset argument required")
        self._for("r+", "reading").seek(offset, whence)

    def tell(self):
        return self._for("r+", "reading").tell()

    def seekable(self):
        return True

    def size(self):
        """Bytes in the file."""
        self.flush()
        return stat(self._name).length

    def flush(self):
        if self._file is not None and not self._file.closed and self._file.writable():
            self._file.flush()

    def close(self):
        if self._file is not None:
            self._file.close()
            self._file = None

    def next(self):
        return self.__next__()

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def __iter__(self):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __del__(self):
        self.close()


class FileStatistics:
    """What `stat` gives: `length` in bytes, `mtime_nsec`, `is_directory`."""

    def __init__(self, found, is_directory):
        self.length, self.mtime_nsec, self.is_directory = found.st_size, found.st_mtime_ns, is_directory


def exists(path):
    """Whether there is a file or folder of that name."""
    return _os.path.exists(_path(path))


def isdir(path):
    """Whether it is a folder."""
    return _os.path.isdir(_path(path))


def stat(path):
    """FileStatistics of a file or folder. NotFoundError where there is none."""
    path = _path(path)
    with _file_errors(path):
        return FileStatistics(_os.stat(path), _os.path.isdir(path))


def glob(pattern):
    """Names that match a pattern, or one of several, sorted for each."""
    patterns = [pattern] if isinstance(pattern, (str, bytes, _os.PathLike)) else pattern
    return [name for p in patterns for name in sorted(_glob.glob(_path(p), include_hidden=True))]


def listdir(path):
    """Names in a folder, sorted. NotFoundError where it is none."""
    if not isdir(path):
        raise _errors.NotFoundError(None, None, f"Could not find directory {_path(path)}")
    return sorted(_os.listdir(_path(path)))


def walk(top, topdown=True, onerror=None):
    """(folder, its folders, its files) of a folder and all below it."""
    for folder, folders, files in _os.walk(_path(top), topdown, onerror):
        folders.sort()
        yield folder, folders, sorted(files)


def mkdir(path):
    """Make a folder. NotFoundError where its parent is missing; AlreadyExistsError where a file has its name."""
    path = _path(path)
    if not isdir(path):
        with _file_errors(path):
            _os.mkdir(path)


def makedirs(path):
    """Make a folder and those above it."""
    path = _path(path)
    with _file_errors(path):
        _os.makedirs(path, exist_ok=True)


def remove(path):
    """Delete a file. NotFoundError where there is none; FailedPreconditionError for a folder."""
    path = _path(path)
    with _file_errors(path):
        _os.remove(path)


def rmtree(path):
    """Delete a folder and all in it. NotFoundError where there is none."""
    path = _path(path)
    if not exists(path):
        raise _errors.NotFoundError(None, None, f"{path} not found")
    with _file_errors(path):
        _shutil.rmtree(path) if isdir(path) else _os.remove(path)


def _check_free(path, overwrite):
    if not overwrite and exists(path):
        raise _errors.AlreadyExistsError(None, None, f"file already exists: {path}; pass overwrite=True to replace it")


def copy(src, dst, overwrite=False):
    """Copy a file. AlreadyExistsError where `dst` exists, unless `overwrite`."""
    src, dst = _path(src), _path(dst)
    _check_free(dst, overwrite)
    with _file_errors(src):
        _shutil.copyfile(src, dst)


def rename(src, dst, overwrite=False):
    """Rename or move a file or folder. AlreadyExistsError where `dst` exists, unless `overwrite`."""
    src, dst = _path(src), _path(dst)
    _check_free(dst, overwrite)
    with _file_errors(src):
        _os.replace(src, dst)


def join(path, *paths):
    """Parts of a path joined."""
    return _os.path.join(path, *paths)


def get_registered_schemes():
    """Kinds of path that are understood: local ones."""
    return [""]
