"""How many threads NumPy's matrix products use.

OpenBLAS splits even a small product over all cores and waits for them actively: where another process holds one of the
cores, a product of 0.1 ms takes 5. A first-gear run whose products are all small therefore keeps to one thread.
"""

import contextlib
import ctypes
import functools
import pathlib

import numpy as np

SMALL = 2**23  # multiplications of a product up to which a second thread saves less than it can cost


@functools.cache
def _library():
    """(set, get) of the OpenBLAS that NumPy's wheels bring; None where NumPy uses another library."""
    for folder in (pathlib.Path(np.__file__).parent / ".libs", pathlib.Path(np.__file__).parents[1] / "numpy.libs"):
        for file in folder.glob("*openblas*"):
            library = ctypes.CDLL(str(file))
            for suffix in ("64_", ""):
                if hasattr(library, f"scipy_openblas_set_num_threads{suffix}"):
                    names = (f"scipy_openblas_{verb}_num_threads{suffix}" for verb in ("set", "get"))
                    return tuple(getattr(library, name) for name in names)
    return None


@contextlib.contextmanager
def one_thread():
    """Products of the block run on the calling thread. The number of threads is the process's, so it is given back."""
    calls = _library()
    before = calls[1]() if calls else 1
    if before == 1:
        yield
        return
    calls[0](1)
    try:
        yield
    finally:
        calls[0](before)
