"""A graph ready to be called again and again, in the gear that the shifting rule chooses."""

import copy
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tenfold.core.base import errors
from tenfold.core.base.env import Cell, itself, owned
from tenfold.core.base.hooks import hooks
from tenfold.core.base.thread import STATE, using
from tenfold.core.calls.kernels import library
from tenfold.core.graphs.graph import Graph, Node
from tenfold.core.graphs.plan import needed, plan
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values import dtypes
from tenfold.runtime import xla
from tenfold.runtime.gears import explaining, several, shifting
from tenfold.runtime.gears.counting import TripCounter
from tenfold.runtime.gears.fusing import fuse_convolutions
from tenfold.runtime.gears.instruction import Instruction
from tenfold.runtime.gears.layers import fuse_layers
from tenfold.runtime.gears.lowering import Program, instructions_of, kernels_of, operations
from tenfold.runtime.gears.passes import optimized
from tenfold.runtime.gears.patience import Patience, TakesLong
from tenfold.runtime.gears.several import Results, Several, SeveralRuns
from tenfold.runtime.gears.shifting import Seldom
from tenfold.runtime.gears.specialization import Specialization
from tenfold.runtime.native.flushing import LOADED, unflushed, wanted
from tenfold.runtime.threads.cells import NOW, Buffered, Cells
from tenfold.runtime.types import Array, Arrays, Gear, Holder, Lengths

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
      strict: whether it is an error that the graph holds what XLA has not got.
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
        strict: bool = False,
    ) -> None:
        wanted = [n for n in graph.nodes if n.has_effect] if effects else []
        found = needed(outputs, [*wanted, *also], stop=inputs)
        fed = {t.node for t in inputs if t.node.operation is hooks.placeholder}
        self.graph, self.inputs, self.outputs = graph, list(inputs), list(outputs)
        self.nodes = [n for n in graph.nodes if n in found and n not in fed]
        self.pin = pin
        self._specializations: dict[tuple, Specialization] = {}
        self._latest: Specialization | None = None
        self.cells = self._cells(holder or itself)
        self.flexible = [c for c in (*self.cells.written, *self.cells.read) if _changes_shape(c)]
        self.host = any(n.host for n in self.nodes)
        self.flushes = bool(self.cells.written) and not self.host  # Python of the user's is to have its own numbers
        self.has_loops = shifting.loops(self.nodes)
        if strict:
            self._check_compilable()
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

    def _check_compilable(self) -> None:
        """Raise where what XLA has not got stands in the graph and would be left to first gear."""
        lacking = sorted({n.type for n in self.nodes if n.host or any(t.dtype is dtypes.string for t in n.outputs)})
        if lacking and xla.available():
            raise errors.InvalidArgumentError(
                f"Detected unsupported operations when trying to compile graph with jit_compile=True: "
                f"{', '.join(lacking)}. XLA has no strings, tables, files or Python functions: leave out jit_compile, "
                "or call these outside of the function."
            )

    def joined(self) -> list[Instruction]:
        """The nodes, those put together that native kernels do at one go in first gear."""
        kept = {id(t) for t in (*self.outputs, *self.inputs)}
        return fuse_layers(fuse_convolutions([Instruction(n) for n in self.nodes], kept, "numpy"), kept)

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
            self._turn_to(special)
        if special.gear(ahead, arrays) == "second":
            outs = self._run_second(special, arrays, wait)
            if outs is not None:
                return outs
        self.settle()
        with special.threads:
            patience = special.patience() if self.has_loops else None
            try:
                return self.run_first(arrays, patience)
            except TakesLong:
                special.shift = special.runs - 1
        outs = self._run_second(special, arrays, wait)
        return outs if outs is not None else self.run_first(arrays)

    def _run_second(self, special: Specialization, arrays: Arrays, wait: bool) -> tuple[Array, ...] | None:
        """The results, None where second gear cannot be had."""
        if not wait:
            arrays = [owned(a) if type(a) is np.ndarray else a for a in arrays]
        elif not self.outputs:  # so nothing makes the caller wait either
            arrays = [a.copy() if type(a) is np.ndarray else a for a in arrays]
        return special.hot(arrays, wait or bool(self.count_trips))

    def _turn_to(self, special: Specialization) -> None:
        """Settle the runs of the specialization before this one."""
        if self._latest is not None:
            self._latest.settle(True)
        self._latest = special

    def capacity(self, arrays: Arrays, stacked: int, asked: int | None = None) -> int:
        """How many runs on arrays like these may share a program, see `run_several`; 1 where they may not.

        Args:
          stacked: how many of the arrays differ from run to run.
          asked: how many, as far as there is memory; None for as many as is worth it.
        """
        if self.host or self.flexible or self.count_trips or not xla.available():
            return 1
        return several.capacity(self._specialization(arrays).seconds(), arrays[:stacked], asked)

    def run_several(
        self, arrays: Arrays, runs: Several, count: int, ahead: int = 0, wait: bool = True
    ) -> list[tuple[Array, ...]] | Results:
        """Run `count` times, in one program once second gear is due.

        Args:
          arrays: one per input: first `runs.stacked` that have a row for each of `runs.capacity` runs, and that
            nobody else writes to; the others are the same in all runs.
          ahead, wait: see `__call__`; how many runs follow the first of these.

        Returns: the results of each.
        """
        found: list[tuple[Array, ...]] = []
        while len(found) < count:
            i = len(found)
            batch = several.rows_of(arrays, i, runs.stacked)
            special = self._specialization(batch)
            if special is not self._latest:
                self._turn_to(special)
            if special.gear(ahead if isinstance(ahead, Seldom) else ahead - i, batch, runs) == "second":
                hot = special.hot([np.array([i, count], np.int32), *arrays], wait, batch, runs)
                if hot is not None:
                    special.runs += count - i - 1
                    return [*found, *hot] if found else hot
            self.settle()
            with special.threads:
                found.append(self.run_first(batch))
        return found

    def settle(self) -> None:
        """Raise what runs that were not waited for have to say."""
        for special in list(self._specializations.values()):
            if special.program is not None:
                special.settle(True)

    def explain(self) -> list[str]:
        """How many ops it has, and in which gear it runs, and why, in lines of text."""
        return explaining.explanation(self)

    def run_first(self, arrays: Arrays, patience: Patience | None = None) -> tuple[Array, ...]:
        """Run on NumPy; cells change only if the whole run succeeds, and no other run changes them meanwhile.

        (Python of the user's, which may wait for another thread, runs while others may write.)

        Raises:
          TakesLong: loops go round longer than `patience` lets them.
        """
        run = self._plan if self._library is library.numpy else None
        if run is None:
            run = self._planned()
        env = Buffered(self.cells)
        if patience is not None:
            env.patience = patience
        if not self.host:
            return self.cells.exclusively(self._run_plan, run, env, arrays, env.commit)
        return self._run_plan(run, env, arrays, lambda given: self.cells.exclusively(env.commit, given))

    def _planned(self) -> Callable[..., tuple[Array, ...]]:
        if self._library is not library.numpy:
            self._optimize()
        run = self._plan
        if run is None:
            instructions: list[Any] = self.instructions  # to a plan they are nodes
            run = self._plan = plan(instructions, self.inputs, self.outputs, graph=self.graph)
        return run

    def held_by(self, holder: Holder) -> "Executable":
        """The same, with other holders of the values of cells. What first gear runs is not found again."""
        self._planned()
        new = copy.copy(self)
        new.cells, new._specializations, new._latest = new._cells(holder), {}, None
        return new

    def _run_plan(
        self, run: Callable[..., tuple[Array, ...]], env: Buffered, arrays: Arrays, commit: Callable[[Arrays], object]
    ) -> tuple[Array, ...]:
        """Run; where variables are written as `native.flushing` says."""
        flushing = (LOADED.library or wanted()) if self.flushes else None
        mode = None
        try:
            if flushing is not None:
                mode = flushing.tenfold_flush()
            with np.errstate(all="ignore"):
                if STATE.graph is None and not STATE.tapes:  # as a rule
                    outs = run(env, *arrays)
                else:
                    with using(graph=None, tapes=()):
                        outs = run(env, *arrays)
        finally:
            if flushing is not None:
                flushing.tenfold_set_float_mode(unflushed(flushing) if mode is None else mode)
        if env.written or env.rows:
            commit(arrays)
        return outs

    def lower(self, arrays: Arrays, lengths: Lengths | Several = ()) -> Program:
        """The program of second gear for arrays of these shapes and loops of these lengths, or for several runs.

        Raises one of `cannot_lower()` where there is none.
        """
        if isinstance(lengths, Several):
            return SeveralRuns(self.nodes, self.inputs, self.outputs, self.cells, arrays, several=lengths)
        return Program(self.nodes, self.inputs, self.outputs, self.cells, arrays, self.count_trips.limits(lengths))

    def _specialization(self, arrays: Arrays) -> Specialization:
        key: tuple = tuple([(a.shape, a.dtype) for a in arrays])
        if self.flexible:
            with NOW:
                key += tuple([np.shape(self.cells.holder(c)._value) for c in self.flexible])
        return self._specializations.get(key) or self._new_specialization(key, arrays)

    def _new_specialization(self, key: tuple, arrays: Arrays) -> Specialization:
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
