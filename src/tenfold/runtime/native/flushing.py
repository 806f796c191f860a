"""Subnormal numbers, almost zero, taken for zero while first gear and eager steps train.

What decays without gradients, as an optimizer's averages of a unit that is never active, comes to such numbers after
some hundred steps, stays there, and makes operations on it a hundred times as slow. TensorFlow's threads and XLA's take
them for zero too.
"""

import platform
from typing import Any

import numpy as np

from tenfold.core.base.process_wide import ProcessWide
from tenfold.runtime.native import library

LOADED = library._state  # whose `library` is there once it is loaded
_FLUSHES = 1 << 24 if platform.machine() in ("aarch64", "arm64") else 0x8040  # FPCR.FZ; MXCSR's FTZ and DAZ
FEW = 50  # runs of a program before the library is worth loading
KNOWN = [np.finfo(dtype) for dtype in (np.float16, np.float32, np.float64)]  # NumPy keeps these; it asks subnormal ones


class _state(ProcessWide):
    runs = 0


def wanted() -> Any:
    """The library, for a run where it is not loaded yet; None in the first runs, and where it is not here."""
    _state.runs += 1
    return library.functions() if _state.runs > FEW else None


def unflushed(library: Any) -> int:
    """The mode of this thread without flushing: what to go back to where Ctrl-C came before the mode was known."""
    return library.tenfold_flush() & ~_FLUSHES


class Flushing:
    """A context in which this thread does so. (`Executable` has it without the calls.)"""

    __slots__ = ("_library", "_mode")

    def __enter__(self) -> None:
        self._library = LOADED.library or wanted()
        if self._library is not None:
            try:
                self._mode = self._library.tenfold_flush()
            except BaseException:  # Ctrl-C, after the call and before its result was kept
                self._library.tenfold_set_float_mode(unflushed(self._library))
                raise

    def __exit__(self, *error: object) -> None:
        if self._library is not None:
            self._library.tenfold_set_float_mode(self._mode)
