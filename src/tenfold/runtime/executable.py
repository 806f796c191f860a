"""A graph ready to be called again and again, in the gear that the shifting rule chooses."""

import contextlib
import os
import weakref

import numpy as np

from tenfold.core.base.env import NUMPY, STATE_LOCK, Buffered, itself, owned
from tenfold.core.base.state import hooks, using
from tenfold.core.calls.kernels import LIBRARY
from tenfold.core.graphs.plan import needed, plan
from tenfold.core.values import dtypes
from tenfold.runtime import blas, shifting, xla
from tenfold.runtime.counting import PROGRAMS, TripCounter
from tenfold.runtime.lowering import AHEAD, HostOnly, Program, kernels_of
from tenfold.runtime.passes import optimized

SIGNATURES = 256  # combinations of shapes remembered; those that no longer come up make room for new ones


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

    def __init__(self, graph, inputs, outputs, effects=True, also=(), pin=None, holder=None):
        wanted = [n for n in graph.nodes if n.has_effect] if effects else []
        found = needed(outputs, [*wanted, *also], stop=inputs)
        fed = {t.node for t in inputs if t.node.operation is hooks.placeholder}
        self.inputs, self.outputs = list(inputs), list(outputs)
        self.nodes = [n for n in graph.nodes if n in found and n not in fed]
        self.pin, self.holder = pin, holder or itself
        self._signatures, self._latest = {}, None
        self._cells()
        self.count_trips = TripCounter(self.nodes, self.inputs, self.outputs)
        self._optimize()

    def _optimize(self):
        """The steps of first gear, for the kernels that there are now: folded constants are results of theirs."""
        self._library = LIBRARY.numpy
        self.steps, self._plan = optimized(self.nodes, self.outputs, self.inputs), None

    def _cells(self):
        read, written = {}, {}
        for node in self.nodes:
            for cell, writes in node.cells:
                (written if writes else read)[id(cell)] = cell
        self.written = list(written.values())
        self.read = [c for k, c in read.items() if k not in written]
        self.flexible = [c for c in (*self.written, *self.read) if None in (getattr(c, "_static", ()) or [None])]
        self.host = any(n.host for n in self.nodes)

    def __call__(self, arrays, ahead=0, wait=True):
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
        signature = self._signature(arrays)
        if signature is not self._latest:
            if self._latest is not None:
                self._settle(self._latest, True)
            self._latest = signature
        if signature.gear(ahead) == "second":
            if not wait:
                arrays = [owned(a) if type(a) is np.ndarray else a for a in arrays]
            elif not self.outputs:  # so nothing makes the caller wait either
                arrays = [a.copy() if type(a) is np.ndarray else a for a in arrays]
            with STATE_LOCK:
                outs = signature.hot(arrays)
                if outs is not None:
                    again = self._settle(signature, wait or bool(self.count_trips.loops))
                    return outs if again is None else again
        self.settle()
        with blas.one_thread() if signature.small else contextlib.nullcontext():
            return self.run_first(arrays)

    def settle(self):
        """Raise what runs that were not waited for have to say."""
        for signature in list(self._signatures.values()):
            self._settle(signature, True)

    def _settle(self, signature, wait):
        """First gear says what is wrong with data on which a check failed. Its results, where it finds nothing."""
        program, outs = signature.program, None
        if program is not None and program.pending and (wait or len(program.pending) >= AHEAD):
            with STATE_LOCK:  # no other thread adds to what is pending while it is looked at
                for arrays in program.settle():
                    outs = self.run_first(arrays)
        return outs

    def run_first(self, arrays):
        """Run on NumPy; cells change only if the whole run succeeds, and no other run changes them meanwhile.

        (Python of the user's, which may wait for another thread, is waited for without the lock.)
        """
        if self._library is not LIBRARY.numpy:
            self._optimize()
        run = self._plan
        if run is None:
            run = self._plan = plan(self.steps, self.inputs, self.outputs)
        env = Buffered(self.holder)
        with STATE_LOCK if self.written and not self.host else contextlib.nullcontext():
            with using(graph=None, tapes=()), np.errstate(all="ignore"):
                outs = run(env, *arrays)
            with STATE_LOCK:
                env.commit(arrays)
        return outs

    def lower(self, arrays, lengths=()):
        """The program of second gear for arrays of these shapes and loops of these lengths.

        Raises one of `cannot_lower()` where there is none.
        """
        limits = self.count_trips.limits(lengths)
        return Program(self.nodes, self.inputs, self.outputs, self.read, self.written, arrays, self.holder, limits)

    def _signature(self, arrays):
        key = tuple([(a.shape, a.dtype) for a in arrays])
        if self.flexible:
            key += tuple([np.shape(self.holder(c)._value) for c in self.flexible])
        return self._signatures.get(key) or self._new_signature(key, arrays)

    def _new_signature(self, key, arrays):
        """One more; where there are too many, those go that have not run since the last time, or the idlest."""
        with STATE_LOCK:
            known = self._signatures
            if len(known) >= SIGNATURES:
                self.settle()
                since = {k: s.runs - s.runs_before for k, s in known.items()}
                for k in [k for k, n in since.items() if n == 0] or [min(since, key=since.get)]:
                    del known[k]
                for s in known.values():
                    s.runs_before = s.runs
            return known.setdefault(key, Signature(self, arrays))


class Signature:
    """One combination of input shapes: how often it ran, and its compiled program once there is one."""

    def __init__(self, executable, arrays):
        self.executable, self.runs, self.program, self.cold = executable, 0, None, not xla.available()
        self.runs_before = 0  # when there were last too many signatures
        self.programs = {}  # by the lengths of loops that end on data
        self.library, self.kernels = LIBRARY.xla, None  # those that programs, or the want of one, were found with
        leading = next((a.shape[0] for a in arrays if a.ndim), 1)
        self.work = shifting.work(executable.nodes, leading)
        self.small = 0 < shifting.largest_product(executable.nodes, leading) <= blas.SMALL

    def gear(self, ahead):
        self.runs += 1
        if self.library is not LIBRARY.xla:
            self._renew()
        if self.cold:
            return "first"
        pin = self.executable.pin or shifting.pinned()
        if self.program is not None and pin is None:
            return "second"
        return shifting.choose_gear(self.runs - 1, ahead, len(self.executable.nodes), self.work, pin)

    def _renew(self):
        """Kernels were registered or withdrawn: programs that used others are compiled again."""
        self.library = LIBRARY.xla
        if self.kernels is not None and self.kernels != kernels_of(self.executable.nodes):
            self.executable.settle()
            self.program, self.programs, self.cold, self.kernels = None, {}, not xla.available(), None

    def hot(self, arrays):
        """Run in second gear; None where that cannot be."""
        if self.executable.count_trips.loops:
            return self._hot_loops(arrays)
        if self.program is None:
            self.program = self._compile(arrays)
        return None if self.program is None else self.program(arrays)

    def _hot_loops(self, arrays):
        """As `hot`, for a graph with loops that end on data: a program for each length of their buffers."""
        e = self.executable
        lengths = e.count_trips(arrays, e.holder)
        if lengths not in self.programs:
            if len(self.programs) >= PROGRAMS:
                return None
            self.programs[lengths] = self._compile(arrays, lengths)
        self.program = self.programs[lengths]
        return None if self.program is None else self.program(arrays)

    def _compile(self, arrays, lengths=()):
        e = self.executable
        if e.host or any(t.dtype is dtypes.string for t in (*e.inputs, *[t for n in e.nodes for t in n.outputs])):
            self.cold = True
            return None
        if not xla.works():
            self.cold = True
            return None
        if any(e.holder(c)._value is None for c in e.written):  # initialised by this very run
            return None
        self.library, self.kernels = LIBRARY.xla, kernels_of(e.nodes)
        try:
            program = e.lower(arrays, lengths)
            _HOT.add(self)
            return program
        except Exception as error:  # noqa: BLE001  whatever is wrong with it: first gear runs it, or says so in the user's terms
            if isinstance(error, cannot_lower()):
                xla.log.debug("stays in first gear: %s", error)
            else:
                xla.log.warning(
                    "a graph of %d ops stays in first gear: %s: %s", len(e.nodes), type(error).__name__, error
                )
            self.cold = True
            return None


_HOT: weakref.WeakSet[Signature] = weakref.WeakSet()  # those with compiled programs


def _before_fork():
    """What runs have left in JAX's arrays is there, so that a child, without the threads that make it, can read it."""
    STATE_LOCK.acquire()
    for signature in _HOT:
        for cell in signature.executable.written:
            value = signature.executable.holder(cell)._value
            if not isinstance(value, (*NUMPY, type(None))):
                value.block_until_ready()


def _in_child():
    """JAX's threads are the parent's: what is compiled here runs no more."""
    for signature in _HOT:
        signature.program, signature.programs, signature.cold = None, {}, True
    STATE_LOCK.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before_fork, after_in_parent=STATE_LOCK.release, after_in_child=_in_child)


def cannot_lower():
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
