"""Numbers that are almost zero, taken for zero while first gear trains.

What decays without gradients, as an optimizer's averages of a unit that is never active, comes after some hundred steps
to float32's subnormal numbers, stays there, and makes each operation on it a hundred times as slow. TensorFlow's
threads and XLA's take such numbers for zero; so both gears give the same.
"""

from typing import Any

import numpy as np

from tenfold.runtime.native import library

LOADED = library._state  # whose `library` is there once it is loaded: none is loaded for this
KNOWN = [np.finfo(dtype) for dtype in (np.float16, np.float32, np.float64)]  # kept by NumPy, which asks subnormal ones


class Flushing:
    """A context in which this thread does so, where the library is loaded."""

    __slots__ = ("_library", "_mode")

    def __enter__(self) -> None:
        self._library = LOADED.library
        if self._library is not None:
            self._mode = self._library.tenfold_flush()

    def __exit__(self, *error: Any) -> None:
        if self._library is not None:
            self._library.tenfold_set_float_mode(self._mode)
