"""Methods of public classes whose raw errors come out as what is wrong with the call: see `complaints`.

That is for the call that the program wrote: where the library calls a method of its own, which may tell it something by
a KeyError, errors stay what they are. StopIteration is no error of a method: iterators end so.

A class is looked through once, when somebody first asks for it by its public name. `__init__`, `__call__` and what has
a public name are replaced by functions that do the same and look at what was raised.
"""

import enum
import functools
import inspect
import sys
import types

from tenfold.core.base.env import Cell
from tenfold.core.base.types import Any, Attrs, Function
from tenfold.core.calls.complaints import KINDS, in_terms_of_the_call, is_ours, is_raw
from tenfold.core.calls.slips import suggest
from tenfold.core.graphs.graph import Graph, Node
from tenfold.core.values.dtypes import DType
from tenfold.core.values.shapes import TensorShape
from tenfold.core.values.tensor import Tensor

_OURS = __name__.partition(".")[0]
_SEEN = "_methods_tell"  # in the dictionary of a class that has been looked through
_LEFT = (BaseException, enum.Enum, Tensor, Cell, Node, Graph, TensorShape, DType)  # no arguments, or made at each op
_AS_THEY_ARE = frozenset(
    ["call", "build", "get_config", "numpy", "activated"]
)  # called often, or told apart by what they are


def explained(cls: type) -> type:
    """`cls`, the methods of which, and of its bases in this package, name the argument at fault."""
    if hasattr(cls, "failureException"):  # a unittest.TestCase, whose AssertionErrors are what it is for
        return cls
    for c in cls.__mro__:
        ours = c.__module__.partition(".")[0] == _OURS
        if ours and _SEEN not in vars(c) and not issubclass(c, _LEFT):
            setattr(c, _SEEN, True)
            _replace_methods(c)
    return cls


def _replace_methods(cls: type) -> None:
    for name, value in list(vars(cls).items()):
        if name.startswith("_") and name not in ("__init__", "__call__") or name in _AS_THEY_ARE:
            continue
        if isinstance(value, types.FunctionType):
            setattr(cls, name, telling(value))
        elif isinstance(value, (classmethod, staticmethod)) and isinstance(value.__func__, types.FunctionType):
            setattr(cls, name, type(value)(telling(value.__func__)))


def telling(function: Function) -> Function:
    """Decorator: raw errors of a function or method come out in terms of the call."""
    if getattr(function, "tells", False):
        return function

    @functools.wraps(function)
    def method(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except StopIteration:
            raise
        except KINDS as e:
            if is_raw(e) and not is_ours(sys._getframe(1)):
                raise _in_terms(e, function, args, kwargs) from e
            suggest(e, function, kwargs)
            raise

    method.tells = True  # type: ignore[attr-defined]
    return method


def as_it_is(function: Function) -> Function:
    """Decorator: this method looks at its errors itself."""
    function.tells = True  # type: ignore[attr-defined]
    return function


def _in_terms(error: BaseException, function: Function, args: Any, kwargs: Attrs) -> Exception:
    given = arguments(function, args, kwargs)
    if next(iter(given), "") not in ("self", "cls"):
        return in_terms_of_the_call(error, function, given)
    owner, given = args[0], {k: v for k, v in given.items() if v is not args[0]}
    cls = owner if isinstance(owner, type) else type(owner)
    if function.__name__ == "__init__":
        return in_terms_of_the_call(error, function, given, said=f"{cls.__name__}()", documented=cls)
    method = "" if function.__name__ == "__call__" else f".{function.__name__}"
    name = getattr(owner, "_name", None)
    of = f" of '{name}'" if isinstance(name, str) else ""
    return in_terms_of_the_call(error, function, given, said=f"{cls.__name__}{method}(){of}")


def arguments(function: Function, args: Any, kwargs: Attrs) -> Attrs:
    """The arguments of a call by name; those of *args by `name[0]`, `name[1]`."""
    try:
        bound = inspect.signature(function).bind_partial(*args, **kwargs)
    except TypeError:
        return dict(kwargs)
    out: Attrs = {}
    for parameter in bound.signature.parameters.values():
        if parameter.name in bound.arguments:
            value = bound.arguments[parameter.name]
            if parameter.kind is parameter.VAR_KEYWORD:
                out.update(value)
            elif parameter.kind is parameter.VAR_POSITIONAL:
                out.update({f"{parameter.name}[{i}]": v for i, v in enumerate(value)})
            else:
                out[parameter.name] = value
    return out
