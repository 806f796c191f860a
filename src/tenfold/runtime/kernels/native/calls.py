"""An op's kernel in either gear from what a call of it asks of the library."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from tenfold.core.calls.op import Op
from tenfold.runtime import xla
from tenfold.runtime.native import library
from tenfold.runtime.types import Array, Ints

FLOAT32 = np.dtype(np.float32)
BIAS, RELU, SUM = 1, 2, 4  # flags of a geometry
LARGEST = 2**31  # of the numbers that the library takes; a stride that leaves one window may be any
PLANS = 1024  # combinations of shapes and attributes remembered, per op


class Plan(NamedTuple):
    """What the library is asked for.

    Attributes:
      kernel: its name there.
      geometry: see `geometry`.
      results: the shapes of what it gives.
    """

    kernel: str
    geometry: tuple[int, ...]
    results: tuple[Ints, ...]


def geometry(
    x: Ints, w: Ints, out: Ints, strides: Ints, dilations: Ints, pads: Any, groups: int, flags: int = 0
) -> tuple[int, ...]:
    """The 23 integers that every kernel takes, spatial axes filled up in front to three.

    Args:
      x, w, out: shapes of the input, of the filters and of the result, channels last.
      pads: (before, after) per spatial axis.
    """
    n = len(strides)
    three = lambda values, filler: (*[filler] * (3 - n), *values)  # noqa: E731
    spatial = (three(x[1:-1], 1), three(out[1:-1], 1), three(w[:n], 1), three(strides, 1), three(dilations, 1))
    sizes, outs, *windows = [tuple(map(int, s)) for s in spatial]
    before = three([int(b) for b, _ in pads], 0)
    kernel = [i for axis in windows for i in axis]
    return (int(x[0]), *sizes, int(x[-1]), *outs, int(out[-1]), *kernel, *before, groups, flags)


def register(operation: Op, plan: Callable[..., Plan | None], several: bool = False, in_xla: bool = True) -> None:
    """Register the library's kernel for both gears.

    Args:
      plan: gives the Plan from the shapes of the inputs and the attributes, None for what is not the library's: shapes
        that do not fit among them, for which the op itself has the words.
      several: whether the op has several results.
      in_xla: whether in second gear too; not for what XLA makes one loop of with what stands around it.
    """
    remembered = lru_cache(PLANS)(_within_reach(plan))

    @operation.kernel("numpy", version=library.VERSION)
    def in_first_gear(*arrays: Array, **attrs: Any) -> Any:
        asked = None
        if all([type(a) is np.ndarray and a.dtype == FLOAT32 for a in arrays]):
            asked = remembered(*[a.shape for a in arrays], **attrs)
        if asked is None:
            return operation.beneath("numpy", in_first_gear)(*arrays, **attrs)
        outs = [np.empty(shape, FLOAT32) for shape in asked.results]
        library.run(asked.kernel, asked.geometry, [*map(_readable, arrays)], outs)
        return tuple(outs) if several else outs[0]

    if not in_xla:
        return

    @operation.kernel("xla", version=library.VERSION)
    def in_second_gear(*arrays: Array, **attrs: Any) -> Any:
        asked = None
        if all([a.dtype == FLOAT32 for a in arrays]) and xla.jax().default_backend() == "cpu":
            asked = remembered(*[tuple(a.shape) for a in arrays], **attrs)
        if asked is None:
            return operation.beneath("xla", in_second_gear)(*arrays, **attrs)
        given = [*map(xla.jax().numpy.asarray, arrays)]
        outs = library.xla_call(asked.kernel, asked.geometry, given, asked.results)
        return tuple(outs) if several else outs[0]


def _within_reach(plan: Callable[..., Plan | None]) -> Callable[..., Plan | None]:
    def found(*shapes: Ints, **attrs: Any) -> Plan | None:
        asked = plan(*shapes, **attrs)
        return asked if asked is not None and max(asked.geometry) <= LARGEST else None

    return found


def _readable(array: np.ndarray) -> np.ndarray:
    """As kernels read it: one element after the other, each where the processor wants it."""
    array = np.ascontiguousarray(array)
    return array if array.flags.aligned else array.copy()
