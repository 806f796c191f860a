"""Branches and loops in second gear: `lax.cond`, `lax.scan`, `lax.while_loop` around bodies lowered in place.

What an XLA body changes besides its results must be carried through it: cells it writes, and flags of failed checks.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from tenfold.core.base.env import Cell
from tenfold.core.base.thread import STATE, using
from tenfold.core.graphs.spec import size_of
from tenfold.ops.control import branches as control
from tenfold.ops.control import lists, loops
from tenfold.ops.control.body import Body
from tenfold.ops.control.lists import TensorList, as_array
from tenfold.runtime import xla
from tenfold.runtime.gears.lowering import HostOnly, Traced, any_failed, note
from tenfold.runtime.gears.shifting import held
from tenfold.runtime.kernels.xla import row_loops
from tenfold.runtime.types import Array, Arrays, Flag, Ints


def known(*values: Array) -> bool:
    """Whether the values are NumPy's: constants of the program being lowered."""
    return all(isinstance(v, (np.ndarray, np.generic)) for v in values)


def as_jax(value: Array) -> Array:
    return value if isinstance(value, TensorList) else xla.jax().numpy.asarray(value)


def as_result(value: Array) -> Array:
    """A result that leaves an XLA body: an array, lists included."""
    if isinstance(value, TensorList):
        if value.empty:
            raise HostOnly("a branch gives a TensorArray with nothing in it")
        return as_array(value, element_shape(value), xla.jax().numpy)
    return as_jax(value)


class Carried:
    """Cells that bodies write and the flag of failed checks, as values that go in and come out of a body."""

    def __init__(self, env: Traced, bodies: Iterable[Body]) -> None:
        self.env = env
        self.can_fail = False
        self.cells: list[Cell] = list({id(cell): cell for b in bodies for cell, written in b.cells if written}.values())

    def values(self) -> tuple[Array, ...]:
        return tuple([as_jax(self.env.read(c)) for c in self.cells])

    def run(self, function: Callable[[Traced], Any], values: Arrays) -> tuple[Any, tuple[Array, ...], Flag]:
        """`function(env)` with the cells holding `values`: its result, the new values and whether a check failed."""
        inner = self.env.inside()
        for cell, value in zip(self.cells, values):
            inner.write(cell, value)
        with using(checks=[]):
            result = function(inner)
            failed = any_failed(STATE.checks)
        self.can_fail = self.can_fail or failed is not None
        return result, tuple([as_jax(inner.read(c)) for c in self.cells]), np.False_ if failed is None else failed

    def store(self, values: Arrays, failed: Flag) -> None:
        for cell, value in zip(self.cells, values):
            self.env.write(cell, value)
        if self.can_fail:
            note(failed)


@control.branch.kernel("xla", default=True)
def _(env: Traced, *inputs: Array, branches: Any, used: Sequence[bool] | None = None) -> tuple[Array, ...]:
    index, inputs = inputs[0], inputs[1:]
    if known(index):
        return tuple(branches.run(control.branch_number(index, branches), env, inputs, used, "xla"))
    carried = Carried(env, branches)
    before = carried.values()

    def run(which: int) -> tuple[Any, tuple[Array, ...], Flag]:
        return carried.run(lambda inner: branches.run(which, inner, inputs, used, "xla"), before)

    shapes = [result_shapes(lambda which: run(which)[0], which) for which in range(len(branches))]
    fillers = [next((s[i] for s in shapes if s[i] is not None), None) for i in range(branches.total)]
    if any(s[i] is not None and s[i] != fillers[i] for s in shapes for i in range(branches.total)):
        raise HostOnly("branches give results of different shapes")

    def branch(which: int) -> Callable[[], tuple]:
        def filled() -> tuple:
            found, after, failed = run(which)
            jnp = xla.jax().numpy
            found = [jnp.zeros(f.shape, f.dtype) if v is None and f is not None else v for v, f in zip(found, fillers)]
            return [None if v is None else as_result(v) for v in found], after, jnp.asarray(failed)

        return filled

    n = len(branches)
    which = xla.jax().numpy.where((index < 0) | (index >= n), n - 1, index)
    found, after, failed = xla.jax().lax.switch(which, [branch(i) for i in range(n)])
    carried.store(after, failed)
    return tuple(found)


def result_shapes(run: Callable[..., Arrays], *args: Any) -> list[Any]:
    """Shape and dtype of each array that `run(*args)` gives, None for what is none."""
    found: list[Array] = []

    def arrays() -> list[Array]:
        found[:] = [None if v is None else as_result(v) for v in run(*args)]
        return [v for v in found if v is not None]

    shapes = iter(xla.jax().eval_shape(arrays))
    return [None if v is None else next(shapes) for v in found]


def changes(before: TensorList, after: Array) -> bool:
    """Whether an iteration changes a list that it was given."""
    if not isinstance(after, TensorList):
        return True
    if before.shape != after.shape:
        raise HostOnly("a TensorArray grows in a loop")
    return any(a is not b for a, b in zip(before.items, after.items))


def element_shape(after: Array) -> Ints:
    """Shape of the entries of a list, or of the array that it became."""
    return next(v.shape for v in after.items if v is not None) if isinstance(after, TensorList) else after.shape[1:]


@loops.loop.kernel("xla", default=True)
def _(
    env: Traced,
    *inputs: Array,
    cond: Body | None,
    body: Body,
    n_state: int,
    n_xs: int,
    dims: Any,
    reverse: bool,
    limit: int | None,
    origin: Any,
    even: int = 0,
    used: Sequence[bool] | None = None,
) -> tuple[Array, ...]:
    state: Arrays = inputs[:n_state]
    xs, rest = inputs[n_state : n_state + n_xs], inputs[n_state + n_xs :]
    part, kept = loops.used_part(body, n_state, used)
    trips, rest = (None, rest) if cond is not None else (rest[0], rest[1:])
    counted = cond if limit is None and (used is None or any(used[n_state:])) else None
    if cond is not None and (counted is not None or limit is not None and limit <= COUNTED):
        trips = known_trips(env, cond, body, n_state, [*state, *rest])
    if counted is not None and trips is None:
        limit = env.limits.get(id(body))
        if limit is None:
            raise HostOnly("the number of iterations depends on data")
    lowered = Loop(env, part, n_state, rest, cond)
    begin, state = state, lowered.settled(state, xs)
    if trips is not None and known(trips):
        side_by_side = lowered.side_by_side(xs, int(trips))
        if side_by_side:
            stacks = side_by_side
        else:
            rows_alone = lowered.row_by_row(begin, state, xs, int(trips), reverse)
            state, stacks = rows_alone or lowered.scan(state, xs, int(trips), reverse)
            stacks = with_counters(stacks, part, begin, int(trips), reverse)
        trips = np.int32(trips)
    else:
        lengths = (limit, env.limits.get(origin), *[x.shape[0] for x in xs])
        length = next((n for n in lengths if n is not None), None)
        if length is None and kept:
            raise HostOnly("the number of iterations depends on data")
        state, stacks, trips = lowered.loop(state, xs, trips, length, reverse)
        if counted is not None:  # second gear may round its way to more iterations than were counted
            note((trips >= limit) & lowered.goes_on(counted, state))
    return (*state, *control.at_indices(stacks, kept, len(body.outputs) - n_state), trips)


@lists.list_write.kernel("xla", default=True)
def _(handle: Array, index: Array, value: Array, *, grows: bool = False) -> Array:
    if isinstance(handle, TensorList) or known(index):
        return lists.list_write.forward(handle, index, value, grows=grows)
    lists.check_place(index, handle)
    return with_row(handle, index, value)


@lists.list_take.kernel("xla", default=True)
def _(handle: Array, index: Array, *, element: Ints | None = None) -> tuple[Array, Array]:
    if isinstance(handle, TensorList) or known(index):
        return lists.list_take.forward(handle, index, element=element)
    found = row(handle, index)
    return found, with_row(handle, index, xla.jax().numpy.zeros_like(found))


@lists.list_add_at.kernel("xla", default=True)
def _(handle: Array, index: Array, value: Array) -> Array:
    if isinstance(handle, TensorList) or known(index):
        return lists.list_add_at.forward(handle, index, value)
    return with_row(handle, index, row(handle, index) + value)


def row(array: Array, index: Array) -> Array:
    return xla.jax().lax.dynamic_index_in_dim(array, index, 0, keepdims=False)


def with_row(array: Array, index: Array, value: Array) -> Array:
    """`array` with another row, which in a loop is written where it lies: XLA makes a loop of its own of a scatter."""
    return xla.jax().lax.dynamic_update_index_in_dim(array, value, index, 0)


class Loop:
    """One loop node being lowered."""

    def __init__(self, env: Traced, part: Body, n_state: int, rest: Arrays, cond: Body | None) -> None:
        self.part, self.n_state, self.rest, self.cond = part, n_state, rest, cond
        self.carried = Carried(env, [part] if cond is None else [part, cond])

    def step(self, state: Arrays, cells: Arrays, rows: Arrays) -> tuple[list[Array], list[Array], Arrays, Flag]:
        """One iteration: new state, ys, new cells, whether a check failed."""
        found, cells, failed = self.carried.run(
            lambda env: self.part.run(env, *state, *rows, *self.rest, gear="xla"), cells
        )
        found = [as_jax(v) for v in found]
        return found[: self.n_state], found[self.n_state :], cells, failed

    def settled(self, state: Arrays, xs: Arrays) -> list[Array]:
        """The initial state as arrays of the shapes that it keeps; lists that are written become arrays."""
        state, rows = [as_jax(v) for v in state], [xla.jax().numpy.zeros(x.shape[1:], x.dtype) for x in xs]
        for _ in range(len(state) + 1):
            after = self.shapes_after(state, rows)
            changed = [j for j, v in enumerate(state) if isinstance(v, TensorList) and changes(v, after[j])]
            if not changed:
                break
            for j in changed:
                state[j] = as_array(state[j], element_shape(after[j]), xla.jax().numpy)
        for value, new in zip(state, after):
            if not isinstance(value, TensorList) and (value.shape, value.dtype) != (new.shape, new.dtype):
                raise HostOnly("the state of a loop changes its shape")
        return state

    def shapes_after(self, state: Arrays, rows: Arrays) -> list[Any]:
        """Shape and dtype of each entry of the state after an iteration; lists as they are."""
        cells = self.carried.values()
        found: list[Array] = []

        def arrays() -> list[Array]:
            found[:] = self.step(state, cells, rows)[0]
            return [v for v in found if not isinstance(v, TensorList)]

        shapes = iter(xla.jax().eval_shape(arrays))
        return [v if isinstance(v, TensorList) else next(shapes) for v in found]

    def packed(self, state: Arrays) -> list[Array]:
        return [v for v in state if not isinstance(v, TensorList)]

    def unpacked(self, arrays: Arrays, like: Arrays) -> list[Array]:
        rest = iter(arrays)
        return [v if isinstance(v, TensorList) else next(rest) for v in like]

    def scan(self, state: Arrays, xs: Arrays, trips: int, reverse: bool) -> tuple[list[Array], Arrays]:
        """`trips` iterations, a number known now."""
        jax = xla.jax()

        def step(carry: tuple, rows: Arrays) -> tuple:
            arrays, cells, failed = carry
            new, ys, cells, bad = self.step(self.unpacked(arrays, state), cells, rows)
            return (self.packed(new), cells, failed | bad), ys

        begin = self.packed(state), self.carried.values(), jax.numpy.asarray(False)
        (arrays, cells, failed), ys = jax.lax.scan(
            step, begin, [as_jax(x)[:trips] for x in xs], length=trips, reverse=reverse
        )
        self.carried.store(cells, failed)
        return self.unpacked(arrays, state), ys

    def side_by_side(self, xs: Arrays, trips: int) -> Arrays | None:
        """The ys of iterations that know nothing of one another, computed for many of them at once.

        None where they cannot be, or where one alone is work enough for the loop to cost nothing.
        """
        size = independent_size(self.part) if xs and trips and not self.n_state and not self.carried.cells else None
        if size is None or size > SMALL_ITERATION:
            return None
        jax = xla.jax()

        def one(rows: Arrays) -> tuple:
            found = self.step([], (), rows)
            return found[1], jax.numpy.asarray(found[3])

        try:
            rows = [as_jax(x)[:trips] for x in xs]
            ys, failed = jax.lax.map(one, rows, batch_size=min(trips, max(AT_ONCE // max(size, 1), 1)))
        except NotImplementedError:  # a kernel that cannot be
            return None
        self.carried.store((), failed.any())
        return ys

    def row_by_row(
        self, begin: Arrays, state: Arrays, xs: Arrays, trips: int, reverse: bool
    ) -> tuple[list[Array], Arrays] | None:
        """`scan` of iterations in which rows of a batch know nothing of one another; None where they do.

        Args:
          begin: the initial state as it came, NumPy's where it is known.
        """
        if self.carried.cells:
            return None

        def step(arrays: Arrays, rows: Arrays) -> tuple:
            new, ys, _, failed = self.step(self.unpacked(arrays, state), (), rows)
            return self.packed(new), ys, failed

        known = [b for b, v in zip(begin, state) if not isinstance(v, TensorList)]
        begin = [b if isinstance(b, (np.ndarray, np.generic)) else v for b, v in zip(known, self.packed(state))]
        found = row_loops.run(step, begin, self.packed(state), xs, trips, reverse)
        return found and (self.unpacked(found[0], state), found[1])

    def goes_on(self, cond: Body, state: Arrays, cells: Arrays | None = None) -> Flag:
        """Whether the condition `cond` holds."""
        cells = self.carried.values() if cells is None else cells
        found = self.carried.run(lambda env: cond.run(env, *state, *self.rest, gear="xla"), cells)
        return xla.jax().numpy.reshape(found[0][0], ())

    def loop(
        self, state: Arrays, xs: Arrays, trips: Array, length: int | None, reverse: bool
    ) -> tuple[list[Array], Arrays, Array]:
        """Iterations whose number turns up at run time; ys are stacked in buffers of `length` rows."""
        jax, jnp = xla.jax(), xla.jax().numpy
        xs, cells = [as_jax(x) for x in xs], self.carried.values()
        rows = [x[0] for x in xs]
        shapes = jax.eval_shape(lambda: self.step(state, cells, rows)[1])
        buffers = [jnp.zeros((length, *s.shape), s.dtype) for s in shapes]

        def proceed(carry: tuple) -> Flag:
            i, arrays, cells, _, _ = carry
            if self.cond is None:
                return i < trips
            go = self.goes_on(self.cond, self.unpacked(arrays, state), cells)
            return go & (i < length) if length is not None else go

        def step(carry: tuple) -> tuple:
            i, arrays, cells, failed, buffers = carry
            at = trips - 1 - i if reverse else i
            new, ys, cells, bad = self.step(self.unpacked(arrays, state), cells, [x[at] for x in xs])
            return i + 1, self.packed(new), cells, failed | bad, [with_row(b, at, y) for b, y in zip(buffers, ys)]

        begin = jnp.int32(0), self.packed(state), cells, jnp.asarray(False), buffers
        trips_taken, arrays, cells, failed, stacks = jax.lax.while_loop(proceed, step, begin)
        self.carried.store(cells, failed)
        return self.unpacked(arrays, state), stacks, trips_taken


COUNTED = 4096  # iterations at most, of which a loop of known length is asked for it by running its condition
SMALL_ITERATION = 65536  # elements that an iteration computes; with fewer, going round takes as long as computing
AT_ONCE = 1 << 25  # elements that iterations computed side by side may hold


def independent_size(body: Body) -> int | None:
    """Elements that an iteration computes; None where it branches, or repeats something for as long as data say.

    (Side by side all branches would run for all, and loops for as long as the longest does: those as well that are
    in a branch not taken, where they may never end.)
    """
    total = 0
    for node in body.nodes:
        if node.operation.name == "branch" or node.attrs.get("cond") is not None:
            return None
        total += sum(size_of(t._dims) or 0 for t in node.outputs)
        for inner, _ in held(node):
            size = independent_size(inner)
            if size is None:
                return None
            total += size
    return total


def with_counters(stacks: Arrays, part: Body, begin: Arrays, trips: int, reverse: bool) -> list[Array]:
    """The stacks, NumPy's where they are a counter's that is known: by those the loop backwards finds its rows."""
    n_state, out = len(begin), list(stacks)
    places = {id(t): j for j, t in enumerate(part.inputs[:n_state])}
    for k, t in enumerate(part.outputs[n_state:]):
        j, step = places.get(id(t)), loops.growth(t, part)
        if j is not None and step is not None and known(begin[j]) and not np.ndim(begin[j]):
            numbers = np.arange(trips)[:: -1 if reverse else 1]
            out[k] = (begin[j] + numbers * step).astype(begin[j].dtype)
    return out


def known_trips(env: Traced, cond: Body, body: Body, n_state: int, values: Arrays) -> Array | None:
    """The number of iterations where the condition turns only on constants of the program, else None."""
    wanted = loops.states_of_condition(cond, body, n_state)
    if wanted is None or not known(*[values[j] for j in wanted]):
        return None
    return loops.count(env, cond, body, [j for j in wanted if j < n_state], values)
