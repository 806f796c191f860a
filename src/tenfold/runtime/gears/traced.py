"""The traced callable: a graph, the tensors outside that it reads, and an Executable.

A call of a `tf.function`, a step of `fit` and a `Session.run` are calls of one of these.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from tenfold.core.base import nest
from tenfold.core.base.env import EAGER, Eager
from tenfold.core.base.thread import STATE, using
from tenfold.core.graphs.graph import Graph, Node
from tenfold.core.graphs.symbolic import SymbolicTensor, graph_of
from tenfold.core.values.convert import convert
from tenfold.core.values.dtypes import Held
from tenfold.core.values.tensor import Tensor
from tenfold.core.values.variable import Variable
from tenfold.ops.control.body import Body
from tenfold.ops.control.branches import call_body
from tenfold.ops.control.lists import TensorList
from tenfold.ops.control.node_copies import copy_nodes
from tenfold.ops.state.sources import identity
from tenfold.runtime.gears.executable import Executable
from tenfold.runtime.gears.several import Several
from tenfold.runtime.types import Array, Arrays, Gear, Holder


class Traced:
    """`result` as a function of `inputs`.

    Args:
      graph: the Graph that holds them.
      inputs: SymbolicTensors that callers supply, in order.
      result: a structure of SymbolicTensors of the graph, Nodes, None and whatever else a call gives as it is.
      effects: whether every node with an effect runs (functions), or only what `result` needs (sessions).
      pin: "first" or "second" to pin the gear.
      holder, strict: what holds the values of variables, and whether XLA has to have all of it, see Executable.

    Attributes:
      outputs: the tensors of `result`, in order.
      has_others: whether `result` holds anything but tensors.
      captured: tensors outside of the graph that it reads.
      executable: what runs it eagerly; None where it reads a tensor of another graph and so runs only inside of that.
    """

    def __init__(
        self,
        graph: Graph,
        inputs: Sequence[SymbolicTensor],
        result: Any,
        effects: bool = True,
        pin: Gear | None = None,
        holder: Holder | None = None,
        strict: bool = False,
    ) -> None:
        self.graph, self.inputs, self.structured_outputs, self.pin = graph, list(inputs), result, pin
        flat = nest.flatten(result, expand_composites=True)
        self._kept = [i for i, t in enumerate(flat) if isinstance(t, Tensor)]
        self.outputs = [flat[i] for i in self._kept]
        self._template = [None if isinstance(t, (Tensor, Node)) else t for t in flat]
        self.has_others = len(self._kept) < len(flat)
        self._single = isinstance(result, SymbolicTensor)
        self.captured = [outside for outside, _ in graph.captures]
        self._fed = [*self.inputs, *[inside for _, inside in graph.captures]]
        self.outer = next((t.graph for t in self.captured if isinstance(t, SymbolicTensor)), None)
        self._body: HotBody | None = None
        self._ties: list[Any] = []  # tensors and variables outside that the graph reads by itself
        also = [] if effects else [t for t in flat if isinstance(t, Node)]
        self.executable = (
            Executable(graph, self._fed, self.outputs, effects, also, pin, holder, strict)
            if self.outer is None
            else None
        )

    # calling

    def run(self, arrays: Arrays, ahead: int = 0, wait: bool = True) -> tuple[Array, ...]:
        """Run eagerly, unseen by tapes: arrays in, a tuple of arrays out, see `Executable.__call__`."""
        if self.captured:
            arrays = [*arrays, *[t._array for t in self.captured]]
        return self.executable(arrays, ahead, wait)  # type: ignore[misc]  # where there is none nobody calls this

    def capacity(self, arrays: Arrays, asked: int | None = None) -> int:
        """How many runs on arrays like these `run_several` may put in one program, see `Executable.capacity`."""
        return self.executable.capacity([*arrays, *[t._array for t in self.captured]], len(arrays), asked)  # type: ignore[union-attr]

    def run_several(self, arrays: Arrays, count: int, ahead: int = 0, wait: bool = True) -> Sequence[tuple[Array, ...]]:
        """Run on each of the first `count` rows of arrays that hold batches; gives the results of each, see
        `Executable.run_several`."""
        runs = Several.of(arrays)
        arrays = [*arrays, *[t._array for t in self.captured]]
        return self.executable.run_several(arrays, runs, count, ahead, wait)  # type: ignore[union-attr]

    def call_arrays(self, arrays: Arrays) -> Any:
        """`result` with eager tensors, from NumPy arrays; unseen by tapes."""
        return self.packed([Tensor(a if type(a) is np.ndarray else as_numpy(a)) for a in self.run(arrays)])

    def call_tensors(self, tensors: Sequence[Tensor]) -> Any:
        """`result` from tensors: written into the graph being written, if any, else computed at once."""
        if STATE.graph is not None or any(isinstance(t, SymbolicTensor) for t in tensors):
            return self.packed(self._written(tensors))
        if STATE.tapes:
            return self.packed(self._recorded(tensors))
        return self.call_arrays([t._array for t in tensors])

    def _written(self, tensors: Sequence[Tensor]) -> list[Tensor]:
        """The outputs in the graph being written, where the nodes are written again. Tapes see each op, as if the
        function's lines stood where it is called; but what fetches an output in a Session runs every effect."""
        graph = STATE.graph or next(graph_of(t) for t in tensors if isinstance(t, SymbolicTensor))
        found = dict(zip(map(id, self._fed), (*tensors, *self.captured)))
        with using(graph=graph):
            name = self.graph.name  # type: ignore[attr-defined]  # a FuncGraph: Sessions only `run`
            copies = copy_nodes(self.graph.nodes, graph, found, name).values()
            effects = [] if graph.building_function else [node for node in copies if node.has_effect]
            outputs = [graph.capture(found[id(t)]) for t in self.outputs]
            if not effects:
                return outputs
            with graph.control_dependencies(effects):
                return [identity(t) for t in outputs]

    def _recorded(self, tensors: Sequence[Tensor]) -> Sequence[Tensor]:
        """The outputs, computed under tapes, which see one op."""
        if self._body is None:
            ties: list[tuple[Any, Any]] = [(v, v._key) for v in self.variables if v._dtype.is_differentiable]
            ties += [(t, inner._key) for t, inner in self.graph._constants.values() if t.dtype.is_differentiable]
            self._ties = [outside for outside, _ in ties]
            self._body = HotBody(self.graph, self._fed, self.outputs, [key for _, key in ties])
        return call_body(self._body, [*tensors, *self.captured, *[convert(t) for t in self._ties]])

    @property
    def executable_under_tapes(self) -> Executable | None:
        """What runs where tapes record, once it has."""
        bodies = [b for b in (self._body, self._body and self._body._saving) if b is not None]
        return next((b._plans["executable"] for b in bodies if "executable" in b._plans), None)

    def packed(self, outputs: Sequence[Tensor]) -> Any:
        """`result` with `outputs` in place of its tensors."""
        if self._single:
            return outputs[0]
        if self.structured_outputs is None:
            return None
        return nest.pack_sequence_as(self.structured_outputs, self.leaves(outputs), expand_composites=True)

    def leaves(self, outputs: Sequence[Tensor]) -> list[Any]:
        """The leaves of `result` with `outputs` in place of its tensors."""
        flat = list(self._template)
        for i, t in zip(self._kept, outputs):
            flat[i] = t
        return flat

    def valid_here(self) -> bool:
        """Whether what it captured from another graph can be reached from the graph being written."""
        graph = STATE.graph
        while graph is not None and graph is not self.outer:
            graph = graph.outer
        return graph is self.outer or self.outer is None

    @property
    def variables(self) -> tuple[Variable, ...]:
        """Variables that the graph reads or assigns, in order of first use."""
        cells: list[Any] = [c for n in self.graph.nodes for c, _ in n.cells]
        return tuple({id(c): c for c in cells if hasattr(c, "trainable")}.values())


class HotBody(Body):
    """A body called eagerly: it goes through the gears by itself."""

    def run(self, env: Eager, *arrays: Array, gear: str = "numpy") -> tuple[Array, ...]:
        if env is not EAGER or gear != "numpy":
            return super().run(env, *arrays, gear=gear)
        if "executable" not in self._plans:
            self._plans["executable"] = Executable(self.graph, self.inputs, self.outputs)
        return tuple([as_numpy(a) for a in self._plans["executable"](arrays)])


def as_numpy(array: Array) -> Array:
    return array if isinstance(array, (np.ndarray, np.generic, TensorList, Held)) else np.asarray(array)
