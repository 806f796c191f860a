"""Recurrences by the library, in both gears: the sweeps through time. Gradients of weights stay matrix products."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from tenfold.ops.recurrent import recurrence as ops
from tenfold.ops.recurrent.cells import CELLS
from tenfold.runtime import xla
from tenfold.runtime.kernels.native.calls import FLOAT32, LARGEST
from tenfold.runtime.native import library
from tenfold.runtime.types import Array, Ints

KINDS = {"simple_rnn": 0, "lstm": 1, "gru": 2}
ACTIVATIONS = {"linear": 0, "tanh": 1, "sigmoid": 2, "relu": 3, "hard_sigmoid": 4}
MASKED, DROPPED, RECURRENT_BIAS, KEEPS, ROWS, PER_GATE = 1, 2, 4, 8, 16, 32


class First:
    """How a sweep is run in first gear."""

    np: Any = np

    @staticmethod
    def run(kernel: str, numbers: Ints, inputs: Sequence[Array], shapes: Sequence[Ints]) -> Sequence[Array]:
        outs = [np.empty(shape, FLOAT32) for shape in shapes]
        library.run(kernel, numbers, [_readable(a) for a in inputs], outs)
        return outs


class Second:
    """And in second."""

    @property
    def np(self) -> Any:
        return xla.jax().numpy

    @staticmethod
    def run(kernel: str, numbers: Ints, inputs: Sequence[Array], shapes: Sequence[Ints]) -> Sequence[Array]:
        return library.xla_call(kernel, numbers, inputs, shapes)


def _readable(array: np.ndarray) -> np.ndarray:
    array = np.ascontiguousarray(array)
    return array if array.flags.aligned else array.copy()


def numbers_of(inputs: Sequence[Array], flags: int, attrs: dict[str, Any]) -> Ints | None:
    """What the library is told of a recurrence; None for what is not the library's, wrong shapes among that."""
    projected, kernel, h0, c0, bias, mask, dropped = inputs
    kinds = [
        KINDS.get(attrs["cell"], -1),
        *[ACTIVATIONS.get(attrs[n], -1) for n in ("activation", "recurrent_activation")],
    ]
    if min(kinds) < 0 or not len(projected.shape) == 3 or not len(h0.shape) == 2:
        return None
    if any(a is not None and a.dtype != FLOAT32 for a in (projected, kernel, h0, c0, bias, dropped)):
        return None
    (time, batch, columns), units = projected.shape, h0.shape[1]
    per_gate = dropped is not None and len(dropped.shape) == 3
    state, gates = (batch, units), CELLS[attrs["cell"]].gates
    expected = ((units, columns), state, state, (columns,), (time, batch), (gates, *state) if per_gate else state)
    if any(a is not None and a.shape != shape for a, shape in zip(inputs[1:], expected)):
        return None
    if columns != gates * units or (bias is not None and attrs["cell"] != "gru"):
        return None
    given = (MASKED, mask), (PER_GATE if per_gate else DROPPED, dropped), (RECURRENT_BIAS, bias)
    flags |= sum(flag for flag, a in given if a is not None)
    numbers = (kinds[0], int(time), int(batch), int(units), *kinds[1:], flags)
    return numbers if max(numbers) <= LARGEST else None


def recurrence(gear: Any, inputs: Sequence[Array], used: Any, keeps: bool, attrs: dict[str, Any]) -> Any:
    """`ops.recurrence` by the library; None for what is not its."""
    one = CELLS[attrs["cell"]]
    n = one.states
    kept = keeps and (used is None or any(used[1 + n :]))
    rows = kept or used is None or used[0]
    numbers = numbers_of(inputs, (KEEPS if kept else 0) | (ROWS if rows else 0), attrs)
    if numbers is None:
        return None
    time, batch, units = numbers[1:4]
    each, last = (time, batch, units), (batch, units)
    shapes = [*[each] * rows, *[last] * n]
    if kept:
        widths: Sequence[int] = one.kept
        shapes += [*[each] * (n - 1), *[(time, batch, k * units) for k in widths]]
    found = list(gear.run("recurrence", numbers, given(inputs), shapes))
    if not rows:
        found.insert(0, None)
    missing = (n - 1 + len(one.kept)) if keeps and not kept else 0
    return tuple(found + [None] * missing)


def given(inputs: Sequence[Array]) -> list[Array]:
    """Those that are there, the mask as numbers."""
    return [a.astype(FLOAT32) if a.dtype == bool else a for a in inputs if a is not None]


def recurrence_grad(gear: Any, arrays: Sequence[Array], used: Any, attrs: dict[str, Any]) -> Any:
    """`ops.recurrence_grad` by the library; None for what is not its."""
    inputs, (hs, *kept), d = arrays[: ops.INPUTS], arrays[ops.INPUTS : -3], arrays[-3:]
    numbers = numbers_of(inputs, 0 if d[0] is None else ROWS, attrs)
    if numbers is None or any(a is not None and a.dtype != FLOAT32 for a in (hs, *kept, *d)):
        return None
    one, flags = CELLS[attrs["cell"]], numbers[-1] & ~RECURRENT_BIAS
    given_of, last = ops.given_of(*inputs), numbers[2:4]
    ends = [gear.np.zeros(last, FLOAT32) if a is None else a for a in d[1 : 1 + one.states]]
    _, kernel, h0, c0, _, mask, dropped = inputs
    operands = given([kernel, h0, c0, mask, dropped, hs, *kept, d[0], *ends])
    shapes = [inputs[0].shape, *[last] * one.states]
    dz, *first = gear.run("recurrence_grad", (*numbers[:-1], flags), operands, shapes)
    kept = [k for k in kept if k is not None]
    return ops.results(gear.np, given_of, hs, kept, dz, first, used, attrs["cell"], FLOAT32)


@ops.recurrence.kernel("numpy", version=library.VERSION)
def _recurrence_first(*inputs: Array, used: Any = None, keeps: bool, **attrs: Any) -> Any:
    found = recurrence(First, inputs, used, keeps, attrs)
    if found is not None:
        return found
    return ops.recurrence.beneath("numpy", _recurrence_first)(*inputs, used=used, keeps=keeps, **attrs)


@ops.recurrence_grad.kernel("numpy", version=library.VERSION)
def _recurrence_grad_first(*arrays: Array, used: Any = None, **attrs: Any) -> Any:
    found = recurrence_grad(First, arrays, used, attrs)
    if found is not None:
        return found
    return ops.recurrence_grad.beneath("numpy", _recurrence_grad_first)(*arrays, used=used, **attrs)


def _on_a_cpu() -> bool:
    return xla.jax().default_backend() == "cpu"


@ops.recurrence.kernel("xla", version=library.VERSION)
def _recurrence_second(*inputs: Array, used: Any = None, keeps: bool, **attrs: Any) -> Any:
    given = [None if a is None else xla.jax().numpy.asarray(a) for a in inputs]
    found = recurrence(Second(), given, used, keeps, attrs) if _on_a_cpu() else None
    if found is not None:
        return found
    return ops.recurrence.beneath("xla", _recurrence_second)(*inputs, used=used, keeps=keeps, **attrs)


@ops.recurrence_grad.kernel("xla", version=library.VERSION)
def _recurrence_grad_second(*arrays: Array, used: Any = None, **attrs: Any) -> Any:
    given = [None if a is None else xla.jax().numpy.asarray(a) for a in arrays]
    found = recurrence_grad(Second(), given, used, attrs) if _on_a_cpu() else None
    if found is not None:
        return found
    return ops.recurrence_grad.beneath("xla", _recurrence_grad_second)(*arrays, used=used, **attrs)
