"""What is computed in a loop over rows, sorted by when it is known; see `row_loops`."""

import math
from typing import Any, NamedTuple

import numpy as np

from tenfold.runtime import xla
from tenfold.runtime.kernels.native.row_loop import AT_ENDS, EACH_STEP, VECTOR, Program
from tenfold.runtime.types import Array, Ints


class Refused(Exception):
    """Raised by what the library cannot do: the loop is XLA's."""


class Same(NamedTuple):
    """The same in each iteration."""

    value: Array


class Steps(NamedTuple):
    """Known for all iterations before the loop: in iteration t it is array[first + step * t]."""

    array: Array
    first: int
    step: int


class Row(NamedTuple):
    """A register: a vector for each row, whose elements have `dims` but for the axis on which rows lie."""

    register: int
    dims: Ints
    axis: int
    source: Steps | None = None  # that it was loaded from


class Stack(NamedTuple):
    """A state that each iteration replaces one row of. `written`: (what with, at which index), None before it is."""

    state: int
    array: Array
    written: tuple[Row, tuple[int, int]] | None = None


class Rows:
    """A Program being written, and the ways into its registers.

    Args:
      rows, trips: how many there are.
    """

    def __init__(self, rows: int, trips: int) -> None:
        self.program = Program(rows, trips)
        self.rows, self.trips = rows, trips
        self._loaded: dict[tuple, Row] = {}
        self._alive: list[Any] = []  # whose identities name what was loaded

    def axis_of(self, dims: Ints) -> int:
        """The axis on which rows lie in an array from outside: all before it are 1."""
        for axis, n in enumerate(dims):
            if n == self.rows:
                return axis
            if n != 1:
                break
        raise Refused("an array has no axis of rows")

    def row(self, value: Any, axis: int | None = None) -> Row:
        """A value in a register; `axis`: that of its rows, where it is not to be found out."""
        if isinstance(value, Row):
            return value
        if not isinstance(value, (Same, Steps)):
            raise Refused("a counter or a stack is computed with")
        key = id(value.array if isinstance(value, Steps) else value.value), type(value), *value[1:], axis
        if key not in self._loaded:
            self._alive.append(value)
            self._loaded[key] = self._load(value) if isinstance(value, Steps) else self.begun(value, axis)
        return self._loaded[key]

    def repeated(self, value: Any, dims: Ints, axis: int) -> Row:
        """A value in a register as an array of these dimensions with rows on this axis, its elements repeated."""
        each = math.prod(dims) // self.rows
        if isinstance(value, Same) and (not np.ndim(value.value) or np.shape(value.value)[axis] == 1 < self.rows):
            array, rest = xla.jax().numpy.asarray(value.value), [n for i, n in enumerate(dims) if i != axis]
            array = _as_floats(array if not array.ndim else array.squeeze(axis))
            return self._vector(xla.jax().numpy.broadcast_to(array, rest).reshape(each), dims, axis)
        if isinstance(value, Steps) and math.prod(value.array.shape[1:]) == 1:
            wide = xla.jax().numpy.broadcast_to(value.array.reshape(-1, 1, 1), (value.array.shape[0], self.rows, 1))
            found = self.row(Steps(wide, value.first, value.step))._replace(dims=(), axis=axis)
        else:
            found = self.row(value, axis)
        if found.dims and (found.axis != axis or len(found.dims) != len(dims) or found.dims[axis] != self.rows):
            raise Refused("rows lie on different axes")
        if self.program.widths[found.register] == each:
            return found._replace(dims=dims)
        if self.program.widths[found.register] != 1:
            raise Refused("a part of a row is repeated")
        made = self.made(dims, axis)
        self.program.does("spread", made.register, found.register)
        return made

    def _load(self, value: Steps) -> Row:
        jnp = xla.jax().numpy
        dims = value.array.shape[1:]
        axis, count = self.axis_of(dims), value.array.shape[0]
        width = math.prod(dims) // self.rows
        flat = _as_floats(value.array).reshape(count, self.rows, width)
        given = self.program.given(jnp.asarray(flat), EACH_STEP, width, count, 0, value.first, value.step)
        register = self.program.does("load", self.program.register(width), given)
        return Row(register, dims, axis, value)

    def begun(self, value: Same, axis: int | None = None) -> Row:
        """A new register that holds a value when the loop begins."""
        jnp, array = xla.jax().numpy, _as_floats(value.value)
        axis = self.axis_of(array.shape) if axis is None else axis
        if axis >= array.ndim or array.shape[axis] != self.rows:
            raise Refused("what is the same in each iteration has no axis of rows")
        width = math.prod(array.shape) // self.rows
        flat = jnp.moveaxis(jnp.asarray(array), axis, 0).reshape(self.rows, width)
        return Row(self.program.begins_as(flat, AT_ENDS, width), array.shape, axis)

    def _vector(self, array: Array, dims: Ints, axis: int) -> Row:
        """A vector that is every row's."""
        return Row(self.program.begins_as(array, VECTOR, array.shape[0]), dims, axis)

    def made(self, dims: Ints, axis: int) -> Row:
        """A new register for an array of these dimensions."""
        return Row(self.program.register(math.prod(dims) // self.rows), dims, axis)


def _as_floats(array: Array) -> Array:
    if array.dtype == bool:
        return array.astype(np.float32)
    if array.dtype != np.float32:
        raise Refused(f"an array is {array.dtype}")
    return array


def number_of(value: Any) -> float | None:
    """The number that a value is, known now and everywhere the same; None for others."""
    if not isinstance(value, Same) or not isinstance(value.value, (np.ndarray, np.generic, int, float, bool)):
        return None
    array = np.asarray(value.value)
    if array.size == 0 or array.dtype.kind not in "fib" or array.size > 1 and not (array == array.flat[0]).all():
        return None
    return float(array.flat[0])


def aligned(steps: Steps, trips: int) -> Array:
    """The values of all iterations, the first one's first."""
    if (steps.first, steps.step) == (0, 1) and steps.array.shape[0] == trips:
        return steps.array
    return steps.array[np.array([steps.first + steps.step * t for t in range(trips)], np.int64)]
