"""`tf.autograph`: converted code to read, conversion by hand, and what a loop may be told."""

import ast
import enum
import functools
import logging
from collections.abc import Sequence
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from tenfold.function.autograph.compiling import rewritten
from tenfold.function.autograph.conversion import AnyFunction, call, converting
from tenfold.function.autograph.source import CannotConvert, tree_of

log = logging.getLogger("tenfold.autograph")


class Feature(enum.Enum):
    """What `experimental_optional_features` of TensorFlow's converter named. All that AutoGraph converts it always
    converts."""

    ALL = "ALL"
    AUTO_CONTROL_DEPS = "AUTO_CONTROL_DEPS"
    ASSERT_STATEMENTS = "ASSERT_STATEMENTS"
    BUILTIN_FUNCTIONS = "BUILTIN_FUNCTIONS"
    EQUALITY_OPERATORS = "EQUALITY_OPERATORS"
    LISTS = "LISTS"
    NAME_SCOPES = "NAME_SCOPES"


class ConversionError(ValueError):
    """What is not a function that AutoGraph could convert, or whose source is not to be had."""


def _checked(entity: Any, doing: str) -> Any:
    if isinstance(entity, (type, BuiltinFunctionType)) or not callable(entity):
        raise ConversionError(f"{doing} needs a Python function or method; received {entity!r}.")
    return entity


def to_graph(entity: AnyFunction, recursive: bool = True, experimental_optional_features: Any = None) -> AnyFunction:
    """`entity`, a function, method or callable object, converted.

    Args:
      recursive: whether the functions that it calls are converted too.
      experimental_optional_features: members of `Feature`: accepted, see there.

    Raises:
      ConversionError: it is none of these: a class, a function of Python's own, or not to be called at all.
    """
    found = call(_checked(entity, "to_graph"))

    @functools.wraps(entity)
    def converted(*args: Any, **kwargs: Any) -> Any:
        with converting(recursive):
            return found(*args, **kwargs)

    return converted


def to_code(entity: AnyFunction, recursive: bool = True, experimental_optional_features: Any = None) -> str:
    """The converted code of a function or method, to read.

    Raises:
      ConversionError, a ValueError: it is something else, or its source is not to be had.
    """
    function = entity.__func__ if isinstance(entity, MethodType) else getattr(entity, "python_function", entity)
    if not isinstance(function, FunctionType):
        raise ConversionError(f"to_code needs a Python function or method; received {entity!r}.")
    try:
        node = rewritten(function)
        return ast.unparse(node if node is not None else tree_of(function)) + "\n"
    except CannotConvert as e:
        raise ConversionError(f"{function.__name__} cannot be converted: {e}.") from None


def set_verbosity(level: int, alsologtostdout: bool = False) -> None:
    """How much the log `tenfold.autograph` says: 0 nothing but errors, higher more.

    Args:
      alsologtostdout: print it too.
    """
    log.setLevel(logging.DEBUG if level > 0 else logging.WARNING)
    shown = [h for h in log.handlers if isinstance(h, logging.StreamHandler)]
    if alsologtostdout and not shown:
        log.addHandler(logging.StreamHandler())


def trace(*args: Any) -> None:
    """Print the arguments, while the function is traced."""
    print(*args)


def set_loop_options(
    parallel_iterations: Any = None,
    swap_memory: Any = None,
    maximum_iterations: Any = None,
    shape_invariants: Sequence[tuple[Any, Any]] | None = None,
) -> dict[str, Any]:
    """Said in the body of a `for` or `while`: how it is written as a loop.

    Args:
      parallel_iterations, swap_memory: hints that change nothing.
      maximum_iterations: it ends after that many turns at the latest.
      shape_invariants: (variable, TensorShape) pairs: shapes that variables of the loop keep to.
    """
    said = {
        "parallel_iterations": parallel_iterations,
        "swap_memory": swap_memory,
        "maximum_iterations": maximum_iterations,
        "shape_invariants": shape_invariants,
    }
    return {k: v for k, v in said.items() if v is not None}
