"""How freed memory is kept: a step of training asks for the same large arrays again and again.

By default glibc gives each large array fresh pages of the system's and hands them back when it is freed. The system
clears every page when it is first touched, which took 40 % of a convolution network's step in second gear. Here glibc
is told to keep what is freed, in one place for all threads, and to take it from there again: up to the most that the
process has had in use at one time, which it then holds until it ends.

This is done once, when JAX starts or the native kernels are loaded, and concerns the whole process.
TENFOLD_ALLOCATOR=system leaves the allocator alone; so does a setting of glibc's own (MALLOC_ARENA_MAX_,
GLIBC_TUNABLES=glibc.malloc...). Where there is no glibc (macOS, Windows, musl) there is nothing to do.
"""

import ctypes
import os
from collections.abc import Callable

from tenfold.core.base.process_wide import ProcessWide

SWITCH = "TENFOLD_ALLOCATOR"
# Parameters of mallopt, as malloc.h numbers them
M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -2, -3, -8
LARGEST = 2**31 - 1
MAPPED = 2**30  # bytes from which an array still gets pages of its own
MAPPED_BEFORE_2_35 = 2**25  # the most that an older glibc lets one say
SPARE = 2**26  # bytes that are asked of the system at a time
OWN_SETTINGS = (
    "MALLOC_ARENA_MAX",
    "MALLOC_ARENA_MAX_",
    "MALLOC_MMAP_MAX_",
    "MALLOC_MMAP_THRESHOLD_",
    "MALLOC_TOP_PAD_",
    "MALLOC_TRIM_THRESHOLD_",
)


class _state(ProcessWide):
    kept: bool | None = None  # whether freed memory is kept; None while nobody has asked


def keep_freed_memory() -> bool:
    """Have glibc keep what is freed for what comes next. Returns whether it does; the first call decides."""
    if _state.kept is None:
        _state.kept = objection() is None and _told(_mallopt())
    return _state.kept


def objection() -> str | None:
    """Why the allocator is left alone, None where nothing speaks against telling it."""
    if os.environ.get(SWITCH) == "system":
        return f"{SWITCH}=system"
    own = next((name for name in OWN_SETTINGS if name in os.environ), None)
    if own is None and "glibc.malloc" in os.environ.get("GLIBC_TUNABLES", ""):
        own = "GLIBC_TUNABLES"
    if own is not None:
        return f"{own} is set"
    return None if _mallopt() else "there is no glibc here"


def report() -> str:
    """What becomes of freed memory, a line for `tenfold doctor`."""
    if reason := objection():
        return f"the system's allocator as it is: {reason}"
    return f"freed memory is kept for the next step ({SWITCH}=system leaves it to the system)"


def _mallopt() -> Callable[[int, int], int] | None:
    """glibc's function, None in a process without it."""
    if os.name != "posix":
        return None
    process = ctypes.CDLL(None)
    return process.mallopt if hasattr(process, "gnu_get_libc_version") and hasattr(process, "mallopt") else None


def _told(mallopt: Callable[[int, int], int] | None) -> bool:
    """Whether the allocator took all of it. (Other allocators may answer to the same name.)"""
    if mallopt is None:
        return False
    # One place: what a thread of XLA's frees in a place of its own, no other thread would find
    told = [mallopt(M_ARENA_MAX, 1), mallopt(M_TRIM_THRESHOLD, LARGEST), mallopt(M_TOP_PAD, SPARE)]
    return all(told) and bool(mallopt(M_MMAP_THRESHOLD, MAPPED) or mallopt(M_MMAP_THRESHOLD, MAPPED_BEFORE_2_35))
