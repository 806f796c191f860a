"""Files that are written whole or not at all."""

import contextlib
import os
import shutil
import threading


@contextlib.contextmanager
def whole_file(path):
    """`with whole_file(path) as file:` gives a binary file, which takes the place of `path` when the block ends.

    Until then it has a name of its own beside it; it is written to the disk before it is renamed. Where the block
    raises it is removed, and what stood at `path` stays. A link stays, and what it leads to is replaced.

    Args:
      path: str, bytes or os.PathLike; folders on the way are made.

    Raises:
      OSError: there is no place for it.
    """
    path = os.path.realpath(os.fsdecode(path))
    if os.path.isdir(path):
        raise IsADirectoryError(f"{path} is a folder; a file is to be written.")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    part = f"{path}.{os.getpid()}-{threading.get_ident()}.part"
    try:
        with open(part, "wb") as file:
            if os.path.exists(path):
                shutil.copymode(path, part)
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    finally:
        if os.path.exists(part):
            os.remove(part)
