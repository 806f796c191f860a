"""Where a running op finds state: variables and the run counters of random ops, together called cells.

Stateful forwards take an environment as their first argument, so that one forward serves eagerly (cells themselves), in
a first-gear run (a buffer, committed when the whole run has succeeded) and while lowering (arguments and results).
"""

import numpy as np

from tenfold.core.base.exclusive import NOW, CellSet, set_of
from tenfold.core.base.hooks import hooks
from tenfold.core.base.rows import replace_rows
from tenfold.core.base.types import Any, Array, Function, Rows, Sequence

NUMPY = (np.ndarray, np.generic)


class Cell:
    """Something that keeps its value between runs.

    Attributes:
      _value: the newest value, a NumPy array or, after a hot run, a JAX array; None before initialisation.
      _twin: (a value, the same as an array of the other kind); it holds as long as the value is `_value`.
      _set: the set of cells that it is in, see `core.base.exclusive`; None while nobody has asked for it.
    """

    _value: Array = None
    _twin: tuple[Array, Array] | None = None
    _set: CellSet | None = None

    def array(self) -> Array:
        """The value as a NumPy array."""
        value = self._value
        if value is None or isinstance(value, NUMPY):
            return value
        with NOW:  # rows of it are being replaced, unless second gear left it
            value = self._value
        return value if isinstance(value, NUMPY) else hooks.on_host(self)

    def store(self, value: Array) -> None:
        self._twin = None
        self._value = value


class Counter(Cell):
    """How many blocks of random numbers an op of a graph has used up."""

    name, dtype = "random_counter", np.dtype(np.uint64)

    def __init__(self) -> None:
        self._value = np.uint64(0)


def itself(cell: "Cell") -> "Cell":
    return cell


class Environment:
    """Base of what stateful forwards take: `read(cell)`, `write(cell, array)`, and both for several cells.

    Attributes:
      holder: function from a cell to what holds its value: itself, but in a session of TensorFlow 1.
    """

    holder: Function = staticmethod(itself)
    read: Function
    write: Function
    patience: Any = None  # of a run that is given up if loops go round too long: `runtime.gears.patience`

    def read_all(self, cells: Sequence[Cell]) -> list[Array]:
        return [self.read(cell) for cell in cells]

    def write_all(self, cells: Sequence[Cell], arrays: Rows) -> None:
        for cell, array in zip(cells, arrays):
            self.write(cell, array)


class Eager(Environment):
    """Cells as they are; every write shows at once."""

    def read(self, cell: "Cell") -> Array:
        return cell.array()

    def write(self, cell: "Cell", array: Array) -> None:
        cell.store(array)

    def write_rows(self, cell: "Cell", index: Array, rows: Array) -> None:
        """Replace the rows at `index`, no two the same, of what the cell holds."""
        replace_rows(cell, index, rows)

    def advance(self, counter: "Cell", by: int) -> np.uint64:
        """The counter's value before this run, which moves it on by `by`: no other thread draws the same numbers."""
        return set_of(counter).exclusively(advanced, self, counter, by)

    def show(self) -> None:
        """Let the writes so far show, for a Python function that may read the cells, and change them."""


def advanced(env: Environment, counter: "Cell", by: int) -> np.uint64:
    """The counter's value in `env`, which moves on."""
    now = env.read(counter)
    env.write(counter, now + np.uint64(by))
    return now


def owned(array: Array) -> Array:
    """`array`, copied if it is a view: a cell keeps no larger array alive, nor one that somebody else writes into. And
    if its rows do not lie one after the other, as kernels read them: else each call of one would copy it."""
    return array if array.base is None and array.flags.c_contiguous else array.copy()


EAGER = Eager()
