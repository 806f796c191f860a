"""Second gear: a plan called on JAX tracers, its cells threaded through as arguments and results."""

import collections
import contextlib
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from tenfold.core.base.env import Cell, Environment, advanced
from tenfold.core.base.hooks import hooks
from tenfold.core.base.thread import STATE, using
from tenfold.core.calls.op import Op
from tenfold.core.graphs.graph import Node
from tenfold.core.graphs.plan import plan
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.ops import memory
from tenfold.runtime import xla
from tenfold.runtime.gears.fusing import fuse_convolutions
from tenfold.runtime.gears.instruction import Instruction
from tenfold.runtime.gears.shifting import held
from tenfold.runtime.gears.stepping import fuse_steps
from tenfold.runtime.threads.cells import NOW, Cells
from tenfold.runtime.types import Array, Arrays, Compiled, Flag
from tenfold.runtime.unbroken import unbroken

LENT = 1024  # bytes; a smaller cell is not donated, for then NumPy's array, as a reset leaves it, will do as it is
EMBEDDED = 65536  # bytes; a larger constant is an argument of the program, not part of its text


class HostOnly(Exception):
    """Raised while lowering by what second gear cannot hold: the graph stays in first gear."""


def cannot_lower() -> tuple[type[Exception], ...]:
    """What JAX raises for a graph whose shapes depend on data."""
    errors = xla.jax().errors
    return (
        errors.ConcretizationTypeError,
        errors.TracerArrayConversionError,
        errors.TracerBoolConversionError,
        errors.NonConcreteBooleanIndexError,
        errors.TracerIntegerConversionError,
        HostOnly,
    )


WriteRows = Callable[[Array, Array, Array, Flag], Array]  # of a value, an index, rows, whether it failed


Later = Callable[[Flag], Sequence[Array]]  # whether the step failed, None for no -> what cells hold


def _with_rows(value: Array, index: Array, rows: Array, failed: Flag) -> Array:
    return value.at[index].set(rows, mode="drop")


class Traced(Environment):
    """The environment of a plan while it is lowered: cells are tracers, writes make new ones.

    Attributes:
      limits: number of iterations that loops which end on data will not exceed, by the identity of their body.
    """

    def __init__(self, values: Any, limits: Mapping[int, int] | None = None) -> None:
        self.limits = limits or {}
        self.values: dict[int, Array] = dict(values)  # id of the cell -> array or tracer
        self.rows: dict[int, list[tuple[Array, Array, WriteRows]]] = {}  # id of a cell -> what is written besides
        self.later: dict[int, tuple[Later, int]] = {}  # id of a cell -> what gives its value, as which of its results

    def read(self, cell: Cell) -> Array:
        key = id(cell)
        if key in self.rows or key in self.later:
            self.write(cell, self.settled(key))
        return self.values[key]

    def write(self, cell: Cell, array: Array) -> None:
        self.values[id(cell)] = array
        self.rows.pop(id(cell), None)
        self.later.pop(id(cell), None)

    def write_later(self, cells: Sequence[Cell], made: Later) -> None:
        """Let `cells` hold what `made` gives, which is told whether the step failed: then it gives what they hold now,
        as `read` has just given it. So a kernel may work in their memory."""
        found: dict[bool, Sequence[Array]] = {}

        def once(failed: Flag) -> Sequence[Array]:
            may_fail = failed is not None
            if may_fail not in found:
                found[may_fail] = made(failed)
            return found[may_fail]

        self.later.update({id(cell): (once, i) for i, cell in enumerate(cells)})

    def write_rows(self, cell: Cell, index: Array, rows: Array, way: WriteRows = _with_rows) -> None:
        """Replace the rows at `index` of what the cell holds; an index too large is none. `way` may change others."""
        if id(cell) in self.later:
            self.read(cell)
        self.rows.setdefault(id(cell), []).append((index, rows, way))

    def settled(self, key: int, failed: Flag | None = None, old: Array = None) -> Array:
        """What the cell of this identity holds after all writes; where `failed`, the `old` value and no row written."""
        value = self.values[key]
        changed = value is not old
        if key in self.later:
            made, i = self.later[key]
            value = made(failed)[i]
        if failed is not None and changed:
            value = xla.jax().numpy.where(failed, old, value)
        for index, rows, way in self.rows.get(key, ()):
            index = index if failed is None else xla.jax().numpy.where(failed, value.shape[0], index)
            value = way(value, index, rows, failed)
        return value

    def inside(self) -> "Traced":
        """An environment for a body, in which cells hold at first what they hold here."""
        return Traced({key: self.settled(key) for key in self.values}, self.limits)

    advance = advanced


def note(failed: Flag) -> None:
    """The program being lowered has one more check, which `failed` where this holds."""
    STATE.checks.append(failed)  # type: ignore[union-attr]  # a list while anything is lowered


def any_failed(flags: Sequence[Flag] | None) -> Flag:
    """One flag: whether any check failed; None where nothing can. XLA itself raises nothing."""
    jnp = xla.jax().numpy
    return None if not flags else jnp.stack([jnp.any(f) for f in flags]).any()


def instructions_of(
    nodes: Iterable[Node], outputs: Sequence[SymbolicTensor], inputs: Sequence[SymbolicTensor]
) -> list[Instruction]:
    """What second gear runs for `nodes`, of which `outputs` are wanted and `inputs` supplied.

    XLA has passes of its own: only what our kernels do at one go is put together here.
    """
    kept = {id(t) for t in (*outputs, *inputs)}
    return fuse_steps(fuse_convolutions([Instruction(n) for n in nodes], kept, "xla"), kept, "xla")


def operations(nodes: Iterable[Node | Instruction]) -> list[Op]:
    """The ops that `nodes` run, those of the bodies that they hold included, each once, in order."""
    found: dict[str, Op] = {}
    todo, seen = list(nodes), set()
    for node in todo:
        found[node.operation.name] = node.operation
        for body, _ in held(node):
            if id(body) not in seen:
                seen.add(id(body))
                todo += body.nodes
    return list(found.values())


def kernels_of(nodes: Iterable[Node | Instruction]) -> list[Callable[..., Any]]:
    """What runs the ops of `nodes` in second gear."""
    return [op.xla for op in operations(nodes)]


AHEAD = 8  # runs that may be under way before anybody asks whether one of them failed


class Program:
    """A graph lowered for one specialization.

    Calling it runs one step: cells that are written are donated and replaced, unless a check failed. After a failed
    step all further ones change nothing either, so that a caller may look at the flags only now and then, see `settle`.
    """

    def __init__(
        self,
        nodes: Sequence[Node],
        inputs: Sequence[SymbolicTensor],
        outputs: Sequence[SymbolicTensor],
        cells: Cells,
        arrays: Arrays,
        limits: Mapping[int, int] | None = None,
    ) -> None:
        self.cells = cells
        xla.jax()  # registers the kernels that the plan asks for
        instructions: list[Any] = instructions_of(nodes, outputs, inputs)  # to a plan they are nodes
        large = [i for i in instructions if _is_large(i)]
        rest = [i for i in instructions if not _is_large(i)]
        run = plan(rest, [*inputs, *[n.outputs[0] for n in large]], outputs, gear="xla")
        self.pending: collections.deque[tuple[Flag, Arrays]] = collections.deque()  # of runs that nobody has looked at
        with xla.wide():
            self.large = tuple([xla.device_array(n.attrs["value"]) for n in large])
            self.halted = self.running = xla.device_array(self._not_halted())
            state, constants = _like(cells.held[2]), _like(cells.held[0])
            self.lent = frozenset([i for i, v in enumerate(state) if math.prod(v.shape) * v.dtype.itemsize < LENT])
            example = (*self._example(arrays), *self.large), *self._apart(state), constants, self.halted
            names = [op.kernel_name("xla") for op in operations(instructions)]
            run = self._with_parts(self._function(step_of(run, cells.written, cells.read, limits)))
            self.step = xla.compiled(run, example, (1,), list(filter(None, names)))
        self.shapes = [v.shape for v in (*constants, *state)]
        _check_memory(self.step)

    def __call__(self, arrays: Arrays, values: Arrays) -> tuple[tuple[Array, ...], Flag]:
        """Results as JAX arrays, and a flag: whether a check failed, or None. Of a graph that writes to cells `settle`
        tells that.

        Args:
          values: the values of the cells that are read, see `Cells.reading`.
        """
        args = (*self._taken(arrays), *self.large)
        with xla.wide():
            constants = self.cells.on_device(values)
            if not self.cells.written:
                outs, _, failed = self.step(args, (), (), constants, self.running)
                return outs, failed
            with unbroken():
                outs, failed = self.cells.replaced(
                    lambda state: self.step(args, *self._apart(state), constants, self.halted), self.lent
                )
                if failed is not None:
                    self.halted = failed
                    self.pending.append((failed, arrays))
        return outs, None

    def _apart(self, state: Sequence[Any]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        """The values of the cells that are written as the program takes them: (those it is given, those it is lent)."""
        lent = self.lent
        return tuple([v for i, v in enumerate(state) if i not in lent]), tuple([state[i] for i in sorted(lent)])

    def _with_parts(self, step: Callable[..., Any]) -> Callable[..., Any]:
        """A step as `step_of` makes it that takes what `_apart` gives."""

        def run(args: Arrays, given: Arrays, lent: Arrays, constants: Arrays, halted: Flag) -> Any:
            parts = iter(given), iter(lent)
            state = tuple([next(parts[i in self.lent]) for i in range(len(given) + len(lent))])
            return step(args, state, constants, halted)

        return run

    def fits(self, values: Arrays) -> bool:
        """Whether the cells have the shapes that this is compiled for."""
        return [*map(np.shape, values), *[np.shape(c._value) for c in self.cells.held[2]]] == self.shapes

    def settle(self) -> list[Arrays]:
        """The batches since the first one on which a check failed, in order: they changed nothing. Else empty."""
        pending = []
        with contextlib.suppress(IndexError):  # none is left
            while True:
                pending.append(self.pending.popleft())
        if self.cells.written and pending and not np.asarray(pending[-1][0]).any():
            return []
        self.halted = self.running
        return [batch for failed, arrays in pending for batch in self.batches(failed, arrays)]

    def batches(self, failed: Flag, arrays: Arrays) -> Iterable[Arrays]:
        """The batches of a call on which a check failed, in order."""
        return [arrays] if bool(failed) else []

    def renewed(self, outs: Any, again: Sequence[tuple[Array, ...]], arrays: Arrays) -> Any:
        """The results of a call after its failed `batches` were run again in first gear, with these results."""
        return again[-1]

    def _example(self, arrays: Arrays) -> Arrays:
        """What the program is called with, of such shapes, for the arrays of one run."""
        return arrays

    def _taken(self, arrays: Arrays) -> Arrays:
        """What the program takes of the arrays of a call."""
        return arrays

    def _not_halted(self) -> Array:
        return np.False_

    def _function(self, step: Callable[..., Any]) -> Callable[..., Any]:
        """What is compiled, of a function as `step_of` makes it."""
        return step


def step_of(
    run: Callable[..., tuple[Array, ...]], written: list[Cell], read: list[Cell], limits: Mapping[int, int] | None
) -> Callable[..., tuple[tuple[Array, ...], tuple[Array, ...], Flag]]:
    """A plan as a pure function: (arguments, written cells, read ones, halted) -> (results, new cells, did it fail)."""

    def step(
        args: Arrays, state: Arrays, constants: Arrays, halted: Flag
    ) -> tuple[tuple[Array, ...], tuple[Array, ...], Flag]:
        env = Traced(zip(map(id, written + read), (*state, *constants)), limits)
        with using(checks=[], graph=None, tapes=()):
            outs = run(env, *args)
            failed = any_failed(STATE.checks)
        new = [env.values[id(c)] for c in written]
        if any((n.shape, n.dtype) != (old.shape, old.dtype) for old, n in zip(state, new)):
            raise HostOnly("a variable changes its shape")
        if failed is not None:
            failed = failed | halted
        return outs, tuple([env.settled(id(c), failed, old) for c, old in zip(written, state)]), failed

    return step


def _check_memory(program: Compiled) -> None:
    """HostOnly for a program that needs more memory than there is.

    XLA finds that out in the middle of a run, when the state it was given is lost; first gear refuses before.
    """
    if xla.jax().devices()[0].platform != "cpu":
        return
    found, free = program.memory_analysis(), memory.at_hand()
    needed = found.temp_size_in_bytes + found.output_size_in_bytes - found.alias_size_in_bytes
    if free is not None and needed > free:
        raise HostOnly(f"it needs {needed / 2**30:.1f} GiB of memory, and {free / 2**30:.1f} GiB are there")


def _is_large(node: Instruction) -> bool:
    """Whether it is a constant to be handed over. Integers may be shapes, which lowering wants to know."""
    if node.operation is not hooks.const:
        return False
    value = node.attrs["value"]
    return value.nbytes > EMBEDDED and value.dtype.kind in "fcV"


def _like(cells: Iterable[Cell]) -> tuple[Any, ...]:
    """Shapes and dtypes of cells' values."""
    with NOW:
        values = [cell._value if cell._value is not None else cell.array() for cell in cells]
    return tuple([xla.jax().ShapeDtypeStruct(v.shape, v.dtype) for v in values])
