"""The cells of a graph, shared between threads: a run finds them as other runs left them, and replaces them at one go.

`core.base.exclusive` says which locks there are. Whoever writes has the turn of its set of cells. Whoever reads needs
no turn: it takes all values in one moment, `NOW`, in which nobody replaces any, so they are those of one step.

Second gear gives the buffers of what it writes away to XLA, which writes into them. So a run says in such a moment what
it gives, and counts itself a reader of what it reads until XLA or a copy has it. A buffer that is being read is not
given: the run writes into a copy. A buffer that has been given is waited for, until the run has replaced it.
"""

import itertools
import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

from tenfold.core.base.env import NUMPY, Cell, Eager, advanced, itself
from tenfold.core.base.exclusive import NOW, CellSet, set_of
from tenfold.core.base.hooks import hooks
from tenfold.core.base.rows import replace_rows
from tenfold.runtime import xla
from tenfold.runtime.types import Array, Arrays, Flag, Holder

_Result = TypeVar("_Result")
_Rows = tuple[Cell, Array, Array]  # (cell, index, rows)
_Held = tuple[list[Cell], frozenset[int], list[Cell], frozenset[int]]
_replaced = threading.Condition(NOW)
_readers: dict[object, frozenset[int]] = {}  # a run that reads -> the cells, by identity
_given: dict[object, frozenset[int]] = {}  # a run -> those whose buffers it has given away and not yet replaced


class Cells:
    """Those of one graph.

    Args:
      read: those that are read only.
      written: those that are written.
      holder: function from a cell to what holds its value, if not the cell itself: a session's own copy of it.
    """

    def __init__(self, read: list[Cell], written: list[Cell], holder: Holder = itself) -> None:
        self.read, self.written, self.holder = read, written, holder
        self.keys = list(map(id, read))
        self.exclusively: Callable[..., Any] = self._first_turn if written else _at_once
        self._held: _Held | None = None

    @property
    def held(self) -> _Held:
        """(what holds those that are read, their identities, what holds those that are written, their identities)"""
        if self._held is None:
            read, written = [[self.holder(c) for c in cells] for cells in (self.read, self.written)]
            self._held = read, frozenset(map(id, read)), written, frozenset(map(id, written))
        return self._held

    def _first_turn(self, function: Callable[..., Any], *args: Any) -> Any:
        """`function(*args)` while no other thread writes to what is written here."""
        self.exclusively = together(self.held[2]).exclusively  # from now on
        return self.exclusively(function, *args)

    def arrays(self) -> dict[int, Array]:
        """{identity of a cell: NumPy array} of all that are read, as one step left them; None before initialisation."""
        read = zip(self.keys, (self._held or self.held)[0])
        seen: dict[int, Array] = {}
        with NOW:
            for key, cell in read:
                seen[key] = cell._value
        for value in seen.values():
            if not isinstance(value, NUMPY):
                return dict(zip(seen, self.reading(self.on_host)))
        return seen

    def reading(self, use: Callable[..., _Result], *args: Any) -> _Result:
        """`use(values, *args)`: the values of all that are read, as one step left them and not given away meanwhile."""
        return _reading(*self.held[:2], use, *args)

    def on_host(self, values: Arrays) -> list[Array]:
        """`values` of what is read as NumPy arrays."""
        return [None if v is None else _on_host(c, v) for c, v in zip(self.held[0], values)]

    def on_device(self, values: Arrays) -> tuple[Array, ...]:
        """`values` of what is read as JAX arrays."""
        return tuple([_on_device(c, v) for c, v in zip(self.held[0], values)])

    def replaced(
        self, step: Callable[[list[Array]], tuple[_Result, Arrays, Flag]], lent: Collection[int] = ()
    ) -> tuple[_Result, Flag]:
        """Replace what is written by what `step` makes of it; gives the rest of what it returns.

        Args:
          step: takes the values, as JAX arrays that are its own, and gives (results, new values, a flag).
          lent: the numbers of those that it only reads, as they are: NumPy arrays too.
        """
        _, _, held, ids = self.held
        run = object()
        try:
            with NOW:
                kept = frozenset().union(*[ids & read for read in list(_readers.values())])
                _given[run] = ids - kept if kept else ids
            outs, new, flag = step(
                [_valued(c) if i in lent else _to_give(c, id(c) in kept) for i, c in enumerate(held)]
            )
            with NOW:
                for cell, value in zip(held, new):
                    cell.store(value)
            return outs, flag
        finally:
            with NOW:
                _given.pop(run, None)
                _replaced.notify_all()


def together(cells: Sequence[Cell]) -> CellSet:
    """The one set that all of `cells`, at least one, are in from now on."""
    first = set_of(cells[0])
    for cell in cells:
        if cell._set is not first:  # as a rule it is, and nothing is called
            first = first.united(set_of(cell))
    return first


def _at_once(function: Callable[..., Any], *args: Any) -> Any:
    return function(*args)


def _reading(cells: Sequence[Cell], ids: frozenset[int], use: Callable[..., _Result], *args: Any) -> _Result:
    if not cells:
        return use((), *args)
    run = object()
    try:
        with NOW:
            _readers[run] = ids
            if _given:  # the next steps see a reader, and give nothing that it waits for
                _replaced.wait_for(lambda: all(ids.isdisjoint(given) for given in _given.values()))
            values = [c._value for c in cells]
        return use(values, *args)
    finally:
        _readers.pop(run, None)


def _valued(cell: Cell) -> Array:
    """A cell's value, of either kind."""
    value = cell._value
    return value if value is not None else cell.array()  # which says what has no value


def _to_give(cell: Cell, is_read: bool) -> Array:
    """A cell's value as a JAX array that may be written into."""
    value = _valued(cell)
    return xla.device_array(value) if is_read or isinstance(value, NUMPY) else value


def _on_host(cell: Cell, value: Array) -> Array:
    return value if isinstance(value, NUMPY) else _twin(cell, value, np.array)


def _on_device(cell: Cell, value: Array) -> Array:
    value = cell.array() if value is None else value
    return _twin(cell, value, xla.device_array) if isinstance(value, NUMPY) else value


def _twin(cell: Cell, value: Array, make: Callable[[Array], Array]) -> Array:
    """`value` as an array of the other kind, made once and kept as long as it is the cell's."""
    twin = cell._twin
    if twin is not None and twin[0] is value:
        return twin[1]
    array = make(value)
    if cell._value is value:
        cell._twin = value, array
    return array


def _array_of(cell: Cell) -> Array:
    """A cell's value, left by second gear, as a NumPy array."""
    value, twin = cell._value, cell._twin
    if twin is not None and twin[0] is value:
        return twin[1]
    return _reading((cell,), frozenset((id(cell),)), lambda values: _on_host(cell, *values))


hooks.on_host = _array_of


class Buffered(Eager):
    """The environment of a run in first gear: writes are held back until `commit`, so a run that fails leaves every
    cell as it was, and what is only read is what it was at the first read.

    Args:
      cells: the Cells of the graph.
      seen: their `arrays()`, where the caller has them.
    """

    def __init__(self, cells: Cells, seen: Mapping[int, Array] | None = None) -> None:
        self.cells, self.seen = cells, seen if cells.read else {}
        self.written: dict[int, tuple[Cell, Array]] = {}  # by id of the cell: variables do not hash while eager
        self.rows: dict[int, list[_Rows]] = {}  # by id of a cell, what is written besides

    holder = property(lambda self: self.cells.holder)

    def read(self, cell: Cell) -> Array:
        key = id(cell)
        if key in self.written:
            array = self.written[key][1]
        else:
            if self.seen is None:
                self.seen = self.cells.arrays()
            array = self.seen.get(key)
            if array is None:
                held = cell if self.cells.holder is itself else self.cells.holder(cell)
                array = held._value
                if not isinstance(array, NUMPY):
                    array = held.array()
        if self.rows and key in self.rows:
            array = array.copy()
            for _, index, rows in self.rows.pop(key):
                array[index] = rows
            self.written[key] = cell, array
        return array

    def read_all(self, cells: Sequence[Cell]) -> list[Array]:
        if self.rows or self.cells.holder is not itself:
            return super().read_all(cells)
        if self.seen is None:
            self.seen = self.cells.arrays()
        found = []
        for cell in cells:
            key = id(cell)
            array = self.written[key][1] if key in self.written else self.seen.get(key, cell._value)
            found.append(array if isinstance(array, NUMPY) else self.read(cell))
        return found

    def write_all(self, cells: Sequence[Cell], arrays: Sequence[Array]) -> None:
        for cell, array in zip(cells, arrays):
            self.written[id(cell)] = cell, array
            if self.rows:
                self.rows.pop(id(cell), None)

    def write(self, cell: Cell, array: Array) -> Array:
        """Gives the array, so that an expression may both store it and be it."""
        self.written[id(cell)] = cell, array
        if self.rows:
            self.rows.pop(id(cell), None)
        return array

    def write_rows(self, cell: Cell, index: Array, rows: Array) -> None:
        self.rows.setdefault(id(cell), []).append((cell, index, rows))

    advance = advanced

    def show(self) -> None:
        if self.written or self.rows:
            self.cells.exclusively(self.commit, [array for _, array in self.written.values()])
        self.seen = None if self.cells.read else {}  # the Python function may change what is read

    def commit(self, given: Iterable[Array] = ()) -> None:
        """Let the writes show. Arrays in `given` belong to somebody else, so cells get copies of them."""
        foreign, holder = set(map(id, given)), self.cells.holder
        for key, (cell, array) in self.written.items():
            if array.base is not None or id(array) in foreign:
                self.written[key] = cell, array.copy()  # before the moment, which should be a short one
        rows = list(itertools.chain(*self.rows.values())) if self.rows else ()
        for cell, _, _ in rows:
            holder(cell).array()  # likewise: what second gear left is fetched
        with NOW:
            try:
                self._store(rows)
            except BaseException:  # Ctrl-C, or what another signal means to the user: a step is kept whole
                self._store(rows)
                raise
        self.written.clear()
        self.rows.clear()

    def _store(self, rows: Iterable[_Rows]) -> None:
        holder = self.cells.holder
        for cell, array in self.written.values():
            held = cell if holder is itself else holder(cell)
            held._twin, held._value = None, array  # as `store` does, of which there may be hundreds in a step
        for cell, index, new in rows:
            replace_rows(holder(cell), index, new)


def halt() -> None:
    """Before a fork: no buffer is given away now, and nothing replaced until `go_on`."""
    NOW.acquire()
    _replaced.wait_for(lambda: not _given)


def go_on() -> None:
    """After a fork, in the parent."""
    NOW.release()


def go_on_alone() -> None:
    """After a fork, in the child, where the other threads' runs are gone."""
    _readers.clear()
    NOW.release()
