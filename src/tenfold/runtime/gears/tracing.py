"""Tracing: a Python function is called once, on placeholders, to see what it writes into a graph."""

import pathlib
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import Any, NoReturn, TypeVar

from tenfold.core.base.thread import STATE
from tenfold.core.graphs.graph import FuncGraph
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values.variable import Variable

_Made = TypeVar("_Made")
Adopt = Callable[[Variable], object]


def trace(
    function: Callable[..., Any], specs: Sequence[tuple], graph: FuncGraph, adopt: Adopt
) -> tuple[list[SymbolicTensor], Any]:
    """Write `function(*placeholders)` into `graph`.

    No tape records, but what looks at every result (`tf.debugging.enable_check_numerics`) looks at these too.

    Args:
      specs: (dims, dtype) or (dims, dtype, name) per placeholder.
      graph: a FuncGraph.
      adopt: called with each variable that is made meanwhile.

    Returns: the placeholders, and what the function returned.
    """
    observers = tuple(t for t in STATE.tapes if getattr(t, "observes", False))
    return graph.trace(function, specs, tapes=observers, adopt=adopt)


def trace_for_good(
    write: Callable[[Adopt], _Made],
    may_create: bool = True,
    strays: Callable[[list[Any]], bool] = bool,
    noted: Callable[[Variable], Any] = lambda variable: variable,
) -> _Made:
    """`write(adopt)`, twice where variables were made that each trace would make anew.

    As in TensorFlow, a second trace shows whether variables are made only once.

    Args:
      write: function that traces, see `trace`, and returns what it made of it.
      may_create: False refuses variables at once.
      strays: whether any of a list of variables, as `noted` when they were made, has to be made only once.

    Raises:
      ValueError: a variable is made by every call.
    """
    if not may_create:
        return write(refuse)
    made: list[Any] = []
    found = write(lambda variable: made.append(noted(variable)))
    return write(refuse) if strays(made) else found


def refuse(variable: Variable) -> NoReturn:
    """The error of a variable that is made anew by each trace, and so would never keep what it was assigned."""
    raise ValueError(
        "tf.function only supports singleton tf.Variables created on the first call. Make sure the tf.Variable is only "
        "created once or created outside tf.function: make it (or the layer that has it) in __init__ or build, or "
        f"under `if self.v is None:`. Made again: {variable.name}{users_line()}."
    )


def users_line() -> str:
    """Where the program is, as the nearest line that is not this library's: " in train.py, line 12"."""
    frame = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename.startswith(_LIBRARY):
        frame = frame.f_back  # type: ignore[assignment]
    return f" in {frame.f_code.co_filename}, line {frame.f_lineno}" if frame is not None else ""


def line_that_raised(error: BaseException) -> str:
    """Where an error arose, in the words of `users_line`: the innermost line of the program's own; where it has none,
    that from which it called this library, or one that is installed."""
    places = [(frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    file, line = next(
        (p for p in reversed(places) if not p[0].startswith(_LIBRARY) and "site-packages" not in p[0]), ("", 0)
    )
    return f" in {file}, line {line}" if file else users_line()


_LIBRARY = str(pathlib.Path(__file__).parents[2])
