"""How many threads NumPy's matrix products use.

OpenBLAS splits even a small product over all cores and waits for them actively: where another process holds one of the
cores, a product of 0.1 ms takes 5, and between products of both gears XLA's threads lack the cores that OpenBLAS's wait
on. So a small product keeps to one thread: in a first-gear run whose products all are, and when it is called eagerly.
"""

import ctypes
import functools
import os
import pathlib
import threading
from collections.abc import Callable

import numpy as np

from tenfold.core.base.forks import free_in_child

SMALL = 2**23  # multiplications of a product up to which a second thread saves less than it can cost
ALONE, ROW_ALONE = 2**18, 9216  # up to which OpenBLAS keeps to one by itself; of a row or a column


@functools.cache
def _library() -> tuple[Callable[[int], object], Callable[[], int]] | None:
    """(set, get) of the OpenBLAS that NumPy's wheels bring; None where NumPy uses another library."""
    for folder in (pathlib.Path(np.__file__).parent / ".libs", pathlib.Path(np.__file__).parents[1] / "numpy.libs"):
        for file in folder.glob("*openblas*"):
            library = ctypes.CDLL(str(file))
            for suffix in ("64_", ""):
                if hasattr(library, f"scipy_openblas_set_num_threads{suffix}"):
                    names = (f"scipy_openblas_{verb}_num_threads{suffix}" for verb in ("set", "get"))
                    set_threads, get_threads = (getattr(library, name) for name in names)
                    return set_threads, get_threads
    return None


class _Limit:
    """The number of threads is the process's, and blocks of several threads overlap: the first sets the limit, the last
    gives back what it found."""

    lock, users = free_in_child(threading.Lock()), 0
    before: int | None = None
    now = 0


class at_most:  # noqa: N801  read as what a `with` block is: with at_most(1)
    """Products of the block run on so many threads. A number of threads that somebody else sets meanwhile stays."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __enter__(self) -> None:
        calls = _library()
        if calls is not None:
            set_threads, get_threads = calls
            with _Limit.lock:
                _Limit.users += 1
                found = get_threads()
                if found > self.number:
                    if _Limit.before is None or found != _Limit.now:
                        _Limit.before = found
                    _Limit.now = self.number
                    set_threads(self.number)

    def __exit__(self, *_: object) -> None:
        calls = _library()
        if calls is not None:
            set_threads, get_threads = calls
            with _Limit.lock:
                _Limit.users -= 1
                if not _Limit.users and _Limit.before is not None:
                    if get_threads() == _Limit.now:
                        set_threads(_Limit.before)
                    _Limit.before = None


ONE = at_most(1)
HALF = at_most(max(1, (os.cpu_count() or 1) // 2))  # while a thread compiles: those that lack a core spin


def product(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """np.matmul of matrices, or of batches of them, small ones on one thread."""
    rows, inner = a.shape[-2:]
    columns = b.shape[-1]
    multiplications = rows * inner * columns
    if multiplications <= (ROW_ALONE if rows == 1 or columns == 1 else ALONE) or multiplications > SMALL:
        return np.matmul(a, b)
    with ONE:
        return np.matmul(a, b)
