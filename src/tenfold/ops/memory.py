"""How much memory this process may still take."""

import math
import os

try:
    import resource
except ImportError:  # Windows
    resource = None

from tenfold.core.base import errors

_MEMORY = "/proc/meminfo"
_SIZE = "/proc/self/statm"
_GROUP = "/sys/fs/cgroup"  # of the process itself, inside a container
LITTLE = 1 << 28  # bytes that nobody is asked for, so that small tensors cost nothing


def reserve(shape, dtype):
    """The number of elements of `shape`, if an array of them and of a NumPy `dtype` fits into memory.

    Asked before allocating: a system that gives memory out on trust says nothing until it kills the process.

    Raises:
      ResourceExhaustedError: there is less memory at hand.
    """
    count = math.prod(shape)
    size = count * dtype.itemsize
    if size > LITTLE:
        there = at_hand()
        if there is not None and size > there:
            raise errors.ResourceExhaustedError(
                f"OOM when allocating a tensor of shape {list(shape)} and dtype {dtype}: it takes {size / 2**30:,.1f} "
                f"GiB and {there / 2**30:,.1f} GiB are at hand. Is one of its dimensions meant to be as large?"
            )
    return count


def at_hand():
    """Bytes that can be had without paging: what the system has, the container and the process's own limit allow.

    None where nothing says.
    """
    found = [n for n in (_of_system(), _of_container(), _of_process()) if n is not None]
    return min(found) if found else None


def _of_system():
    try:
        lines = dict(line.split(":", 1) for line in _text(_MEMORY).splitlines())
        return int(lines["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        pass
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):  # Windows
        return None


def _of_container():
    """What a limit (cgroup version 2) leaves; pages of files count as free, as they can be dropped."""
    try:
        limit = int(_text(_GROUP, "memory.max"))  # "max" where there is none
        used = int(_text(_GROUP, "memory.current"))
        stat = dict(line.split() for line in _text(_GROUP, "memory.stat").splitlines())
        return max(0, limit - used + int(stat["inactive_file"]))
    except (OSError, KeyError, ValueError):
        return None


def _of_process():
    """What is left of the addresses that the process may use (`ulimit -v`)."""
    limit = resource.getrlimit(resource.RLIMIT_AS)[0] if resource else -1
    if limit in (-1, getattr(resource, "RLIM_INFINITY", -1)):
        return None
    try:
        return max(0, limit - int(_text(_SIZE).split()[0]) * resource.getpagesize())
    except (OSError, ValueError):
        return limit


def _text(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()
