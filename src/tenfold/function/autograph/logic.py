"""`and`, `or`, `not`, comparisons, ternaries and `assert`, by what their operands are when the program is traced."""

import operator
from collections.abc import Callable
from typing import Any

from tenfold.core.values.convert import convert
from tenfold.function.autograph.state import check_condition, staged
from tenfold.ops.checks.assert_op import check
from tenfold.ops.control.branches import cond
from tenfold.ops.math.comparison import equal
from tenfold.ops.math.logic import logical_not
from tenfold.ops.math.reduce import reduce_any

Later = Callable[[], Any]
COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "is": operator.is_,
    "is not": operator.is_not,
}


def and_(a: Any, b: Later) -> Any:
    """`a and b()`; of a tensor `a`, `b` is computed where it holds."""
    tensor = staged(a)
    return a and b() if tensor is None else cond(check_condition(tensor, "`and`"), b, lambda: tensor)


def or_(a: Any, b: Later) -> Any:
    """`a or b()`; of a tensor `a`, `b` is computed where it does not hold."""
    tensor = staged(a)
    return a or b() if tensor is None else cond(check_condition(tensor, "`or`"), lambda: tensor, b)


def not_(a: Any) -> Any:
    tensor = staged(a)
    return not a if tensor is None else logical_not(tensor)


def if_exp(test: Any, body: Later, orelse: Later) -> Any:
    """`body() if test else orelse()`."""
    tensor = staged(test)
    if tensor is None:
        return body() if test else orelse()
    return cond(check_condition(tensor, "conditional expression"), body, orelse)


def compare(left: Any, *rest: Any) -> Any:
    """A chain of comparisons: symbols, each before what gives its right side."""
    symbol, right = rest[0], rest[1]()
    found = contains(left, right, symbol) if symbol.endswith("in") else COMPARISONS[symbol](left, right)
    return found if len(rest) == 2 else and_(found, lambda: compare(right, *rest[2:]))


def contains(item: Any, items: Any, symbol: str = "in") -> Any:
    """`item in items`, or not; whether any element equals it, where it or they are symbolic."""
    tensor = staged(items)
    if tensor is None and (tensor := _row(item, items)) is None:
        return item in items if symbol == "in" else item not in items
    found = reduce_any(equal(tensor, convert(item, partner=tensor.dtype)))
    return found if symbol == "in" else logical_not(found)


def _row(item: Any, items: Any) -> Any:
    """A list or tuple as a tensor, where only a run can tell whether the number `item` is in it; else None."""
    if type(items) not in (list, tuple) or any(i is item for i in items):
        return None
    symbolic = [s for s in map(staged, (item, *items)) if s is not None]
    if not symbolic or any(s._dims != () for s in symbolic):
        return None
    return convert(list(items), partner=symbolic[0].dtype)


def assert_(test: Any, message: Later | None = None) -> None:
    """`assert test, message()`: of a tensor it is checked when the graph runs."""
    tensor = staged(test)
    if tensor is not None:
        check(tensor, str(message()) if message is not None else "assertion failed")
    elif not test:
        raise AssertionError(*([message()] if message is not None else []))
