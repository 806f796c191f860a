"""Counters of loops: small integers that turn on nothing but themselves, known for every iteration before it runs."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tenfold.runtime.kernels.xla.flat import Equation, Flat, Known

SMALL = 64  # elements of what is followed


def _select(which: Any, *cases: Any, **_: Any) -> Any:
    return np.choose(np.asarray(which, np.intp), cases)


def _quotient(a: Any, b: Any) -> Any:
    return np.sign(a) * np.sign(b) * (abs(a) // abs(b))


RULES: dict[str, Callable[..., Any]] = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "neg": np.negative,
    "max": np.maximum,
    "min": np.minimum,
    "lt": np.less,
    "le": np.less_equal,
    "gt": np.greater,
    "ge": np.greater_equal,
    "eq": np.equal,
    "ne": np.not_equal,
    "and": np.bitwise_and,
    "or": np.bitwise_or,
    "not": np.invert,
    "div": _quotient,
    "rem": np.fmod,
    "select_n": _select,
    "convert_element_type": lambda x, **_: x,
    "reduce_or": lambda x, axes, **_: np.any(x, axis=tuple(axes)),
    "reduce_and": lambda x, axes, **_: np.all(x, axis=tuple(axes)),
    "squeeze": lambda x, dimensions: np.squeeze(x, tuple(dimensions)),
    "reshape": lambda x, new_sizes, **_: np.reshape(x, new_sizes),
    "stack": lambda *x, axis: np.stack(x, axis),
    "concatenate": lambda *x, dimension: np.concatenate(x, dimension),
    "broadcast_in_dim": lambda x, shape, broadcast_dimensions, **_: _broadcast(x, shape, broadcast_dimensions),
}


def _broadcast(x: Any, shape: Any, places: Any) -> Any:
    dims = [1] * len(shape)
    for at, n in zip(places, np.shape(x)):
        dims[at] = n
    return np.broadcast_to(np.reshape(x, dims), shape)


def followed(flat: Flat, known: dict[int, Any], carried: dict[int, Any], trips: int) -> dict[int, np.ndarray]:
    """Variables that are known in each iteration, their values under each other.

    Args:
      flat: an iteration.
      known: argument -> an array of its values, a row per iteration.
      carried: argument -> (value in the first iteration, the result that is its value in the next).
    """
    while True:
        names, equations = _reached(flat, {*known, *carried})
        lost = [v for v, (_, new) in carried.items() if not isinstance(new, Known) and new not in names]
        if not lost:
            break
        carried = {v: c for v, c in carried.items() if v not in lost}
    if not known and not carried:
        return {}
    now: dict[int, Any] = {v: begin for v, (begin, _) in carried.items()}
    rows: dict[int, list[Any]] = {v: [] for v in names}
    for t in range(trips):
        now.update((v, values[t]) for v, values in known.items())
        find = lambda v: v.value if isinstance(v, Known) else now[v]  # noqa: E731
        for one in equations:
            with np.errstate(all="ignore"):
                found = RULES[one.primitive.name](*[find(v) for v in one.ins], **_params(one))
            now[one.outs[0]] = np.asarray(found, one.shapes[0].dtype)
        for v in names:
            rows[v].append(now[v])
        now.update({v: find(new) for v, (_, new) in carried.items()})
    return {v: np.array(row) for v, row in rows.items()}


def _params(one: Equation) -> dict[str, Any]:
    return one.params if RULES[one.primitive.name].__class__ is not np.ufunc else {}


def _reached(flat: Flat, begin: set[int]) -> tuple[set[int], list[Equation]]:
    """The variables that turn on `begin` and constants alone, and the equations that make them."""
    names, equations = set(begin), []
    for one in flat.equations:
        follows = one.primitive.name in RULES and all(_is_small(s) for s in one.shapes)
        if follows and all(isinstance(v, Known) and _is_plain(v.value) or v in names for v in one.ins if True):
            names.update(one.outs)
            equations.append(one)
    return names, equations


def _is_small(shape: Any) -> bool:
    return shape.size <= SMALL and shape.dtype.kind in "ib"


def _is_plain(value: Any) -> bool:
    return isinstance(value, (np.ndarray, np.generic, int, bool))


def arithmetic_row(values: Sequence[int]) -> tuple[int, int] | None:
    """(first, step) of numbers that are as far from one to the next as any other; None for others."""
    values = [int(v) for v in values]
    step = values[1] - values[0] if len(values) > 1 else 1
    return (values[0], step) if all(v == values[0] + step * t for t, v in enumerate(values)) else None
