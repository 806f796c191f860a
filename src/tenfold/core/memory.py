"""How much memory this process may still take."""

import os
import pathlib

_MEMORY = pathlib.Path("/proc/meminfo")
_GROUP = pathlib.Path("/sys/fs/cgroup")  # of the process itself, inside a container


def at_hand():
    """Bytes that can be had without paging: what the system has and the container allows; None where nothing says."""
    found = [n for n in (_of_system(), _of_container()) if n is not None]
    return min(found) if found else None


def _of_system():
    try:
        lines = dict(line.split(":", 1) for line in _MEMORY.read_text().splitlines())
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
        limit = int((_GROUP / "memory.max").read_text())  # "max" where there is none
        used = int((_GROUP / "memory.current").read_text())
        stat = dict(line.split() for line in (_GROUP / "memory.stat").read_text().splitlines())
        return max(0, limit - used + int(stat["inactive_file"]))
    except (OSError, KeyError, ValueError):
        return None
