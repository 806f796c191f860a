"""Branches and loops in second gear: `lax.cond`, `lax.scan`, `lax.while_loop` around bodies lowered in place.

What an XLA body changes besides its results must be carried through it: cells it writes, and flags of failed checks.
"""

import numpy as np

from tenfold.core.plan import needed
from tenfold.core.state import STATE, using
from tenfold.ops import control, loops
from tenfold.ops.lists import TensorList
from tenfold.runtime import xla
from tenfold.runtime.lowering import HostOnly, Traced, any_failed

MANY = 100_000  # iterations counted while lowering before giving up


def known(*values):
    """Whether the values are NumPy's: constants of the program being lowered."""
    return all(isinstance(v, (np.ndarray, np.generic)) for v in values)


def as_jax(value):
    return value if isinstance(value, TensorList) else xla.jax().numpy.asarray(value)


class Carried:
    """Cells that bodies write and the flag of failed checks, as values that go in and come out of a body."""

    def __init__(self, env, bodies):
        self.env = env
        self.can_fail = False
        self.cells = list({id(cell): cell for b in bodies for cell, written in b.cells if written}.values())

    def values(self):
        return tuple([as_jax(self.env.read(c)) for c in self.cells])

    def run(self, function, values):
        """`function(env)` with the cells holding `values`. Returns its result, the new values and whether a check failed."""
        inner = Traced(self.env.values)
        for cell, value in zip(self.cells, values):
            inner.write(cell, value)
        with using(checks=[]):
            result = function(inner)
            failed = any_failed(STATE.checks)
        self.can_fail = self.can_fail or failed is not None
        return result, tuple([as_jax(inner.read(c)) for c in self.cells]), np.False_ if failed is None else failed

    def store(self, values, failed):
        for cell, value in zip(self.cells, values):
            self.env.write(cell, value)
        if self.can_fail:
            STATE.checks.append(failed)


@control.branch.kernel("xla")
def _(env, *inputs, branches, used=None):
    index, inputs = inputs[0], inputs[1:]
    if known(index):
        return tuple(branches.run(control.branch_number(index, branches), env, inputs, used, "xla"))
    carried = Carried(env, branches)
    before = carried.values()

    def run(which):
        return carried.run(lambda inner: branches.run(which, inner, inputs, used, "xla"), before)

    shapes = [result_shapes(lambda which=which: run(which)[0]) for which in range(len(branches))]
    fillers = [next((s[i] for s in shapes if s[i] is not None), None) for i in range(branches.total)]
    if any(s[i] is not None and s[i] != fillers[i] for s in shapes for i in range(branches.total)):
        raise HostOnly("branches give results of different shapes")

    def branch(which):
        def filled():
            found, after, failed = run(which)
            jnp = xla.jax().numpy
            found = [jnp.zeros(f.shape, f.dtype) if v is None and f is not None else v for v, f in zip(found, fillers)]
            return [None if v is None else as_jax(v) for v in found], after, jnp.asarray(failed)

        return filled

    n = len(branches)
    which = xla.jax().numpy.where((index < 0) | (index >= n), n - 1, index)
    found, after, failed = xla.jax().lax.switch(which, [branch(i) for i in range(n)])
    carried.store(after, failed)
    return tuple(found)


def result_shapes(run):
    """Shape and dtype of each array that `run()` gives, None for what is none."""
    found = []

    def arrays():
        found[:] = [None if v is None else as_jax(v) for v in run()]
        if any(isinstance(v, TensorList) for v in found):
            raise HostOnly("a branch gives a TensorArray with nothing in it")
        return [v for v in found if v is not None]

    shapes = iter(xla.jax().eval_shape(arrays))
    return [None if v is None else next(shapes) for v in found]


@loops.loop.kernel("xla")
def _(env, *inputs, cond, body, n_state, n_xs, reverse, limit, dims, used=None):
    state, xs, rest = inputs[:n_state], inputs[n_state : n_state + n_xs], inputs[n_state + n_xs :]
    part, kept = loops.used_part(body, n_state, used)
    trips, rest = (None, rest) if cond is not None else (rest[0], rest[1:])
    if cond is not None and kept and limit is None:
        trips = count_trips(env, cond, body, n_state, state, rest)
    lowered = Loop(env, part, n_state, rest, cond)
    state = lowered.settled(state, xs)
    if trips is not None and known(trips):
        state, stacks = lowered.scan(state, xs, int(trips), reverse)
        trips = np.int32(trips)
    else:
        length = limit if limit is not None else xs[0].shape[0] if xs else 0
        state, stacks, trips = lowered.loop(state, xs, trips, length, reverse)
    return (*state, *control.at_indices(stacks, kept, len(body.outputs) - n_state), trips)


class Loop:
    """One loop node being lowered."""

    def __init__(self, env, part, n_state, rest, cond):
        self.part, self.n_state, self.rest, self.cond = part, n_state, rest, cond
        self.carried = Carried(env, [part] if cond is None else [part, cond])

    def step(self, state, cells, rows):
        """One iteration: new state, ys, new cells, whether a check failed."""
        found, cells, failed = self.carried.run(lambda env: self.part.run(env, *state, *rows, *self.rest, gear="xla"), cells)
        found = [as_jax(v) for v in found]
        return found[: self.n_state], found[self.n_state :], cells, failed

    def settled(self, state, xs):
        """The initial state as arrays of the shapes that it keeps; unwritten lists become zeros of the shape written."""
        state, rows = [as_jax(v) for v in state], [xla.jax().numpy.zeros(x.shape[1:], x.dtype) for x in xs]
        for _ in range(len(state) + 1):
            after = self.shapes_after(state, rows)
            lists = [j for j, v in enumerate(state) if isinstance(v, TensorList) and after[j] is not None]
            if not lists:
                break
            for j in lists:
                state[j] = xla.jax().numpy.zeros(after[j].shape, after[j].dtype)
        for value, new in zip(state, after):
            if not isinstance(value, TensorList) and (new is None or (value.shape, value.dtype) != (new.shape, new.dtype)):
                raise HostOnly("the state of a loop changes its shape")
        return state

    def shapes_after(self, state, rows):
        """Shape and dtype of each entry of the state after an iteration; None for unwritten lists."""
        cells, found = self.carried.values(), []

        def arrays():
            found[:] = self.step(state, cells, rows)[0]
            return [v for v in found if not isinstance(v, TensorList)]

        shapes = iter(xla.jax().eval_shape(arrays))
        return [None if isinstance(v, TensorList) else next(shapes) for v in found]

    def packed(self, state):
        return [v for v in state if not isinstance(v, TensorList)]

    def unpacked(self, arrays, like):
        arrays = iter(arrays)
        return [v if isinstance(v, TensorList) else next(arrays) for v in like]

    def scan(self, state, xs, trips, reverse):
        """`trips` iterations, a number known now."""
        jax = xla.jax()

        def step(carry, rows):
            arrays, cells, failed = carry
            new, ys, cells, bad = self.step(self.unpacked(arrays, state), cells, rows)
            return (self.packed(new), cells, failed | bad), ys

        begin = self.packed(state), self.carried.values(), jax.numpy.asarray(False)
        (arrays, cells, failed), ys = jax.lax.scan(step, begin, [as_jax(x)[:trips] for x in xs], length=trips, reverse=reverse)
        self.carried.store(cells, failed)
        return self.unpacked(arrays, state), ys

    def loop(self, state, xs, trips, length, reverse):
        """Iterations whose number turns up at run time; ys are stacked in buffers of `length` rows."""
        jax, jnp = xla.jax(), xla.jax().numpy
        xs, cells = [as_jax(x) for x in xs], self.carried.values()
        rows = [x[0] for x in xs]
        shapes = jax.eval_shape(lambda: self.step(state, cells, rows)[1])
        buffers = [jnp.zeros((length, *s.shape), s.dtype) for s in shapes]

        def proceed(carry):
            i, arrays, cells, _, _ = carry
            if self.cond is None:
                return i < trips
            go = self.carried.run(lambda env: self.cond.run(env, *self.unpacked(arrays, state), *self.rest, gear="xla"), cells)[0][0]
            return jnp.reshape(go, ())

        def step(carry):
            i, arrays, cells, failed, buffers = carry
            at = trips - 1 - i if reverse else i
            new, ys, cells, bad = self.step(self.unpacked(arrays, state), cells, [x[at] for x in xs])
            return i + 1, self.packed(new), cells, failed | bad, [b.at[at].set(y) for b, y in zip(buffers, ys)]

        begin = jnp.int32(0), self.packed(state), cells, jnp.asarray(False), buffers
        trips_taken, arrays, cells, failed, stacks = jax.lax.while_loop(proceed, step, begin)
        self.carried.store(cells, failed)
        return self.unpacked(arrays, state), stacks, trips_taken


def count_trips(env, cond, body, n_state, state, rest):
    """How often a loop runs, if its condition turns only on constants of the program; else it cannot be lowered."""
    index = {id(t): j for j, t in enumerate(body.inputs)}
    tests = {id(t): j for j, t in enumerate(cond.inputs)}
    wanted, todo = set(), [tests[id(t)] for n in cond.nodes for t in n.all_inputs() if id(t) in tests]
    todo += [tests[id(t)] for t in cond.outputs if id(t) in tests]
    while todo:
        j = todo.pop()
        if j in wanted:
            continue
        wanted.add(j)
        if j < n_state:
            out = body.outputs[j]
            nodes = needed([out], stop=body.inputs)
            if any(n.cells for n in nodes):
                raise HostOnly("the number of iterations depends on state")
            todo += [index[id(t)] for t in (out, *[t for n in nodes for t in n.all_inputs()]) if id(t) in index]
    values = [*state, *rest]
    if not known(*[values[j] for j in wanted]) or any(n.cells for n in cond.nodes):
        raise HostOnly("the number of iterations depends on data")
    return run_count(env, cond, body.part(tuple(sorted(j for j in wanted if j < n_state)), effects=False), sorted(wanted), values, n_state)


def run_count(env, cond, part, wanted, values, n_state):
    states = [j for j in wanted if j < n_state]
    for i in range(MANY):
        if not cond.run(env, *values)[0]:
            return np.int32(i)
        for j, v in zip(states, part.run(env, *values)):
            values[j] = v
    raise HostOnly("the loop runs too long to be unrolled into a stack")
