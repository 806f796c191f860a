"""A graph for one combination of shapes: in which gear it runs, and its programs of second gear."""

import contextlib
import logging
import os
import signal
import weakref
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from tenfold.core.base.env import NUMPY
from tenfold.core.base.recording import Event, clock, described, recorder
from tenfold.core.calls.kernels import library
from tenfold.core.graphs.plan import name_of
from tenfold.core.values import dtypes
from tenfold.ops.linalg import blas
from tenfold.runtime import guest, xla
from tenfold.runtime.gears import shifting
from tenfold.runtime.gears.counting import PROGRAMS
from tenfold.runtime.gears.lowering import AHEAD, Program, cannot_lower
from tenfold.runtime.gears.patience import Patience
from tenfold.runtime.gears.several import Results, Several
from tenfold.runtime.threads import background
from tenfold.runtime.threads.cells import NOW, Buffered, go_on, go_on_alone, halt
from tenfold.runtime.threads.once import once
from tenfold.runtime.types import Array, Arrays, Flag, Gear, Lengths
from tenfold.runtime.unbroken import unbroken

if TYPE_CHECKING:
    from tenfold.runtime.gears.executable import Executable

# By the lengths of loops that end on data, or how many runs they do
Programs: TypeAlias = "dict[Lengths | Several, Program]"


class Specialization:
    """One combination of input shapes: how often it ran, and its compiled program once there is one.

    Attributes:
      shift: the number of the first run in second gear, once that is fixed.
      estimated_at: the run before which `work` is estimated again, where it turns on how often loops go round.
      failure: why there is no program, as a level and a text to log; said when one is wanted.
      threads: a context for this run in first gear: how many threads NumPy's products may have. (Their results may
        depend on the number, which therefore depends on the number of the run alone.)
    """

    def __init__(self, executable: "Executable", arrays: Arrays) -> None:
        self.executable, self.runs, self.cold = executable, 0, not xla.available()
        self.program: Program | None = None
        self.compiling = 0.0  # seconds that its programs took to compile, to be told
        self.runs_before = 0  # when there were last too many specializations
        self.shift: int | None = None
        self.failure: tuple[int, str] | None = None
        self.programs: Programs = {}
        self.library = library.xla  # this and the kernels: what programs, or the want of one, were found with
        self.kernels: list[Callable[..., Any]] | None = None
        leading = self.leading = next((a.shape[0] for a in arrays if a.ndim), 1)
        joined = executable.joined()
        self.work = shifting.work(joined, leading), shifting.native_work(joined, leading)
        self.estimated_at = 1 if shifting.depends_on_trips(joined) else None
        largest = shifting.largest_product(joined, leading)
        as_it_is: AbstractContextManager[object] = contextlib.nullcontext()
        self._alone = blas.ONE if blas.ROW_ALONE < largest <= blas.SMALL else as_it_is
        self._beside = blas.HALF if largest > blas.SMALL else self._alone
        self.threads: AbstractContextManager[object] = self._alone

    def seconds(self) -> float:
        """What a run is estimated to take in second gear."""
        by_numpy, native = self.work
        return (by_numpy * shifting.GAIN + native) * shifting.ELEMENT_COST

    def gear(self, ahead: int, arrays: Arrays, key: Lengths | Several = ()) -> Gear:
        """The gear of one more run. `key`: what a program is made for, see `hot`."""
        run = self.runs
        self.runs += 1
        self.threads = self._alone if self.shift is None or run >= self.shift else self._beside
        if self.library is not library.xla:
            self._renew()
        if self.cold:
            return "first"
        pin = self.executable.pin or shifting.pinned()
        if pin is not None:
            return pin
        if self.program is not None:
            return "second"
        if run == self.estimated_at:
            self._estimate_again(run)
        if self.shift is None:
            together = key.capacity if isinstance(key, Several) else 1
            shift = shifting.shift_at(run, ahead, len(self.executable.nodes), *self.work, together)
            if shift is not None:
                self._plan(shift, run, arrays, key)
        return "first" if self.shift is None or run < self.shift else "second"

    def patience(self) -> Patience | None:
        """What a run in first gear has, where second gear is to be had."""
        e = self.executable
        if self.cold or not e.has_loops or e.pin or shifting.pinned() or self._is_for_the_host():
            return None
        return Patience(shifting.compiling_takes(len(e.nodes)), self.leading)

    def _estimate_again(self, run: int) -> None:
        """Loops have run, so how long they are is known; they may be longer later."""
        joined = self.executable.joined()
        self.work = shifting.work(joined, self.leading), shifting.native_work(joined, self.leading)
        self.estimated_at = 2 * run

    def _plan(self, shift: int, run: int, arrays: Arrays, key: Lengths | Several) -> None:
        """Fix the run to shift at, where that can be; if it is not this one a thread compiles until then."""
        e = self.executable
        if shift == run:
            self.shift = shift
        elif self._is_for_the_host():
            self.cold = True
        elif not e.count_trips and not self._is_uninitialised():
            self.shift, self.threads, likes = shift, self._beside, [_like(a) for a in arrays]
            background.later(partial(_make_if_there, weakref.ref(self), likes, key))

    def _renew(self) -> None:
        """Kernels were registered or withdrawn: programs that used others are compiled again."""
        self.library = library.xla
        if self.kernels is not None and self.kernels != self.executable.kernels():
            self.executable.settle()
            self.program, self.programs, self.cold, self.kernels = None, {}, not xla.available(), None
            self.failure = None

    def hot(self, arrays: Arrays, wait: bool, like: Arrays = (), several: Several | None = None) -> Any:
        """Run in second gear; None where that cannot be. What is missing is compiled while others go on.

        Args:
          several: do several runs, see `gears.several` for `arrays` and results.
          like: the arrays of one of them.
        """
        e = self.executable
        # Of loops that end on data, not known yet
        key: Lengths | Several | None = several or (None if e.count_trips else ())
        run = self._run if recorder.on is None else self._recorded
        while key is None or self._compiled(like or arrays, key):
            outs, key = e.cells.exclusively(run, arrays, wait, several)
            if key is None:
                return outs
        return None

    def _run(
        self, arrays: Arrays, wait: bool, several: Several | None
    ) -> tuple[tuple[Array, ...] | None, Lengths | Several | None]:
        """(results, None), the results being None where first gear is asked; or (None, what to compile for)."""
        e = self.executable
        outs, failed, missing = e.cells.reading(self._run_on, arrays, several)
        if outs is None:
            return None, missing
        program: Program = self.program  # type: ignore[assignment]  # `_run_on` has just set it
        if failed is None:
            again = self.settle(wait)
        elif wait:
            again = [e.run_first(batch) for batch in program.batches(failed, arrays)]
        else:
            program.pending.append((failed, arrays))
            self.settle(wait)
            again = []
        return program.renewed(outs, again, arrays) if again else outs, None

    def _recorded(
        self, arrays: Arrays, wait: bool, several: Several | None
    ) -> tuple[tuple[Array, ...] | None, Lengths | Several | None]:
        """`_run`, noted from its call to when all that it computes is there."""
        e, began = self.executable, clock()
        outs, missing = self._run(arrays, wait, several)
        recording = recorder.on
        if recording is None or missing is not None or outs is None:
            return outs, missing
        recording.ran(e.graph)
        if recording.wanted:
            made = outs.outs if isinstance(outs, Results) else outs
            xla.jax().block_until_ready([made, [c._value for c in e.cells.held[2]]])
            runs = {"runs": int(arrays[0][1] - arrays[0][0])} if several else {}
            given, results = described(arrays), described(made)
            recording.add(
                Event("program", "second gear", name_of(e.graph), began, given, results, ops=len(e.nodes), **runs)
            )
        return outs, None

    def _run_on(
        self, values: Arrays, arrays: Arrays, several: Several | None
    ) -> tuple[tuple[Array, ...] | None, Flag, Lengths | Several | None]:
        """(results, whether a check failed, what to compile for), for the `values` of the cells that are read."""
        e = self.executable
        lengths: Lengths | Several = several or ()
        if e.count_trips:
            seen = dict(zip(e.cells.keys, e.cells.on_host(values)))
            lengths = e.count_trips(arrays, Buffered(e.cells, seen))
        program = self.programs.get(lengths)
        if program is None:
            return None, None, lengths
        if e.flexible and not program.fits(values):  # another thread has just changed a shape
            self.programs.pop(lengths, None)
            return None, None, None
        if program is not self.program:
            self.settle(True)
        self.program = program
        return *program(arrays, values), None

    def settle(self, wait: bool) -> list[tuple[Array, ...]]:
        """First gear says what is wrong with data on which a check failed. Its results, where it finds nothing."""
        program = self.program
        if program is None or not program.pending or not (wait or len(program.pending) >= AHEAD):
            return []
        return self.executable.cells.exclusively(self._run_again, program)

    def _run_again(self, program: Program) -> list[tuple[Array, ...]]:
        return [self.executable.run_first(arrays) for arrays in program.settle()]

    def _compiled(self, arrays: Arrays, lengths: Lengths | Several) -> bool:
        """Whether there is a program for loops of these lengths, once this thread or another one has compiled it."""
        if lengths in self.programs:
            return True
        self._make(arrays, lengths)
        if self.failure is not None and not self.cold:
            self.cold = True
            xla.log.log(*self.failure)
        return lengths in self.programs

    def _make(self, arrays: Arrays, lengths: Lengths | Several) -> None:
        """Compile, or wait for the thread that is at it. What goes wrong is the `failure`."""
        key, programs = (id(self), lengths), self.programs

        def is_settled() -> bool:
            return self.cold or self.failure is not None or lengths in programs

        once(key, is_settled, lambda: self._compile(arrays, lengths, programs))

    def _compile(self, arrays: Arrays, lengths: Lengths | Several, programs: Programs) -> None:
        if self._is_for_the_host() or not xla.available():
            self.cold = True
        elif len(programs) < PROGRAMS and not self._is_uninitialised():
            with unbroken(but=(signal.SIGINT,)):  # what a handler raises says nothing about the graph
                self._lower(arrays, lengths, programs)

    def _lower(self, arrays: Arrays, lengths: Lengths | Several, programs: Programs) -> None:
        e = self.executable
        try:
            xla.jax()
            background.go_on()
            self.library, self.kernels = library.xla, e.kernels()
            began = clock()
            programs[lengths] = e.lower(arrays, lengths)
            self._note_compilation(began, arrays)
            with NOW:
                _HOT.add(self)
        except background.Abandoned:
            return
        except Exception as error:  # noqa: BLE001  whatever is wrong with it: first gear runs it, or says so in the user's terms
            self.failure = self._told(error)

    def _note_compilation(self, began: int, arrays: Arrays) -> None:
        self.compiling += (clock() - began) / 1e9
        if recorder.on is not None and recorder.on.wanted:
            e = self.executable
            recorder.on.add(Event("compile", "compile", name_of(e.graph), began, described(arrays), ops=len(e.nodes)))

    def _told(self, error: Exception) -> tuple[int, str]:
        """What to log where a program was wanted, and how loudly. (The error itself would keep all that was traced.)"""
        if isinstance(error, guest.Ill):
            said = f"JAX cannot be used ({error}): everything stays in first gear. `tenfold doctor` says more."
        elif isinstance(error, cannot_lower()):
            return logging.DEBUG, f"stays in first gear: {error}"
        else:
            ops = len(self.executable.nodes)
            said = f"a graph of {ops} ops stays in first gear: {type(error).__name__}: {error}"
        return logging.WARNING, said

    def _is_for_the_host(self) -> bool:
        """Whether it holds what XLA has not got."""
        e = self.executable
        return e.host or any(t.dtype is dtypes.string for t in (*e.inputs, *[t for n in e.nodes for t in n.outputs]))

    def _is_uninitialised(self) -> bool:
        """Whether a run itself is to give a variable its first value."""
        return any(c._value is None for c in self.executable.cells.held[2])


def _make_if_there(there: "weakref.ref[Specialization]", likes: Arrays, key: Lengths | Several) -> None:
    """Compile, unless the program has let the graph go before its turn came."""
    special = there()
    if special is not None:
        special._make(likes, key)


def _like(array: Array) -> Array:
    """An array of the same shape and dtype, of one element in memory, where that is all to be known of it."""
    return np.broadcast_to(np.zeros((), array.dtype), array.shape) if type(array) is np.ndarray else array


_HOT: weakref.WeakSet[Specialization] = weakref.WeakSet()  # those with compiled programs


def _before_fork() -> None:
    """What runs have left in JAX's arrays is there, so that a child, without the threads that make it, can read it."""
    guest.halt()
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


def _in_parent() -> None:
    go_on()
    guest.go_on()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before_fork, after_in_parent=_in_parent, after_in_child=_in_child)
