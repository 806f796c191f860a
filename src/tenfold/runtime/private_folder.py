"""Folders that nobody but this user (and root) can have written into, all the way down from the root.

A folder of mode 0700 is not enough: whoever may write into one above it can put another in its place. Where users are
told apart otherwise than by POSIX's numbers (Windows), a folder in the user's profile is taken to be the user's own.
"""

import os
import pathlib
import stat

# How a file is opened: no link is followed, and what is no file (a pipe that nobody writes to) is not waited for.
NOT_FOLLOWED = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
LINKS = 40  # on one way down: more of them lead round in a circle


def objection(folder: pathlib.Path) -> str | None:
    """Why a folder that is there is not this user's alone, as text; None where it is."""
    if not hasattr(os, "getuid"):
        return None
    found = os.stat(folder)
    if found.st_uid != os.getuid():
        return f"{folder} belongs to user {found.st_uid}, not to {os.getuid()}"
    return _on_the_way(pathlib.Path(os.path.abspath(folder)), LINKS)


def _on_the_way(path: pathlib.Path, links: int) -> str | None:
    """The objection to one of the folders (or links) that `path` leads through, itself included."""
    for place in reversed([path, *path.parents]):
        found = os.lstat(place)
        if found.st_uid not in (0, os.getuid()):
            return f"{place} belongs to user {found.st_uid}"
        if stat.S_ISLNK(found.st_mode):
            if not links:
                return f"{path} leads through too many links"
            to = place.parent / os.readlink(place)
            if said := _on_the_way(pathlib.Path(os.path.abspath(to)), links - 1):
                return said
        elif found.st_mode & 0o022 and (place == path or not found.st_mode & stat.S_ISVTX):
            return f"others may write into {place} (mode {stat.S_IMODE(found.st_mode):04o})"
    return None


def make(folder: pathlib.Path) -> None:
    """Make `folder` and what lacks above it, for this user alone. Raises OSError where it is not, or cannot be."""
    for place in reversed([folder, *folder.parents]):
        if not place.exists():
            place.mkdir(mode=0o700, exist_ok=True)
    if said := objection(folder):
        raise PermissionError(said)


def read(path: pathlib.Path) -> bytes:
    """The bytes of a file in a private folder. PermissionError for what another user put there before it was one."""
    with open(os.open(path, os.O_RDONLY | NOT_FOLLOWED), "rb") as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise PermissionError(f"{path} is no file")
        if hasattr(os, "getuid") and (found.st_uid != os.getuid() or found.st_mode & 0o022):
            raise PermissionError(f"{path} may have been written by another user")
        return file.read()
