"""Which functions are converted: those that a trace runs, and the users' functions that these call."""

import functools
import sys
import threading
from collections.abc import Callable
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from tenfold.core.base.hooks import hooks
from tenfold.function.autograph import branching, logic, looping
from tenfold.function.autograph.builtins import BUILTINS, TAKING_FUNCTIONS
from tenfold.function.autograph.compiling import code_for, runtime, unasked, why_not, with_code
from tenfold.function.autograph.source import CannotConvert
from tenfold.function.autograph.tables import TAKES_FUNCTIONS, is_library
from tenfold.function.autograph.tracebacks import without_machinery

AnyFunction = Callable[..., Any]


BY_PYTHON = (
    " AutoGraph did not convert this function: Python or a library called it (as a property, an operator, a key of "
    "sorted), not a function that is converted. Make it a method that is called by its name."
)


class _Status(threading.local):
    converts = True  # False while a function runs that is not to be converted, nor what it calls
    asked = False  # True while somebody traces, or said what is to be converted


STATUS = _Status()


class converting:
    """Whether functions are converted, for the length of a `with`."""

    def __init__(self, converts: bool) -> None:
        self.converts, self.outer = converts, (True, False)

    def __enter__(self) -> None:
        self.outer = STATUS.converts, STATUS.asked
        STATUS.converts, STATUS.asked = self.converts, True

    def __exit__(self, *_: Any) -> None:
        STATUS.converts, STATUS.asked = self.outer


def for_trace(function: AnyFunction, autograph: bool = True) -> AnyFunction:
    """What a trace calls in place of `function`: converted, it and what it calls, unless `autograph` is False."""

    def traced(*args: Any, **kwargs: Any) -> Any:
        with converting(autograph):
            try:
                return call(function)(*args, **kwargs)
            except BaseException as e:
                without_machinery(e)
                raise

    return traced


def call(function: Any) -> Any:
    """What converted code calls where `function` is written."""
    if not STATUS.converts:
        return function
    kind = type(function)
    if kind is FunctionType:
        return converted(function)
    if kind is MethodType:
        inner = call(function.__func__)
        return function if inner is function.__func__ else MethodType(inner, function.__self__)
    if kind is BuiltinFunctionType or kind is type:
        if function in TAKING_FUNCTIONS:
            return functools.partial(_with_converted, function)
        return BUILTINS.get(function, function)
    if isinstance(function, functools.partial):
        inner = call(function.func)
        return function if inner is function.func else functools.partial(inner, *function.args, **function.keywords)
    return function if isinstance(function, type) else _called(function)


def _called(instance: Any) -> Any:
    """An object that is called by a method of its class, which may be converted."""
    own = next((vars(c)["__call__"] for c in type(instance).__mro__ if "__call__" in vars(c)), None)
    if type(own) is not FunctionType:
        return instance
    found = converted(own)
    return instance if found is own else MethodType(found, instance)


def converted(function: FunctionType) -> Any:
    """The function with converted code; itself where that is not needed, or cannot be had."""
    if is_library(function):
        if function.__name__ in TAKES_FUNCTIONS:
            return functools.partial(_with_converted, function)
        return function
    code = code_for(function)
    return with_code(function, code) if code is not None and not isinstance(code, CannotConvert) else function


def _with_converted(function: AnyFunction, *args: Any, **kwargs: Any) -> Any:
    """A call of what calls functions that it is given."""
    return function(*map(_argument, args), **{k: _argument(v) for k, v in kwargs.items()})


def _argument(value: Any) -> Any:
    if isinstance(value, (FunctionType, MethodType, functools.partial)):
        return call(value)
    if type(value) in (list, tuple):
        return type(value)([_argument(v) for v in value])
    if type(value) is dict:
        return {k: _argument(v) for k, v in value.items()}
    return value


def do_not_convert(func: AnyFunction | None = None) -> Any:
    """A decorator, bare or called, for functions that are traced as they are written, they and what they call."""
    if func is None:
        return do_not_convert

    @functools.wraps(func)
    def unconverted(*args: Any, **kwargs: Any) -> Any:
        with converting(False):
            return func(*args, **kwargs)

    return unconverted


def returned(value: Callable[[], Any]) -> Any:
    """What a function returns; None where it was left otherwise (a `with` that swallowed an exception)."""
    try:
        return value()
    except NameError:
        return None


def why_python() -> str:
    """Why the code that asks for a tensor's truth was not converted, and what to do: a sentence, or nothing."""
    frame = sys._getframe(1)
    while frame is not None and (frame.f_globals.get("__name__") or "").startswith("tenfold."):
        frame = frame.f_back  # type: ignore[assignment]
    if frame is None:
        return ""
    if not STATUS.converts:
        return " AutoGraph is switched off here (autograph=False, or do_not_convert)."
    reason = why_not(frame.f_code)
    if reason is not None:
        return f" AutoGraph did not convert this function: {reason}."
    return BY_PYTHON if STATUS.asked and unasked(frame.f_code) else ""


hooks.why_python = why_python
for _name in ("and_", "or_", "not_", "if_exp", "compare", "contains", "assert_"):
    setattr(runtime, _name, getattr(logic, _name))
runtime.if_, runtime.while_, runtime.for_ = branching.if_, looping.while_, looping.for_
runtime.call, runtime.returned = call, returned
