"""AutoGraph: Python's `if`, `while` and `for` on tensors, while a function is traced.

A function is read (`source`), its jumps become flags (`jumps`), its statements calls of `operators` (`rewriting`, with
what `names` and `liveness` say), and the whole code under the original's lines (`compiling`). `conversion` says which
functions that happens to.
"""

import importlib
from collections.abc import Callable
from typing import Any

from tenfold.core.base.thread import STATE


def __getattr__(name: str) -> Any:
    """`conversion`, which brings in the rest: whoever traces nothing does without."""
    if name == "conversion":
        return importlib.import_module("tenfold.function.autograph.conversion")
    raise AttributeError(f"module {__name__} has no attribute {name!r}")


def in_trace(function: Callable[..., Any]) -> Callable[..., Any]:
    """What runs in place of a user's function: converted while a graph is written, else itself."""
    return function if STATE.graph is None else __getattr__("conversion").call(function)  # type: ignore[no-any-return]
