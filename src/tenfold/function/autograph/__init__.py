"""AutoGraph: Python's `if`, `while` and `for` on tensors, while a function is traced.

A function is read (`source`), its jumps become flags (`jumps`), its statements calls of `operators` (`rewriting`, with
what `names` and `liveness` say), and the whole code under the original's lines (`compiling`). `conversion` says which
functions that happens to.
"""

import importlib
from typing import Any


def __getattr__(name: str) -> Any:
    """`conversion`, which brings in the rest: whoever traces nothing does without."""
    if name == "conversion":
        return importlib.import_module("tenfold.function.autograph.conversion")
    raise AttributeError(f"module {__name__} has no attribute {name!r}")
