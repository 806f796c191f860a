"""A graph ready to be called again and again, in the gear that the shifting rule chooses."""

import contextlib
import os
import signal
import weakref
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tenfold.core.base.env import NUMPY, Cell, itself, owned
from tenfold.core.base.hooks import hooks
from tenfold.core.base.thread import STATE, using
from tenfold.core.calls.kernels import library
from tenfold.core.graphs.graph import Graph, Node
from tenfold.core.graphs.plan import needed, plan
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values import dtypes
from tenfold.runtime import xla
from tenfold.runtime.gears import blas, shifting
from tenfold.runtime.gears.counting import PROGRAMS, TripCounter
from tenfold.runtime.gears.fusing import fuse_convolutions
from tenfold.runtime.gears.instruction import Instruction
from tenfold.runtime.gears.lowering import AHEAD, HostOnly, Program, instructions_of, kernels_of, operations
from tenfold.runtime.gears.passes import optimized
from tenfold.runtime.threads.cells import NOW, Buffered, Cells, go_on, go_on_alone, halt
from tenfold.runtime.threads.once import once
from tenfold.runtime.types import Array, Arrays, Flag, Gear, Holder, Lengths
from tenfold.runtime.unbroken import unbroken

SPECIALIZATIONS = 256  # combinations of shapes remembered; those that no longer come up make room for new ones


class Executable:
    """`outputs` as a function of `inputs`.

    Args:
      graph: the Graph that holds them.
      inputs: SymbolicTensors the caller supplies.
      outputs: SymbolicTensors to compute.
      effects: whether every node with an effect runs (functions), or only what `outputs` and `also` need (sessions).
      also: Nodes to run besides.
      pin: "first" or "second" to pin the gear of this graph.
      holder: function from a cell to what holds its value (sessions have their own values of variables).
    """

    def __init__(
        self,
        graph: Graph,
        inputs: Sequence[SymbolicTensor],
        outputs: Sequence[SymbolicTensor],
        effects: bool = True,
        also: Sequence[Node] = (),
        pin: Gear | None = None,
        holder: Holder | None = None,
    ) -> None:
        wanted = [n for n in graph.nodes if n.has_effect] if effects else []
        found = needed(outputs, [*wanted, *also], stop=inputs)
        fed = {t.node for t in inputs if t.node.operation is hooks.placeholder}
        self.inputs, self.outputs = list(inputs), list(outputs)
        self.nodes = [n for n in graph.nodes if n in found and n not in fed]
        self.pin = pin
        self._specializations: dict[tuple, Specialization] = {}
        self._latest: Specialization | None = None
        self.cells = self._cells(holder or itself)
        self.flexible = [c for c in (*self.cells.written, *self.cells.read) if _changes_shape(c)]
        self.host = any(n.host for n in self.nodes)
        self.count_trips = TripCounter(self.nodes, self.inputs, self.outputs)
        if library.waiting:
            for operation in operations(self.nodes):
                operation.bring_kernels()
        self._optimize()

    def _optimize(self) -> None:
        """What first gear runs, for the kernels that there are now: folded constants are results of theirs."""
        self._library = library.numpy
        self.instructions = optimized(self.nodes, self.outputs, self.inputs)
        self._plan: Callable[..., tuple[Array, ...]] | None = None

    def joined(self) -> list[Instruction]:
        """The nodes, those put together that native kernels do at one go in first gear."""
        kept = {id(t) for t in (*self.outputs, *self.inputs)}
        return fuse_convolutions([Instruction(n) for n in self.nodes], kept, "numpy")

    def kernels(self) -> list[Callable[..., Any]]:
        """What second gear runs the nodes with, as kernels are now."""
        return kernels_of(instructions_of(self.nodes, self.outputs, self.inputs))

    def _cells(self, holder: Holder) -> Cells:
        read: dict[int, Cell] = {}
        written: dict[int, Cell] = {}
        for node in self.nodes:
            for cell, writes in node.cells:
                (written if writes else read)[id(cell)] = cell
        return Cells([c for k, c in read.items() if k not in written], list(written.values()), holder)

    def __call__(self, arrays: Arrays, ahead: int = 0, wait: bool = True) -> tuple[Array, ...]:
        """Run once on NumPy arrays.

        Args:
          arrays: one per input.
          ahead: how many more runs the caller knows will follow.
          wait: False if the caller will call `settle` later: an error in the data is raised by one of the next runs or
            by `settle`, and the state is that of the last good run all the same. The run may still be reading when this
            returns, so arrays that are views of somebody's memory are copied. (Otherwise the caller waits by reading
            results.)

        Returns: a tuple of arrays; NumPy ones from first gear, JAX ones from second.
        """
        special = self._specialization(arrays)
        if special is not self._latest:
            if self._latest is not None:
                self._latest.settle(True)
            self._latest = special
        if special.gear(ahead) == "second":
            if not wait:
                arrays = [owned(a) if type(a) is np.ndarray else a for a in arrays]
            elif not self.outputs:  # so nothing makes the caller wait either
                arrays = [a.copy() if type(a) is np.ndarray else a for a in arrays]
            outs = special.hot(arrays, wait or bool(self.count_trips.loops))
            if outs is not None:
                return outs
        self.settle()
        with blas.one_thread() if special.small else contextlib.nullcontext():
            return self.run_first(arrays)

    def settle(self) -> None:
        """Raise what runs that were not waited for have to say."""
        for special in list(self._specializations.values()):
            if special.program is not None:
                special.settle(True)

    def run_first(self, arrays: Arrays) -> tuple[Array, ...]:
        """Run on NumPy; cells change only if the whole run succeeds, and no other run changes them meanwhile.

        (Python of the user's, which may wait for another thread, runs while others may write.)
        """
        if self._library is not library.numpy:
            self._optimize()
        run = self._plan
        if run is None:
            instructions: list[Any] = self.instructions  # to a plan they are nodes
            run = self._plan = plan(instructions, self.inputs, self.outputs)
        env = Buffered(self.cells)
        if not self.host:
            return self.cells.exclusively(self._run_plan, run, env, arrays, env.commit)
        return self._run_plan(run, env, arrays, lambda given: self.cells.exclusively(env.commit, given))

    def _run_plan(
        self, run: Callable[..., tuple[Array, ...]], env: Buffered, arrays: Arrays, commit: Callable[[Arrays], object]
    ) -> tuple[Array, ...]:
        with np.errstate(all="ignore"):
            if STATE.graph is None and not STATE.tapes:  # as a rule
                outs = run(env, *arrays)
            else:
                with using(graph=None, tapes=()):
                    outs = run(env, *arrays)
        if env.written or env.rows:
            commit(arrays)
        return outs

    def lower(self, arrays: Arrays, lengths: Lengths = ()) -> Program:
        """The program of second gear for arrays of these shapes and loops of these lengths.

        Raises one of `cannot_lower()` where there is none.
        """
        return Program(self.nodes, self.inputs, self.outputs, self.cells, arrays, self.count_trips.limits(lengths))

    def _specialization(self, arrays: Arrays) -> "Specialization":
        key: tuple = tuple([(a.shape, a.dtype) for a in arrays])
        if self.flexible:
            with NOW:
                key += tuple([np.shape(self.cells.holder(c)._value) for c in self.flexible])
        return self._specializations.get(key) or self._new_specialization(key, arrays)

    def _new_specialization(self, key: tuple, arrays: Arrays) -> "Specialization":
        """One more; where there are too many, those go that have not run since the last time, or the idlest."""
        if len(self._specializations) >= SPECIALIZATIONS:
            self.settle()
            known = dict(self._specializations)  # other threads may add to these, or drop the same ones
            since = {k: s.runs - s.runs_before for k, s in known.items()}
            for k in [k for k, n in since.items() if n == 0] or [min(since, key=since.__getitem__)]:
                self._specializations.pop(k, None)
            for s in known.values():
                s.runs_before = s.runs
        return self._specializations.setdefault(key, Specialization(self, arrays))


def _changes_shape(cell: Cell) -> bool:
    dims = getattr(cell, "_static", ())
    return dims is None or None in dims


class Specialization:
    """One combination of input shapes: how often it ran, and its compiled program once there is one."""

    def __init__(self, executable: Executable, arrays: Arrays) -> None:
        self.executable, self.runs, self.cold = executable, 0, not xla.available()
        self.program: Program | None = None
        self.runs_before = 0  # when there were last too many specializations
        self.programs: dict[Lengths, Program] = {}  # by the lengths of loops that end on data
        self.library = library.xla  # this and the kernels: what programs, or the want of one, were found with
        self.kernels: list[Callable[..., Any]] | None = None
        leading = next((a.shape[0] for a in arrays if a.ndim), 1)
        joined = executable.joined()
        self.work = shifting.work(joined, leading)
        self.small = 0 < shifting.largest_product(joined, leading) <= blas.SMALL

    def gear(self, ahead: int) -> Gear:
        self.runs += 1
        if self.library is not library.xla:
            self._renew()
        if self.cold:
            return "first"
        pin = self.executable.pin or shifting.pinned()
        if self.program is not None and pin is None:
            return "second"
        return shifting.choose_gear(self.runs - 1, ahead, len(self.executable.nodes), self.work, pin)

    def _renew(self) -> None:
        """Kernels were registered or withdrawn: programs that used others are compiled again."""
        self.library = library.xla
        if self.kernels is not None and self.kernels != self.executable.kernels():
            self.executable.settle()
            self.program, self.programs, self.cold, self.kernels = None, {}, not xla.available(), None

    def hot(self, arrays: Arrays, wait: bool) -> tuple[Array, ...] | None:
        """Run in second gear; None where that cannot be. What is missing is compiled while others go on."""
        e = self.executable
        lengths: Lengths | None = None if e.count_trips.loops else ()  # of loops that end on data, not known yet
        while lengths is None or self._compiled(arrays, lengths):
            outs, lengths = e.cells.exclusively(self._run, arrays, wait)
            if lengths is None:
                return outs
        return None

    def _run(self, arrays: Arrays, wait: bool) -> tuple[tuple[Array, ...] | None, Lengths | None]:
        """(results, None), the results being None where first gear is asked; or (None, lengths to compile for)."""
        e = self.executable
        outs, failed, missing = e.cells.reading(self._run_on, arrays)
        if outs is None:
            return None, missing
        if failed is None:
            again = self.settle(wait)
            return outs if again is None else again, None
        if wait:
            return e.run_first(arrays) if bool(failed) else outs, None
        pending = self.program.pending  # type: ignore[union-attr]  # `_run_on` has just set it
        pending.append((failed, arrays))
        self.settle(wait)
        return outs, None

    def _run_on(self, values: Arrays, arrays: Arrays) -> tuple[tuple[Array, ...] | None, Flag, Lengths | None]:
        """(results, whether a check failed, lengths to compile for), for the `values` of the cells that are read."""
        e = self.executable
        lengths: Lengths = ()
        if e.count_trips.loops:
            seen = dict(zip(e.cells.keys, e.cells.on_host(values)))
            lengths = e.count_trips(arrays, Buffered(e.cells, seen))
        program = self.programs.get(lengths)
        if program is None:
            return None, None, lengths
        if e.flexible and not program.fits(values):  # another thread has just changed a shape
            self.programs.pop(lengths, None)
            return None, None, None
        self.program = program
        return *program(arrays, values), None

    def settle(self, wait: bool) -> tuple[Array, ...] | None:
        """First gear says what is wrong with data on which a check failed. Its results, where it finds nothing."""
        program = self.program
        if program is None or not program.pending or not (wait or len(program.pending) >= AHEAD):
            return None
        return self.executable.cells.exclusively(self._run_again, program)

    def _run_again(self, program: Program) -> tuple[Array, ...] | None:
        outs = None
        for arrays in program.settle():
            outs = self.executable.run_first(arrays)
        return outs

    def _compiled(self, arrays: Arrays, lengths: Lengths) -> bool:
        """Whether there is a program for loops of these lengths, once this thread or another one has compiled it."""
        if lengths in self.programs:
            return True
        key = id(self), lengths
        once(key, lambda: self.cold or lengths in self.programs, lambda: self._compile(arrays, lengths))
        return lengths in self.programs

    def _compile(self, arrays: Arrays, lengths: Lengths) -> None:
        e = self.executable
        if e.host or any(t.dtype is dtypes.string for t in (*e.inputs, *[t for n in e.nodes for t in n.outputs])):
            self.cold = True
            return
        if not xla.works():
            self.cold = True
            return
        if len(self.programs) >= PROGRAMS:
            return
        if any(c._value is None for c in e.cells.held[2]):  # initialised by this very run
            return
        programs, self.library, self.kernels = self.programs, library.xla, e.kernels()
        with unbroken(but=(signal.SIGINT,)):  # what a handler raises says nothing about the graph
            self._lower(arrays, lengths, programs)

    def _lower(self, arrays: Arrays, lengths: Lengths, programs: dict[Lengths, Program]) -> None:
        e = self.executable
        try:
            self.program = programs[lengths] = e.lower(arrays, lengths)
            with NOW:
                _HOT.add(self)
        except Exception as error:  # noqa: BLE001  whatever is wrong with it: first gear runs it, or says so in the user's terms
            if isinstance(error, cannot_lower()):
                xla.log.debug("stays in first gear: %s", error)
            else:
                xla.log.warning(
                    "a graph of %d ops stays in first gear: %s: %s", len(e.nodes), type(error).__name__, error
                )
            self.cold = True


_HOT: weakref.WeakSet[Specialization] = weakref.WeakSet()  # those with compiled programs


def _before_fork() -> None:
    """What runs have left in JAX's arrays is there, so that a child, without the threads that make it, can read it."""
    halt()
    for special in _HOT:
        for cell in special.executable.cells.held[2]:
            if not isinstance(cell._value, (*NUMPY, type(None))):
                cell._value.block_until_ready()


def _in_child() -> None:
    """JAX's threads are the parent's: what is compiled here runs no more."""
    for special in _HOT:
        special.program, special.programs, special.cold = None, {}, True
    go_on_alone()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before_fork, after_in_parent=go_on, after_in_child=_in_child)


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
