"""Where a running op finds state: variables and the run counters of random ops, together called cells.

Stateful forwards take an environment as their first argument, so that one forward serves eagerly (cells themselves), in
a first-gear run (a buffer, committed when the whole run has succeeded) and while lowering (arguments and results).
"""

import os
import threading

import numpy as np

from tenfold.core.base.rows import replace_rows

STATE_LOCK = threading.RLock()  # held while a run reads, replaces and (in second gear) gives away the values of cells
NUMPY = (np.ndarray, np.generic)
if hasattr(os, "register_at_fork"):  # a child of this process has no run half done, and nobody else's lock
    os.register_at_fork(
        before=STATE_LOCK.acquire, after_in_parent=STATE_LOCK.release, after_in_child=STATE_LOCK.release
    )


class Cell:
    """Something that keeps its value between runs.

    Attributes:
      _value: the newest value, a NumPy array or, after a hot run, a JAX array; None before initialisation.
    """

    _value = None
    _host = None  # NumPy copy of a JAX `_value`, made on first eager read

    def array(self):
        """The value as a NumPy array."""
        value = self._value
        if value is None or isinstance(value, NUMPY):
            return value
        with STATE_LOCK:  # a run in another thread may be replacing it, or rows of it
            value = self._value
            if isinstance(value, NUMPY):
                return value
            if self._host is None:
                self._host = np.array(value)  # a copy: the JAX buffer may be donated to the next run
            return self._host

    def store(self, value):
        self._value, self._host = value, None


class Counter(Cell):
    """How many blocks of random numbers an op of a graph has used up."""

    name, dtype = "random_counter", np.dtype(np.uint64)

    def __init__(self):
        self._value = np.uint64(0)


class Eager:
    """Cells as they are; every write shows at once."""

    def read(self, cell):
        return cell.array()

    def write(self, cell, array):
        cell.store(array)

    def write_rows(self, cell, index, rows):
        """Replace the rows at `index`, no two the same, of what the cell holds."""
        replace_rows(cell, index, rows)

    def advance(self, counter, by):
        """The counter's value before this run, which moves it on by `by`: no other thread draws the same numbers."""
        with STATE_LOCK:
            now = self.read(counter)
            self.write(counter, now + np.uint64(by))
        return now

    def show(self):
        """Let the writes so far show, for a Python function that may read the cells, and change them."""


class Buffered(Eager):
    """Writes are held back until `commit`: a run that fails leaves every cell as it was.

    Args:
      holder: what holds the value of a cell, if not the cell itself: a session's own copy of it.
    """

    def __init__(self, holder=None):
        self.written = {}  # id of the cell -> (cell, array): variables do not hash while eager
        self.rows = {}  # id of a cell -> [(cell, index, rows)] that are written besides
        self.holder = holder or itself

    def read(self, cell):
        held = self.written.get(id(cell))
        array = self.holder(cell).array() if held is None else held[1]
        if id(cell) in self.rows:
            array = array.copy()
            for _, index, rows in self.rows.pop(id(cell)):
                array[index] = rows
            self.written[id(cell)] = cell, array
        return array

    def write(self, cell, array):
        self.written[id(cell)] = cell, array
        self.rows.pop(id(cell), None)

    def write_rows(self, cell, index, rows):
        self.rows.setdefault(id(cell), []).append((cell, index, rows))

    def show(self):
        with STATE_LOCK:
            self.commit([array for _, array in self.written.values()])

    def commit(self, given=()):
        """Let the writes show. Arrays in `given` belong to somebody else, so cells get copies of them."""
        foreign = set(map(id, given))
        for cell, array in self.written.values():
            self.holder(cell).store(array.copy() if id(array) in foreign else owned(array))
        for cell, index, rows in [one for found in self.rows.values() for one in found]:
            replace_rows(self.holder(cell), index, rows)
        self.written.clear()
        self.rows.clear()


def owned(array):
    """`array`, copied if it is a view: a cell keeps no larger array alive, nor one that somebody else writes into."""
    return array if array.base is None else array.copy()


def itself(cell):
    return cell


EAGER = Eager()
