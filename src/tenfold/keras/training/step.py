"""A model's step (`train_step`, `test_step`, `predict_step`) traced once into a graph and run in either gear."""

import contextlib

import numpy as np

from tenfold.core.base import nest
from tenfold.core.base.env import Counter, owned
from tenfold.core.base.exclusive import set_of
from tenfold.core.graphs.graph import FuncGraph
from tenfold.core.graphs.symbolic import NeedsValue
from tenfold.core.values import dtypes
from tenfold.core.values.tensor import Tensor
from tenfold.function import autograph
from tenfold.keras.layers.base.changes import CLOCK, Reads
from tenfold.keras.layers.base.context import BUILDING, CALL
from tenfold.ops.arrays.basics import constant
from tenfold.runtime.gears.traced import Traced
from tenfold.runtime.gears.tracing import line_that_raised, trace, trace_for_good
from tenfold.runtime.xla import log

OFTEN = 10  # times that a step is traced anew before it says so


class Step:
    """`function(data)`, traced once for each structure, dtypes and shapes of batches.

    Args:
      function: the model's step.
      eager: run it as Python each time instead of tracing it.
      pin: "first" or "second" to pin the gear.
      parts: function of no arguments: the layers and optimizers whose changes make the step be traced anew.
      state: function of no arguments: a context in which the model's Python runs.
      but: attributes whose changes do not matter.
      kept: function of no arguments: the variables of optimizers and metrics, which the step may make.
      reports: whether the step gives logs; one that gives nothing, or a list, is a slip then.
    """

    def __init__(
        self,
        function,
        eager=False,
        pin=None,
        parts=tuple,
        state=contextlib.nullcontext,
        but=(),
        kept=tuple,
        reports=False,
    ):
        self.function, self.pin, self.options = function, pin, (eager, pin)
        self.parts, self.state, self.but, self.kept = parts, state, but, kept
        self.reports = reports
        self._always_eager, self._restarts, self._streams, self._told = eager, 0, {}, False
        self._start()

    def _start(self):
        self._traced, self.eager, self._reads = {}, self._always_eager, Reads(self.but)

    def __call__(self, data, arrays, ahead=0, wait=True):
        """Run on one batch.

        Args:
          data: the Samples that describe the batch.
          arrays: the batch's arrays, the leaves of what the step gets.
          ahead: steps known to follow.
          wait: False if the caller calls `settle` before it believes the results.

        Returns: (structure of the results, list of result arrays; None where the step gave None). Of a ragged or sparse
          tensor the arrays are those that it is made of.
        """
        key = tuple([(a.dtype, a.shape[1:]) for a in arrays]), data.classes, data.form
        found = self._traced.get(key) if CLOCK.now == self._reads.seen else None
        found = found or self._found(key, data, arrays)
        if found is None:
            return self._run_eagerly(data, arrays)
        outs = found.run(arrays, ahead, wait)
        return found.structured_outputs, found.leaves(outs) if found.has_others else outs

    def several(self, data, arrays, count, ahead=0, wait=True):
        """Run on several batches.

        Args:
          data: the Samples that describe each.
          arrays: arrays of shape (capacity, *shape of a batch), of which the first `count` rows are batches.
          ahead: steps known to follow the first.
          wait: as for one batch.

        Returns: (structure of the results, the arrays of each).
        """
        first = [a[0] for a in arrays]
        found = self._found(self._key(data, first), data, first)
        if found is None:
            results = [self(data, [a[i] for a in arrays], ahead - i, wait) for i in range(count)]
            return results[-1][0], [outs for _, outs in results]
        results = found.run_several(arrays, count, ahead, wait)
        return found.structured_outputs, Leaves(found, results) if found.has_others else results

    def capacity(self, data, arrays, asked=None):
        """How many batches like this one `several` does in one program.

        Args:
          asked: as many as memory allows of so many, however little each gains by that.
        """
        found = self._found(self._key(data, arrays), data, arrays)
        return 1 if found is None else found.capacity(arrays, asked)

    def _key(self, data, arrays):
        return tuple([(a.dtype, a.shape[1:]) for a in arrays]), data.classes, data.form

    def _found(self, key, data, arrays):
        """The step as traced for batches like this one; None where it runs as Python."""
        if CLOCK.now != self._reads.seen and self._reads.changed():
            self._restart(lambda: self._reads.changed())
        if self.eager:
            return None
        return self._traced.get(key) or self._trace(key, data, arrays)

    def __reduce__(self):
        """A copy has traced nothing."""
        return Step, (self.function, *self.options, self.parts, self.state, self.but, self.kept, self.reports)

    def check(self):
        """Forget what was traced from a model that has changed since, be it the contents of its lists."""
        if not self._reads.hold():
            self._restart(lambda: not self._reads.hold())

    def _restart(self, needed):
        with BUILDING:
            if needed():  # or another thread has done so meanwhile
                self._say_if_often()
                self.settle()
                self._start()

    def _say_if_often(self):
        self._restarts += 1
        if self._restarts == OFTEN and self._reads.broken_by is not None:
            part, name = self._reads.broken_by
            log.warning(
                "A step is traced for the %dth time, since %s.%s has been set again. Tracing takes longer than a step: "
                "keep what changes often in a tf.Variable, and `assign` to it.",
                OFTEN + 1,
                getattr(part, "name", type(part).__name__),
                name,
            )

    def settle(self):
        """Raise what steps that were not waited for have to say; the state is that of the last good one."""
        for traced in list(self._traced.values()):
            traced.executable.settle()

    def prepare(self, data):
        """Make the variables that a step on samples like `data` will make, by tracing it; nothing runs."""
        arrays = [a[:1] for a in data.arrays]
        if not self.eager:
            self._trace(self._key(data, arrays), data, arrays)
            return
        with BUILDING, contextlib.suppress(NeedsValue):  # where Python wants values they are made in the first step
            trace_for_good(lambda adopt: self._write(data, arrays, adopt))

    def streams(self):
        """{which trace: how many blocks of random numbers each op in it has used}: plain values for `go_on`."""
        return {_named(key): [int(c.array()) for c in _counters(found)] for key, found in self._traced.items()}

    def go_on(self, streams):
        """Draw from where another step like this was, now and in what is traced later."""
        self._streams = dict(streams)
        for key, found in self._traced.items():
            self._set_streams(key, found)

    def _set_streams(self, key, found):
        for counter, blocks in zip(_counters(found), self._streams.pop(_named(key), ())):
            set_of(counter).exclusively(counter.store, np.uint64(blocks))

    def _run_eagerly(self, data, arrays):
        CALL.stepping, before = True, CALL.stepping
        try:
            with self.state():
                result = self._given(self.function(with_leaves(data.data, [Tensor(owned(a)) for a in arrays])))
        finally:
            CALL.stepping = before
        return result, arrays_of(result)

    def _trace(self, key, data, arrays):
        with BUILDING:  # another thread may have traced it meanwhile
            return self._traced.get(key) or self._trace_now(key, data, arrays)

    def _trace_now(self, key, data, arrays):
        try:
            found = trace_for_good(
                lambda adopt: self._write(data, arrays, adopt),
                strays=self._are_strays,
                noted=lambda variable: (variable, CALL.building),
            )
        except NeedsValue as e:
            CALL.depth = 0
            self._say_why_eager(e)
            self.eager = True
            return None
        if self._streams:
            self._set_streams(key, found)
        self._traced[key] = found
        return found

    def _say_why_eager(self, error):
        """Once for all that this step does; a model that changes is traced anew, and fails anew."""
        if not self._told:
            self._told = True
            log.warning(
                "%s runs as Python from here on, as it cannot be traced%s: %s",
                getattr(self.function, "__name__", "A step"),
                line_that_raised(error),
                str(error).partition(". ")[0],
            )

    def _write(self, data, arrays, adopt):
        """The step, traced by calling it once on placeholders; `adopt` is told of variables."""

        def call(*leaves):
            with self.state(), _losses_kept(self.parts()), self._reads.watching(self.parts):
                for leaf, classes in zip(leaves, data.classes):
                    if classes is not None:
                        leaf._classes = classes
                run = autograph.conversion.for_trace(self.function)
                result = self._given(run(with_leaves(data.data, leaves)))
                return nest.map_structure(_symbolic, result, expand_composites=True)

        graph, specs = FuncGraph("step"), [((None, *a.shape[1:]), dtypes.of_numpy(a.dtype)) for a in arrays]
        return Traced(graph, *trace(call, specs, graph, adopt), pin=self.pin)

    def _given(self, result):
        if self.reports and (result is None or isinstance(result, (list, tuple))):
            raise TypeError(
                f"{self.function.__qualname__} returned {'None' if result is None else f'a {type(result).__name__}'}. "
                "Return a dict of what is to be reported, such as {'loss': loss}."
            )
        return result

    def _are_strays(self, made):
        """Whether variables, each with the layer that was being built, were made otherwise than by building a part of
        the model, an optimizer or a metric."""
        if not made:
            return False
        parts, kept = set(map(id, self.parts())), set(map(id, self.kept()))
        return any(id(builder) not in parts and id(v) not in kept for v, builder in made)


def arrays_of(result):
    """The arrays of what a step gave that ran as Python."""
    leaves = nest.flatten(result, expand_composites=True)
    return [t._as_tensor()._array if hasattr(t, "_as_tensor") else getattr(t, "_array", t) for t in leaves]


class Leaves:
    """The results of several runs of a Traced that gives more than tensors, made when somebody looks."""

    def __init__(self, traced, results):
        self.traced, self.results = traced, results

    def __len__(self):
        return len(self.results)

    def __getitem__(self, i):
        return self.traced.leaves(self.results[i])


def _named(key):
    """The first of a trace's key as text: dtypes and shapes of what a batch holds."""
    return str([(dtype.str, *dims) for dtype, dims in key[0]])


def _counters(traced):
    """The counters of a trace's random ops, in order."""
    cells = [cell for node in traced.graph.nodes for cell, _ in node.cells]
    return list(dict.fromkeys(cell for cell in cells if isinstance(cell, Counter)))


@contextlib.contextmanager
def _losses_kept(parts):
    """A block after which the parts have the losses that they had before: those of a trace mean nothing outside."""
    before = [(part._losses, part._losses.now) for part in parts if hasattr(part, "_losses")]
    try:
        yield
    finally:
        for losses, now in before:
            losses.now = now


def _symbolic(value):
    if value is None:
        return None
    from_graph = value._as_tensor() if hasattr(value, "_as_tensor") else value
    return from_graph if isinstance(from_graph, Tensor) else constant(np.asarray(value))


def with_leaves(data, leaves):
    """The structure of `data` with `leaves` in place of its arrays; None stays None."""
    leaves = iter(leaves)
    return nest.map_structure(lambda a: None if a is None else next(leaves), data, expand_composites=True)
