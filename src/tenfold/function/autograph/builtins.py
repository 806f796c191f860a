"""Python's builtins on symbolic tensors; on anything else they are Python's."""

import builtins
from collections.abc import Callable
from typing import Any

from tenfold.core.base.thread import STATE
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values.convert import convert
from tenfold.core.values.variable import Variable
from tenfold.function.autograph.rows import Count, Together, is_open, rows_of
from tenfold.ops.arrays.casting import cast
from tenfold.ops.arrays.ranges import range as numbers
from tenfold.ops.arrays.shaping import shape
from tenfold.ops.arrays.sorting import sort
from tenfold.ops.math.powers import maximum, minimum
from tenfold.ops.math.reduce import reduce_all, reduce_any, reduce_max, reduce_min, reduce_sum
from tenfold.ops.strings.numbers import to_number


def _is_symbolic(value: Any) -> bool:
    return isinstance(value, SymbolicTensor) or isinstance(value, Variable) and STATE.graph is not None


def _range(*args: Any) -> Any:
    return numbers(*args) if builtins.any(_is_symbolic(a) for a in args) else builtins.range(*args)


def _len(value: Any) -> Any:
    if not _is_symbolic(value) or value.shape.rank == 0:
        return len(value)
    dims = value.shape
    return shape(value)[0] if dims.rank is None or dims[0] is None else dims[0]


def _enumerate(items: Any, start: Any = 0) -> Any:
    rows = rows_of(items) if is_open(items) else None
    return enumerate(items, start) if rows is None else Together([Count(start, rows), rows])


def _zip(*items: Any, **options: Any) -> Any:
    if not options and items and builtins.all(is_open(i) for i in items):
        return Together(list(items))
    return builtins.zip(*items, **options)


def _number(python: Any, dtype: str) -> Callable[..., Any]:
    def convert_number(*args: Any, **kwargs: Any) -> Any:
        if len(args) == 1 and _is_symbolic(args[0]):
            value = convert(args[0])
            return to_number(value, dtype) if value.dtype == "string" else cast(value, dtype)
        return python(*args, **kwargs)

    return convert_number


def _reduced(python: Any, along: Any) -> Callable[..., Any]:
    """A builtin that goes through one argument: along the rows of a tensor by an op."""

    def reduce(*args: Any, **kwargs: Any) -> Any:
        if len(args) == 1 and not kwargs and _is_symbolic(args[0]):
            return along(args[0], axis=0)
        return python(*args, **kwargs)

    return reduce


def _extreme(python: Any, along: Any, of_two: Any) -> Callable[..., Any]:
    one = _reduced(python, along)

    def extreme(*args: Any, **kwargs: Any) -> Any:
        items = args if len(args) > 1 else args[0] if args and isinstance(args[0], (list, tuple)) else ()
        if kwargs or not builtins.any(_is_symbolic(i) for i in items):
            return one(*args, **kwargs)
        found = items[0]
        for item in items[1:]:
            found = of_two(found, item)
        return found

    return extreme


def _sorted(items: Any, *, key: Any = None, reverse: Any = False) -> Any:
    if _is_symbolic(items) and key is None:
        return sort(items, direction="DESCENDING" if reverse else "ASCENDING")
    return sorted(items, key=key, reverse=reverse)


BUILTINS: dict[Any, Callable[..., Any]] = {
    builtins.all: _reduced(all, reduce_all),
    builtins.any: _reduced(any, reduce_any),
    builtins.sum: _reduced(sum, reduce_sum),
    builtins.max: _extreme(max, reduce_max, maximum),
    builtins.min: _extreme(min, reduce_min, minimum),
    builtins.int: _number(int, "int32"),
    builtins.float: _number(float, "float32"),
    builtins.enumerate: _enumerate,
    builtins.len: _len,
    builtins.range: _range,
    builtins.sorted: _sorted,
    builtins.zip: _zip,
}
TAKING_FUNCTIONS = (builtins.map, builtins.filter)  # the first argument is called
