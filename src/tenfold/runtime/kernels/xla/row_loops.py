"""Loops whose rows know nothing of each other, by the library: recurrent networks written out by whoever wants one.

XLA runs a loop's small operations one after another on one core. Where what an iteration does to a row of the batch
turns on that row alone, some rows go through all iterations in one call, beside others on other cores.

What an iteration computes is sorted: into what is known now for each iteration (counters: NumPy arrays), what is the
same in all (`Same`), what each has from outside (`Steps`), and what is a vector for each row (`Row`). All but the last
is computed before the loop; the last becomes instructions of a `native.row_loop.Program`.
"""

import logging
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tenfold.runtime import xla
from tenfold.runtime.kernels.xla import counters, row_rules
from tenfold.runtime.kernels.xla.flat import Equation, Known, flattened
from tenfold.runtime.kernels.xla.row_values import Refused, Row, Rows, Same, Stack, Steps, aligned
from tenfold.runtime.native import library
from tenfold.runtime.types import Array, Arrays

log = logging.getLogger("tenfold")
MOST_STEPS = 4096  # whose counters are worked out when the program is lowered
MOST_TRIES = 2  # of numbers of rows

Step = Callable[[Arrays, Arrays], tuple[Arrays, Arrays, Any]]  # of state and rows: new state, ys, did a check fail


def run(
    step: Step, begin: Arrays, state: Arrays, xs: Arrays, trips: int, reverse: bool
) -> tuple[Arrays, Arrays] | None:
    """The final state and the ys of a loop, counters among them as NumPy's; None where it is XLA's.

    Args:
      step: an iteration.
      begin, state: the initial state as it came (NumPy's where known) and as the tracers that the iteration takes.
      xs: arrays of which each iteration takes a row, from the last to the first if `reverse`.
    """
    if not 0 < trips <= MOST_STEPS or not library.available() or xla.jax().default_backend() != "cpu":
        return None
    for rows in _numbers_of_rows(state, xs)[:MOST_TRIES]:
        try:
            return _Loop(step, begin, state, xs, Rows(rows, trips), reverse).results()
        except Refused as why:
            log.debug("a loop of %d iterations over %d rows is XLA's: %s", trips, rows, why)
    return None


def _numbers_of_rows(state: Arrays, xs: Arrays) -> list[int]:
    """How many rows there may be, the likeliest first: a state has them in front, a stack behind the iterations."""
    shapes = [[a.shape for a in arrays if a.dtype == np.float32 and a.ndim > 1] for arrays in (state, xs)]
    stacks = [shape[1] for shape in (*shapes[1], *shapes[0]) if len(shape) > 2]
    found = [shape[0] for shape in shapes[0] if len(shape) == 2]
    return [n for n in dict.fromkeys([*found, *stacks, *[shape[0] for shape in shapes[0]]]) if n]


class _Loop:
    """One loop being sorted."""

    def __init__(self, step: Step, begin: Arrays, state: Arrays, xs: Arrays, rows: Rows, reverse: bool) -> None:
        jax = xla.jax()
        self.rows, self.begin, self.xs, self.n = rows, begin, xs, len(state)
        self.first, self.step = (rows.trips - 1, -1) if reverse else (0, 1)  # of the xs and ys

        def in_line(*args: Array) -> list[Array]:
            new, ys, failed = step(args[: self.n], args[self.n :])
            return [*new, *ys, jax.numpy.asarray(failed)]

        self.flat = flattened(in_line, *state, *[jax.ShapeDtypeStruct(x.shape[1:], x.dtype) for x in xs])
        self.values: dict[int, Any] = {}  # of variables
        self.stored: dict[tuple[int, bool], int] = {}  # register, whether backwards -> the result that has its rows
        self.stacks: dict[int, Any] = {}  # state -> where its rows are read or written
        self.found: Sequence[Array] = ()

    def results(self) -> tuple[Arrays, Arrays]:
        flat = self.flat
        self.values |= counters.followed(flat, *self._counted(), self.rows.trips)
        if not self._is_false(self.value(flat.results[-1])):
            raise Refused("a check may fail")
        for at, begin, new in zip(flat.arguments, self.begin, flat.results):
            if at not in self.values:
                self.values[at] = self._state(at, begin, new)
        for at, x in zip(flat.arguments[self.n :], self.xs):
            self.values.setdefault(at, Steps(x, self.first, self.step))
        for one in flat.equations:
            if one.outs[0] not in self.values:
                found = self._found(one)
                self.values.update(zip(one.outs, found if isinstance(found, list) else [found]))
        return self._given()

    def value(self, v: Any) -> Any:
        return Same(v.value) if isinstance(v, Known) else self.values.get(v)

    def _counted(self) -> tuple[dict[int, Any], dict[int, Any]]:
        """Arguments whose values are known: all of them, or the first and which result is the next."""
        arguments, results = self.flat.arguments, self.flat.results
        order = [self.first + self.step * t for t in range(self.rows.trips)]
        known = {v: x[order] for v, x in zip(arguments[self.n :], self.xs) if _is_count(x) and x.ndim == 1}
        states = zip(arguments, self.begin, results)
        return known, {v: (np.asarray(b), new) for v, b, new in states if _is_count(b) and not np.ndim(b)}

    def _is_false(self, flag: Any) -> bool:
        flag = flag.value if isinstance(flag, Same) else flag
        return isinstance(flag, (np.ndarray, np.generic)) and not np.any(flag)

    def _state(self, at: int, begin: Array, new: Any) -> Any:
        """What a state is to an iteration."""
        if new == at:
            return Same(begin)
        users = [one for one in self.flat.equations if at in one.ins]
        goes_through = lambda one: one.primitive.name in ROWWISE and one.ins.count(at) == 1 and one.ins[0] == at  # noqa: E731
        if users and all(map(goes_through, users)):
            return Stack(at, begin)
        return self.rows.begun(Same(begin))

    def _found(self, one: Equation) -> Any:
        """The results of an equation."""
        ins = [self.value(v) for v in one.ins]
        if any(isinstance(v, Stack) for v in ins):
            return self._of_stack(one, ins)
        if one.primitive.name == "dynamic_slice" and isinstance(ins[0], Same):
            place = self._place(one.params["slice_sizes"], ins[0].value, ins[1:])
            if place is not None:
                return self._steps(one, ins[0].value, place)
        if any(isinstance(v, Row) for v in ins):
            return self._instructed(one, [Steps(v, 0, 1) if isinstance(v, np.ndarray) else v for v in ins])
        if all(isinstance(v, Same) for v in ins):
            return self._before(one, [v.value for v in ins])
        if row_rules.handled(one) and one.primitive.name not in MOVES and all(_is_float(v) for v in ins):
            try:
                return self._instructed(one, ins)
            except Refused:
                pass
        return self._in_all(one, ins)

    def _instructed(self, one: Equation, ins: list[Any]) -> Any:
        if not row_rules.handled(one):
            raise Refused(f"there is no instruction for {one.primitive.name}")
        return row_rules.RULES[one.primitive.name](self.rows, one, ins)

    def _before(self, one: Equation, ins: Arrays) -> Any:
        """What is the same in each iteration; a number stays one, however often it is repeated."""
        if one.primitive.name in MOVES and all(isinstance(v, (np.ndarray, np.generic)) for v in ins):
            return Same(np.asarray(counters.RULES[one.primitive.name](*ins, **one.params), one.shapes[0].dtype))
        found = one.primitive.bind(*ins, **one.params)
        return [Same(v) for v in found] if one.primitive.multiple_results else Same(found)

    def _in_all(self, one: Equation, ins: list[Any]) -> Any:
        """What turns on nothing that rows do, for all iterations at once."""
        jax, views = xla.jax(), {(v.array.shape[0], v.first, v.step) for v in ins if isinstance(v, Steps)}
        whole = len(views) == 1 and not any(isinstance(v, np.ndarray) for v in ins)
        given = [self._stacked(v, whole) for v in ins]
        axes = [None if isinstance(v, Same) else 0 for v in ins]
        found = jax.vmap(lambda *a: one.primitive.bind(*a, **one.params), axes)(*given)
        _, first, step = views.pop() if whole else (0, 0, 1)
        return [Steps(v, first, step) for v in found] if one.primitive.multiple_results else Steps(found, first, step)

    def _stacked(self, value: Any, whole: bool) -> Array:
        if isinstance(value, Steps):
            value = value.array if whole else aligned(value, self.rows.trips)
        return xla.jax().numpy.asarray(value.value if isinstance(value, Same) else value)

    def _place(self, sizes: Sequence[int], array: Array, starts: Sequence[Any]) -> tuple[int, int] | None:
        """Where iterations find their row of a stack: (the first one's, how far it is to the next)."""
        values = [v.value if isinstance(v, Same) else v for v in starts]
        if not all(isinstance(v, (np.ndarray, np.generic, int)) for v in values):
            return None
        if tuple(sizes) != (1, *array.shape[1:]) or any(np.any(v) for v in values[1:]):
            return None
        rows = np.broadcast_to(values[0], self.rows.trips)
        return counters.arithmetic_row(rows.tolist()) if rows.min() >= 0 and rows.max() < array.shape[0] else None

    def _steps(self, one: Equation, array: Array, place: tuple[int, int]) -> Steps:
        return Steps(xla.jax().numpy.reshape(array, (array.shape[0], *one.shapes[0].shape)), *place)

    def _of_stack(self, one: Equation, ins: list[Any]) -> Any:
        """A stack's row of this iteration: read as it was in the beginning, then written, once."""
        stack = ins[0]
        reads = one.primitive.name == "dynamic_slice"
        sizes = one.params["slice_sizes"] if reads else self._shape(one.ins[1])
        place = self._place(sizes, stack.array, ins[1 if reads else 2 :])
        known = self.stacks.setdefault(stack.state, place)
        if place is None or place != known or stack.written is not None or abs(place[1]) != 1 and self.rows.trips > 1:
            raise Refused("a stack is not gone through row by row")
        if reads:
            return self._steps(one, stack.array, place)
        return stack._replace(written=(self.rows.row(ins[1]), place))

    def _given(self) -> tuple[Arrays, Arrays]:
        """Results of the loop: emits the end of the program, and runs it."""
        results, program = self.flat.results, self.rows.program
        states = [self.value(v) for v in results[: self.n]]
        ys = [self._y(v) for v in results[self.n : -1]]
        stacks = {}
        for i, (at, new) in enumerate(zip(self.flat.arguments, states)):
            if isinstance(new, Stack) and new.state == at and new.written is not None:
                stacks[i] = self._store(*new.written)
        last = self._moved(states)
        if not program.is_for_the_library():
            raise Refused("it is XLA's")
        self.found = program.results()
        state = [self._last(i, v, stacks, last) for i, v in enumerate(states)]
        return state, [y() for y in ys]

    def _y(self, v: Any) -> Callable[[], Array]:
        """What gives the rows of a y, once the program has run."""
        value, trips, jnp = self.value(v), self.rows.trips, xla.jax().numpy
        if isinstance(value, Row) and value.source is not None and self._dtype(v) == np.float32:
            value = value.source
        if isinstance(value, np.ndarray):
            return lambda: value[:: self.step]
        if isinstance(value, Same):
            return lambda: jnp.broadcast_to(value.value, (trips, *np.shape(value.value)))
        if isinstance(value, Steps):
            same = (value.array.shape[0], value.first, value.step) == (trips, self.first, self.step)
            return lambda: value.array if same else aligned(value, trips)[:: self.step]
        if not isinstance(value, Row):
            raise Refused("a stack is stacked")
        number = self._store(value, (self.first, self.step))
        return lambda: self._array(number, value).astype(self._dtype(v))

    def _shape(self, v: Any) -> Any:
        return np.shape(v.value) if isinstance(v, Known) else self.flat.shapes[v].shape

    def _dtype(self, v: int) -> Any:
        return self.flat.shapes[v].dtype

    def _store(self, row: Row, place: tuple[int, int]) -> int:
        """The number of the result that is the rows of all iterations, in the order of their places."""
        key = row.register, place[1] < 0
        if key not in self.stored:
            first, step = (self.rows.trips - 1, -1) if place[1] < 0 else (0, 1)
            self.stored[key] = self.rows.program.gives_rows(row.register, self.rows.trips, first, step)
        return self.stored[key]

    def _moved(self, states: list[Any]) -> dict[int, int]:
        """Puts the new state where the next iteration finds it. Gives the numbers of the results that are the last."""
        program, pairs = self.rows.program, {}
        for i, (at, new) in enumerate(zip(self.flat.arguments, states)):
            if isinstance(old := self.values[at], Row):
                new = self.rows.row(new, old.axis)
                if (new.dims, new.axis) != (old.dims, old.axis):
                    raise Refused("rows of a state lie on another axis than before")
                pairs[i] = old.register, new.register
        own = {old for old, _ in pairs.values()}
        for i, (old, new) in pairs.items():  # one state may become another
            if new in own and new != old:
                pairs[i] = old, program.does("move", program.register(program.widths[new]), new)
        for old, new in pairs.values():
            if old != new:
                program.does("move", old, new)
        return {i: program.gives_last(old) for i, (old, _) in pairs.items()}

    def _last(self, i: int, new: Any, stacks: dict[int, int], last: dict[int, int]) -> Array:
        """A state in the end."""
        old, begin = self.values[self.flat.arguments[i]], self.begin[i]
        if self.flat.results[i] == self.flat.arguments[i]:
            return begin
        if isinstance(old, np.ndarray):
            return new[-1] if isinstance(new, np.ndarray) else np.asarray(new.value, old.dtype)
        if isinstance(old, Row):
            return self._array(last[i], old)
        if i not in stacks:
            raise Refused("a stack becomes something else")
        row, (first, step) = new.written  # as `_given` found
        block = self._array(stacks[i], row).reshape(-1, *begin.shape[1:])
        if block.shape == begin.shape:
            return block
        at = min(first, first + step * (self.rows.trips - 1))
        return xla.jax().lax.dynamic_update_slice_in_dim(xla.jax().numpy.asarray(begin), block, at, 0)

    def _array(self, number: int, row: Row) -> Array:
        """A result as an array whose rows lie on the axis where the iteration had them."""
        found = self.found[number]
        lead = found.ndim - 2
        other = [n for axis, n in enumerate(row.dims) if axis != row.axis]
        return xla.jax().numpy.moveaxis(found.reshape(*found.shape[: lead + 1], *other), lead, lead + row.axis)


ROWWISE = "dynamic_slice", "dynamic_update_slice"
MOVES = "reshape", "squeeze", "broadcast_in_dim", "convert_element_type"


def _is_count(array: Array) -> bool:
    return isinstance(array, (np.ndarray, np.generic)) and array.dtype.kind in "ib"


def _is_float(value: Any) -> bool:
    array = value.array if isinstance(value, Steps) else value.value if isinstance(value, Same) else None
    return array is not None and getattr(array, "dtype", None) in row_rules.FLOATS
