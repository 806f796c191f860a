"""Files that are written whole or not at all.

They are written under another name beside their own, flushed to the disk, and renamed. Whatever ends the process, or
the machine, there is the old file or the new one. The folder is not flushed, which would cost as much again: after a
power cut the rename may be undone, and the old file is whole as well.
"""

import contextlib
import errno
import os
import stat

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

SUFFIX = ".tenfold.part"
LONGEST = 255  # bytes that file systems have for a name
LINKS = 40  # on one way: more of them lead round in a circle
STREAMS = ("/proc/", "/dev/fd/")  # under these names files are open already: /dev/stdout leads there
FULL = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))  # which the system says of no file
_FLAGS = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


@contextlib.contextmanager
def whole_file(path, opened=open, mode=0o666, durable=True):
    """`with whole_file(path) as file:` gives a binary file, which takes the place of `path` when the block ends.

    Where the block raises it is removed, and what stood at `path` stays. A link stays, and what it leads to is
    replaced. A file that is replaced hands down its rights, and its owner where this user may do that; other names of
    it (hard links) keep the old content. Of several threads or processes that write one path, the last to end its block
    wins. What a killed process left is removed by the next one that writes that path.

    Pipes, devices and files that are open already (/dev/stdout) are written straight. On Windows a file that somebody
    has open cannot be replaced: PermissionError, and it stays.

    Args:
      path: str, bytes or os.PathLike; folders on the way are made.
      opened: called with a name, "wb" and `opener=`, as `open` is; gives the file.
      mode: rights of a file that is new, before the process's umask.
      durable: whether a power cut too must leave it whole: False for what can be made again.

    Raises:
      OSError: there is no place for it, or its folder cannot be written. Its `filename` is where `path` leads to.
    """
    path = _end_of(os.fsdecode(path))
    with _named(path):
        old = _status(path)
        if _is_stream(path, old):
            with opened(path, "wb", opener=None) as file:
                yield file
            return
        os.makedirs(os.path.dirname(path), exist_ok=True)
        process = os.getpid()
        part, number = _new_part(path, mode if old is None else 0o600)
        try:
            with opened(part, "wb", opener={part: number}.get) as file:  # no Python in it that a signal interrupts
                _hand_down(old, part, number)
                yield file
                file.flush()
                if durable:
                    os.fsync(number)
                if fcntl:  # while it is locked: nobody takes it for what a killed process left
                    os.replace(part, path)
            if not fcntl:  # Windows renames no open file
                os.replace(part, path)
        except BaseException:
            if os.getpid() == process:  # of a process that was forked in the block, the file is its parent's
                with contextlib.suppress(OSError):
                    os.remove(part)
            raise


def _end_of(path):
    """The absolute path that the links of `path` lead to; a name of /proc is not followed."""
    for _ in range(LINKS):
        folder, name = os.path.split(path)
        if not name:
            kind = IsADirectoryError if path else FileNotFoundError
            code = errno.EISDIR if path else errno.ENOENT
            raise kind(code, os.strerror(code), path)
        path = os.path.join(os.path.realpath(folder), name)
        if path.startswith(STREAMS) or not os.path.islink(path):
            return path
        path = os.path.join(os.path.dirname(path), os.readlink(path))
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path)


def _status(path):
    try:
        return os.stat(path)
    except FileNotFoundError:
        return None


def _is_stream(path, old):
    if old is not None and stat.S_ISDIR(old.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    return path.startswith(STREAMS) or (old is not None and not stat.S_ISREG(old.st_mode))


@contextlib.contextmanager
def _named(path):
    """What the system complains of is said of `path`, not of the name that its content has meanwhile."""
    try:
        yield
    except OSError as error:
        if str(error.filename).endswith(SUFFIX):
            error.filename, error.filename2 = path, None
            if isinstance(error, PermissionError):
                error.strerror += " in its folder"
        elif error.filename is None and error.errno in FULL:
            error.filename = path
        raise


def _new_part(path, mode):
    """A new file beside `path`, locked: its name and its descriptor."""
    folder, name = os.path.split(path)
    room = LONGEST - len(SUFFIX) - 9
    if len(os.fsencode(name)) > room:
        name = os.fsencode(name)[:room].decode(errors="ignore")
    part = os.path.join(folder, name + SUFFIX)
    while True:
        number = -1
        try:
            number = os.open(part, _FLAGS, mode)
            if _is_ours(number, part):
                return part, number
        except FileExistsError:
            if _remove_abandoned(part):
                continue
        except BaseException:
            _give_up(part, number)
            raise
        if number >= 0:
            os.close(number)
        part = os.path.join(folder, f"{name}.{os.urandom(4).hex()}{SUFFIX}")  # another thread or process is at it too


def _give_up(part, number):
    """Of a signal that came before the file was anybody's."""
    if number >= 0:
        os.close(number)
        with contextlib.suppress(OSError):
            os.remove(part)


def _remove_abandoned(part):
    """Whether a killed process left this file, which is then removed: nobody holds its lock."""
    if not fcntl:
        return False
    try:
        number = os.open(part, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if found := _is_named(number, part):
            os.remove(part)
        return found
    except OSError:
        return False
    finally:
        os.close(number)


def _is_ours(number, part):
    """Lock a new file. False where `_remove_abandoned`, of another thread or process, came first."""
    if not fcntl:
        return True
    try:
        fcntl.flock(number, fcntl.LOCK_SH | fcntl.LOCK_NB)  # shared: HDF5 locks what it reads likewise
    except BlockingIOError:
        return False
    except OSError:  # this file system knows no locks
        return True
    return _is_named(number, part)


def _is_named(number, part):
    with contextlib.suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(number), os.stat(part, follow_symlinks=False))
    return False


def _hand_down(old, part, number):
    """Owner, as far as this user may, and rights of the file that is replaced. Before there is anything to read."""
    if old is None:
        return
    here = number if os.chmod in os.supports_fd else part
    if hasattr(os, "chown") and (old.st_uid, old.st_gid) != (os.geteuid(), os.stat(here).st_gid):
        with contextlib.suppress(PermissionError):
            os.chown(here, old.st_uid, old.st_gid)
    os.chmod(here, stat.S_IMODE(old.st_mode))
