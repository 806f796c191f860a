"""A Python function of an element, traced once for the elements of a dataset and run for each of them."""

import copy
import threading
from collections.abc import Callable
from typing import Any

from tenfold.core.base import nest
from tenfold.core.base.env import Cell, itself
from tenfold.core.base.thread import STATE
from tenfold.core.graphs.graph import FuncGraph
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.data.plan import variants  # noqa: F401  (datasets as tensors)
from tenfold.data.plan.binding import Values
from tenfold.data.plan.components import arrays_of, components, of_tensors
from tenfold.data.plan.debug import debugging
from tenfold.data.plan.draws import PassCounters, assigns, draws, draws_evenly
from tenfold.data.plan.places import Noted, noting, place_of
from tenfold.data.plan.structure import Element, Structure, as_element, normalized, packer, spec_of, with_tensors
from tenfold.function.autograph import conversion
from tenfold.ops.structures.specs import TensorSpec
from tenfold.runtime.gears.executable import Executable
from tenfold.runtime.gears.tracing import Adopt, trace, trace_for_good
from tenfold.runtime.types import Holder

UNKNOWN = object()
Numbered = tuple[Callable[[Element, int], Element], Callable[[], object]]


class ElementFunction:
    """`function` as a function from elements to elements.

    It is traced once, with AutoGraph, so its Python side effects happen once. A tuple is handed over as so many
    arguments, anything else as one. Of what it gives, a list is taken as a tuple.

    Args:
      function: of the user.
      spec: structure of specs of what it is called with.
      transformation: the method that it was given to, for messages.
      unpack: False hands a tuple over as one argument.

    Attributes:
      spec: structure of specs of what it gives.
      graph, inputs, outputs: what the trace wrote, for rules that look into it.
      parts: the names of the functions that it is made of, where a rule made one of several;
      before: of those, what gives the one that may fail what it is called for.
      draws, assigns: whether it draws random numbers; whether it assigns to variables;
      holder: function from a variable to what holds its value, see `binding.Values`;
      use: where a plan has it several times, which of them, for each has random numbers of its own.
    """

    before: "ElementFunction | None" = None
    use = 0
    holder: Holder = staticmethod(itself)
    for_batches: Any = UNKNOWN  # the same function of batches, once `rules.vectorized` has looked for it; or None

    def __init__(self, function: Callable[..., Any], spec: Structure, transformation: str, unpack: bool = True) -> None:
        if not callable(function):
            raise TypeError(f"{transformation} needs a function; received {function!r:.200}.")
        self.function, self.transformation, self.taken = function, transformation, nest.flatten(spec)
        self.name = getattr(function, "__name__", type(function).__name__)
        self.parts: tuple[str, ...] = (self.name,)
        self.unpack, self.given = unpack, spec
        self.debugged = debugging.on
        run = conversion.for_trace(function)

        def write(*placeholders: SymbolicTensor) -> Any:
            return self._kept(self._called_with(run, of_tensors(spec, iter(placeholders))))

        parts = components(spec)
        specs = [(p.shape._dims, p.dtype, f"args_{i}") for i, p in enumerate(parts)]

        def traced(adopt: Adopt) -> Any:
            self.graph = FuncGraph(f"{transformation}_{self.name.strip('<>')}", STATE.graph)
            return trace(write, specs, self.graph, adopt)

        self.inputs, result = trace_for_good(traced)
        self.spec, self._made = spec_of(result), nest.flatten(result)
        self.outputs = [t for t in nest.flatten(result, expand_composites=True) if t is not None]
        self.captured: list[Any] = [t for t, _ in self.graph.captures]
        self.draws, self.assigns = draws(self.graph), assigns(self.graph)
        self.executable = self._executable(itself)
        self.plain = all(type(s) is TensorSpec for s in (*self.taken, *nest.flatten(self.spec)))

    def _executable(self, holder: Callable[[Cell], Any]) -> Executable:
        fed = [*self.inputs, *[inside for _, inside in self.graph.captures]]
        return Executable(self.graph, fed, self.outputs, pin="first", holder=holder)

    def _called_with(self, function: Callable[..., Any], given: Structure) -> Any:
        """What `function` makes of an element, a list as a tuple."""
        result = function(*given) if self.unpack and type(given) is tuple else function(given)
        return tuple(result) if isinstance(result, list) else result

    def _kept(self, result: Any) -> Structure:
        """What the function gave, as tensors of its graph."""
        try:
            result = normalized(result)
        except (TypeError, ValueError) as e:
            raise TypeError(
                f"{self.transformation}: the function {self.name} must return tensors, or what becomes one, in tuples "
                f"and dictionaries; received {result!r:.300}: {e}"
            ) from None
        return nest.map_structure(self._kept_leaf, result)

    def _kept_leaf(self, leaf: Any) -> Any:
        if leaf is None:
            return None
        if isinstance(leaf, Tensor):
            return self.graph.capture(leaf)
        parts = [self.graph.capture(convert(t)) for t in nest.flatten(leaf, expand_composites=True)]
        return nest.pack_sequence_as(leaf, parts, expand_composites=True)

    def checked_spec(self) -> Structure:
        """`spec`. InvalidArgumentError where the function gives no tensor at all, as one without `return`."""
        return with_tensors(self.spec, f"{self.transformation}: the function {self.name} returns {self.spec!r:.200}")

    # waiting for values, see plan.binding

    def symbols(self) -> list[Any]:
        """The tensors of an enclosing graph that it reads."""
        return [t for t in self.captured if isinstance(t, SymbolicTensor)]

    def bound(self, values: Values) -> "ElementFunction":
        """The same function with `values` in place of those, and variables where the run has theirs."""
        if not self.symbols() and values.holder is itself:
            return self
        new = copy.copy(self)
        new.holder = values.holder
        new.for_batches = None
        new.captured = [Tensor(values[id(t)]) if isinstance(t, SymbolicTensor) else t for t in self.captured]
        return new

    # written anew, by rules

    def written_as(self, graph: FuncGraph, inputs: list[SymbolicTensor], outputs: list[Any]) -> "ElementFunction":
        """The same function as `graph` has it, where all of its inputs and results are tensors."""
        new = copy.copy(self)
        new.graph, new.inputs, new.outputs, new._made = graph, inputs, outputs, outputs
        new.captured = [t for t, _ in graph.captures]
        new.executable = new._executable(itself)
        return new

    # running

    def runner(self, counters: PassCounters | None = None) -> Noted:
        """What runs it in one pass: a function from element to element, see `places.noting`.

        Args:
          counters: how far its random ops have got (`run.counters(function)`); by default they begin.

        Raises:
          ValueError: it reads tensors of a graph, whose values are not known here.
        """
        if waits := self.symbols():
            raise ValueError(
                f"{self.transformation}: the function {self.name} reads {waits[0].name}, a tensor of a graph: iterate "
                "over the dataset inside of the tf.function, or the Session's graph, that it belongs to."
            )
        if self.debugged:
            return lambda element, number=None: self._python(element)
        call = self._runner(PassCounters() if counters is None else counters)
        what = f"the function {self.name} of {self.transformation}{place_of(self.function)}"
        return noting(call, what, self._before())

    def _runner(self, counters: PassCounters) -> Callable[[Element], Element]:
        executable = self.executable
        if self.draws or self.holder is not itself:
            executable = executable.held_by(lambda cell: counters.holder(cell, self.holder))
        return self._called(executable.run_first, [t._array for t in self.captured])

    def _before(self) -> Callable[[Element], Element] | None:
        """From an element to the one that a note on an error tells of, where that is another."""
        return None if self.before is None else self.before.runner()

    def numbered_runner(self, counters: PassCounters, begun: dict[int, int], calls: int) -> Numbered | None:
        """The same for threads, each call told its number, and what is to be called for each element that is taken;
        None where its number does not say which numbers a call draws.

        Args:
          counters: of a pass, after so many `calls`.
          begun: where they were before the first.
        """
        if not draws_evenly(self.graph):
            return None
        each = {key: (value - begun[key]) // calls for key, value in counters.now(self.graph).items()}
        threads = threading.local()

        def call(element: Element, number: int) -> Element:
            if not hasattr(threads, "run"):
                threads.counters = PassCounters()
                threads.run = self.runner(threads.counters)
            threads.counters.set_to(begun, each, number)
            return threads.run(element, number)

        return call, lambda: counters.go_on(each)

    def _called(self, run: Any, captured: list[Any]) -> Callable[[Element], Element]:
        if self.plain:
            return (lambda element: run((*element, *captured))) if captured else run
        return lambda element: self._filled(run((*arrays_of(element), *captured)))

    def _python(self, element: Element) -> Element:
        """The result of calling the function itself, see `plan.debug`."""
        result = normalized(self._called_with(self.function, packer(self.given)(element)))
        nest.assert_same_structure(self.spec, result)
        return as_element(result)

    def _filled(self, outputs: tuple[Any, ...]) -> Element:
        """The leaves of the result from the arrays of a run."""
        arrays, leaves = iter(outputs), []  # type: Any, list[Any]
        for leaf in self._made:
            if leaf is None:
                leaves.append(None)
            elif nest.is_composite(leaf):
                parts = [Tensor(next(arrays)) for _ in nest.flatten(leaf, expand_composites=True)]
                leaves.append(nest.pack_sequence_as(leaf, parts, expand_composites=True))
            else:
                leaves.append(next(arrays))
        return tuple(leaves)


def predicate(function: Callable[..., Any], spec: Structure, transformation: str) -> ElementFunction:
    """An ElementFunction that gives one bool.

    Raises:
      ValueError: it gives something else.
    """
    traced = ElementFunction(function, spec, transformation)
    found = traced.spec
    if not (type(found) is TensorSpec and found.dtype.name == "bool" and found.shape.rank in (0, None)):
        raise ValueError(
            f"{transformation}: the function {traced.name} must return a scalar tf.bool tensor; it returns {found!r}."
        )
    return traced
