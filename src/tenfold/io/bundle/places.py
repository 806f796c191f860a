"""Where a checkpoint's files lie, and how one takes the place of another.

Data files of a save have names that the checkpoint under that prefix does not use: of n files, the last n of k * n,
with the first k that is free. So a save on top of `-00000-of-00001` writes `-00001-of-00002`, which its index says, and
the next one `-00000-of-00001` again. Nothing of the old checkpoint is touched until the new index, written under a name
of its own, is renamed; then the old data files go. A save that is killed leaves the old checkpoint or the new one.

While a save goes on it holds a lock (`flock`) on each file it writes. `sweep` removes what no index speaks of and
nobody holds: what killed saves left. Two saves at once have data files of their own, and the last to rename wins. A
file system without locks does not keep two saves at once apart.
"""

import contextlib
import errno
import os
import re
import stat
from collections.abc import Iterator

from tenfold.core.base.errors import AlreadyExistsError, DataLossError, OpError
from tenfold.io.bundle.entries import shards_of
from tenfold.io.bundle.table_reading import Table

try:
    import fcntl
except ImportError:  # Windows, where a file that is open cannot be removed anyway
    fcntl = None  # type: ignore[assignment]

_BUSY = (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES)
_MOST = 99999  # data files: their numbers have five digits


def index_file(prefix: str) -> str:
    return f"{prefix}.index"


def data_file(prefix: str, shard: int, shards: int) -> str:
    return f"{prefix}.data-{shard:05d}-of-{shards:05d}"


def opened(path: str) -> int:
    """A descriptor of a file to read from. DataLossError for a pipe or device, which would have its reader wait."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISREG(mode):
        return descriptor
    os.close(descriptor)
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    raise DataLossError(f"{path}: it is no file, as those of a checkpoint are, but a pipe or a device.")


def files_of(prefix: str) -> Iterator[tuple[str, int | None]]:
    """Each data file of a prefix, of how many; with None, files that wait to be renamed."""
    folder, base = os.path.split(prefix)
    named = re.compile(
        re.escape(base) + r"\.(?:data-\d{5}-of-(\d{5})|(?:index\.[0-9a-f]{16}|data-\d{5}-of-\d{5})\.part)"
    )
    for name in os.listdir(folder or "."):
        if found := named.fullmatch(name):
            yield os.path.join(folder, name), int(found[1]) if found[1] else None


class Claimed:
    """A new file that nobody else writes to: a descriptor, locked, until it is closed."""

    descriptor = -1

    def __init__(self, path: str) -> None:
        """FileExistsError where there is one of the name."""
        self.path = path
        self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
        if not (_locked(self.descriptor) and _is(self.descriptor, path)):  # swept before it was locked
            self.close()
            raise FileExistsError(errno.EEXIST, "taken", path)

    def close(self) -> None:
        descriptor, self.descriptor = self.descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def rename(self, path: str) -> None:
        """Put it, whole, in the place of `path`. It is still held, until it is closed."""
        if fcntl is None:  # Windows renames and removes nothing that is open
            self.close()
        os.replace(self.path, path)
        self.path = path

    def take(self, path: str) -> None:
        """Become the file at `path`, which has both names from then on: in a file system without links, only this."""
        placeholder, self.descriptor = self.descriptor, os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
        try:
            _locked(self.descriptor)
            part = _second_name(path, f"{self.path}.part") or path
            if fcntl is None:
                os.close(placeholder)
                placeholder = -1
                self.close()
            os.replace(part, self.path)
        finally:
            if placeholder >= 0:
                os.close(placeholder)

    __del__ = close


def new_data_files(prefix: str, shards: int) -> tuple[int, list[Claimed]]:
    """Data files for a save of `shards`: the last ones of how many, which their names say, and the files."""
    try:
        current = current_shards(prefix)
    except OpError:  # names that are there are not taken anyway
        current = None
    for total in range(shards, _MOST + 1, shards):
        if total != current:
            files = _all_claimed([data_file(prefix, shard, total) for shard in range(total - shards, total)])
            if files:
                return total, files
    raise AlreadyExistsError(f"{prefix}: no names are free for {shards} data files.")


def _all_claimed(paths: list[str]) -> list[Claimed]:
    """The files, or none where one is taken."""
    files: list[Claimed] = []
    try:
        for path in paths:
            files.append(Claimed(path))
    except OSError as error:
        for file in files:
            with contextlib.suppress(FileNotFoundError):
                os.remove(file.path)
            file.close()
        if not isinstance(error, FileExistsError):
            raise
        return []
    return files


def _second_name(path: str, name: str) -> str | None:
    """`name`, by which the file is known too; None in a file system without links."""
    try:
        os.link(path, name)
    except OSError:
        return None
    return name


def new_index_file(prefix: str) -> Claimed:
    """A file for an index, to be renamed when it is whole."""
    while True:
        with contextlib.suppress(FileExistsError):  # somebody else swept it away before it was locked
            return Claimed(f"{index_file(prefix)}.{os.urandom(8).hex()}.part")


def current_shards(prefix: str) -> int | None:
    """How many data files the checkpoint under a prefix speaks of; None without an index. OpError for a bad one."""
    path = index_file(prefix)
    try:
        with open(opened(path), "rb") as file:
            key, value = next(iter(Table(file.read(), path)), (b"", b""))
    except FileNotFoundError:
        return None
    return shards_of(value, path, any_version=True) if key == b"" else None


def sweep(prefix: str) -> None:
    """Remove the files of a prefix that its index does not speak of and that nobody writes to.

    Nothing is removed beside an index, or in a folder, that cannot be read.
    """
    with contextlib.suppress(OpError, OSError):
        current = current_shards(prefix)
        for path, shards in list(files_of(prefix)):
            if shards is None or shards != current:
                with contextlib.suppress(OSError):
                    _remove_unused(prefix, path, shards)


def _remove_unused(prefix: str, path: str, shards: int | None) -> None:
    if fcntl is None:
        return os.remove(path)
    descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    try:
        if _locked(descriptor) and _is(descriptor, path):
            if shards is None or shards != current_shards(prefix):  # who held it before may have renamed an index since
                os.remove(path)
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    """Takes the lock of a file; False where somebody else holds it. True where there are no locks."""
    try:
        if fcntl is not None:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in _BUSY
    return True


def _is(descriptor: int, path: str) -> bool:
    """Whether the file is still the one of that name."""
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(path))
    except FileNotFoundError:
        return False
