"""A function of JAX's as a plain list of equations: calls written out, what nobody uses left out."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from tenfold.runtime import xla

CALLS = "jaxpr", "call_jaxpr", "fun_jaxpr"  # parameters by which an equation holds others that it stands for
TRANSPARENT = {"jit", "pjit", "closed_call", "core_call", "custom_jvp_call", "custom_vjp_call", "remat", "checkpoint"}


class Known(NamedTuple):
    """What an equation takes that is no variable."""

    value: Any


class Equation(NamedTuple):
    """`outs = primitive(ins)`: variables are numbers."""

    primitive: Any
    ins: list[Any]
    outs: list[int]
    params: dict[str, Any]
    shapes: list[Any]  # of the results, with dtypes


class Flat(NamedTuple):
    """Arguments, equations in order, results (variables or Knowns), and the shape and dtype of each variable."""

    arguments: list[int]
    equations: list[Equation]
    results: list[Any]
    shapes: list[Any]


def flattened(function: Callable[..., Any], *args: Any) -> Flat:
    """`function(*args)`, whose results are a list of arrays."""
    closed = xla.jax().make_jaxpr(function)(*args)
    writer = _Writer()
    arguments = [writer.variable(v.aval) for v in closed.jaxpr.invars]
    results = writer.write(closed.jaxpr, [Known(c) for c in closed.consts], arguments)
    return Flat(arguments, needed(with_sigmoids(writer.equations), results), results, writer.shapes)


class _Writer:
    def __init__(self) -> None:
        self.equations: list[Equation] = []
        self.shapes: list[Any] = []

    def variable(self, shape: Any) -> int:
        self.shapes.append(shape)
        return len(self.shapes) - 1

    def write(self, jaxpr: Any, consts: Sequence[Any], arguments: Sequence[Any]) -> list[Any]:
        names = dict(zip(jaxpr.constvars, consts, strict=True)) | dict(zip(jaxpr.invars, arguments, strict=True))
        find = lambda v: Known(np.asarray(v.val)) if hasattr(v, "val") else names[v]  # noqa: E731
        for eqn in jaxpr.eqns:
            ins = [find(v) for v in eqn.invars]
            inner = _inner(eqn) if eqn.primitive.name in TRANSPARENT else None
            if inner is not None:
                outs = self.write(inner.jaxpr, [Known(c) for c in inner.consts], ins)
            else:
                outs = [self.variable(v.aval) for v in eqn.outvars]
                self.equations.append(Equation(eqn.primitive, ins, outs, eqn.params, [v.aval for v in eqn.outvars]))
            names.update(zip(eqn.outvars, outs))
        return [find(v) for v in jaxpr.outvars]


def _inner(eqn: Any) -> Any:
    held = (eqn.params.get(name) for name in CALLS)
    return next((h for h in held if hasattr(h, "consts")), None)


def with_sigmoids(equations: list[Equation]) -> list[Equation]:
    """1 / (1 + exp(-x)) as the one primitive that it is."""
    makers = {one.outs[0]: one for one in equations}
    logistic = xla.jax().lax.logistic_p
    found = []
    for one in equations:
        inside = one
        for name in ("div", "add", "exp", "neg"):
            if inside is None or inside.primitive.name != name or not _is_one(inside.ins[:-1]):
                break
            last = inside.ins[-1]
            inside = makers.get(last) if isinstance(last, int) else None  # type: ignore[assignment]
        else:
            found.append(Equation(logistic, [last], one.outs, {"accuracy": None}, one.shapes))
            continue
        found.append(one)
    return found


def _is_one(ins: Sequence[Any]) -> bool:
    """Whether there is no other operand, or it is the number 1."""
    values = [v.value for v in ins if isinstance(v, Known)]
    return len(values) == len(ins) and all(isinstance(v, np.ndarray) and not v.ndim and v == 1 for v in values)


def needed(equations: list[Equation], results: Sequence[Any]) -> list[Equation]:
    """Those on which results turn."""
    used, kept = {r for r in results if isinstance(r, int)}, []
    for one in reversed(equations):
        if used.intersection(one.outs):
            used.update(v for v in one.ins if isinstance(v, int))
            kept.append(one)
    return kept[::-1]
