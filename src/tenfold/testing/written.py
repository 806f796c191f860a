"""A case written as a graph, with its gradients, run in both gears and compared with what came out eagerly."""

import numpy as np

from tenfold.core.base.thread import using
from tenfold.core.graphs.graph import FuncGraph
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values import dtypes
from tenfold.core.values.tensor import Tensor
from tenfold.runtime.gears.lowering import cannot_lower
from tenfold.runtime.gears.traced import Traced
from tenfold.testing.compare import compare, compare_all, fail
from tenfold.testing.evaluate import array_of, evaluate, held
from tenfold.testing.looser import times
from tenfold.testing.quick import compiled_quickly


class Eager:
    """What a case gives without a graph.

    Attributes:
      arrays: leaves of the result.
      gradients: first and second gradients in the case's own dtypes, None where there is none.
    """

    def __init__(self, arrays, derived, tensors):
        self.arrays, self.gradients = arrays, []
        if derived.sources:
            weights, weights2 = ([Tensor(held(w)) for w in ws] for ws in (derived.weights, derived.weights2))
            _, first, second = derived.take(tensors, weights, weights2)
            self.gradients = [None if g is None else array_of(g) for g in (*first, *second)]


class Written:
    """The graph of a case whose inputs have the dimensions that `dims_of(array)` says.

    Args:
      what: name of this check.
      derived: the Derivatives to write too.
    """

    def __init__(self, what, case, derived, dims_of):
        self.what, self.case, self.dims_of = what, case, dims_of
        self.graph, self.inputs, self.fed = FuncGraph("case"), [], []
        with self.graph.as_default(), using(tapes=()):
            tensors = {n: self._input(a, n) for n, a in case.tensors.items()}
            try:
                self.results, self.gradients = self._write(derived, tensors)
            except Exception as e:
                e.add_note(f"{what}: while the graph of {case.expression} was written")
                raise
        self.tensors = [t for t in self.results if isinstance(t, SymbolicTensor)]
        written = [g for g in self.gradients if isinstance(g, SymbolicTensor)]
        self.traced = Traced(self.graph, self.inputs, [*self.tensors, *written])
        self.executable = self.traced.executable

    def _input(self, array, name):
        self.fed.append(held(array))
        self.inputs.append(self.graph.placeholder(self.dims_of(array), dtypes.of_numpy(array.dtype), name))
        return self.inputs[-1]

    def _write(self, derived, tensors):
        if not derived.sources:
            return evaluate(self.case, tensors), []
        weights = [self._input(w, "weight") for w in derived.weights]
        weights2 = [self._input(w, "weight2") for w in derived.weights2]
        leaves, first, second = derived.take(tensors, weights, weights2)
        return leaves, [*first, *second]

    def arguments(self):
        return [*self.fed, *(outside._array for outside in self.traced.captured)]

    def check_first(self, eager):
        """First gear gives what eager execution gave, and inference agrees with it."""
        self._check(f"{self.what}, first gear", self.executable.run_first(self.arguments()), eager)
        for t, array in zip(self.results, eager.arrays):
            if not isinstance(t, SymbolicTensor):
                continue
            if t._dims is not None and not t.shape.is_compatible_with(array.shape):
                fail(f"inference, {self.what}", self.case, f"inferred: {t.shape}", f"came out: {array.shape}")
            if t.dtype.numpy != array.dtype:
                fail(f"inference, {self.what}", self.case, f"inferred: {t.dtype.name}", f"came out: {array.dtype}")

    def lowered(self, quick=False):
        """Its program of second gear; `quick`: see `check_op`."""
        try:
            with compiled_quickly(quick):
                return self.executable.lower(self.arguments())
        except cannot_lower() as error:
            line = f"cannot be lowered (xla=False?): {type(error).__name__}: {error!s:.600}"
            fail(f"{self.what}, second gear", self.case, line)

    def run(self, program):
        """What `program` gives: see `tenfold.runtime.gears.lowering.Program`."""
        arguments = self.arguments()
        return program.cells.reading(lambda values: program(arguments, values))

    def check_second(self, eager, program):
        """Second gear's `program` gives it too."""
        what = f"{self.what}, second gear"
        outs, failed = self.run(program)
        if program.settle() or failed is not None and bool(failed):
            fail(what, self.case, "a check on data (fails_where) failed here and not in first gear")
        self._check(what, [np.asarray(o) for o in outs], eager)

    def check_known(self):
        """Where every input dimension is known and second gear can hold the op, inference must know every result's."""
        for t in self.tensors:
            if t._dims is None or None in t._dims:
                fail("inference", self.case, f"known input dimensions, yet inferred {t.shape}")

    def _check(self, what, outs, eager):
        outs, names = iter(outs), ("eager", "here")
        found = [next(outs) if isinstance(t, SymbolicTensor) else array_of(t) for t in self.results]
        compare_all(what, self.case, eager.arrays, found, names)
        if [g is None for g in self.gradients] != [g is None for g in eager.gradients]:
            there = [["none" if g is None else "one" for g in gs] for gs in (eager.gradients, self.gradients)]
            fail(f"{what}, gradients", self.case, f"eager: {there[0]}", f"here: {there[1]}")
        found = [next(outs) if isinstance(g, SymbolicTensor) else array_of(g) for g in self.gradients if g is not None]
        wanted = [g for g in eager.gradients if g is not None]
        for i, (w, f) in enumerate(zip(wanted, found)):
            compare(f"{what}, gradients, result {i}", self.case, w, f, names, times(self.case, w.dtype))

    def host_only(self):
        """Whether an op or a string keeps the graph in first gear."""
        tensors = [*self.graph.inputs, *(t for n in self.executable.nodes for t in n.outputs)]
        return any(n.host for n in self.executable.nodes) or any(t.dtype is dtypes.string for t in tensors)
