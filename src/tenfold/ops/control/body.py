"""A function written down, held by a node of another graph: what calls, branches and loops run, and its gradient.

The gradient of a body is a body too. It takes from the forward run what that run hands over (its inputs and results)
and computes the rest of what it needs again; what cannot be computed twice (a random draw, a variable that is assigned
later) has to be among the results.
"""

import functools
from typing import NamedTuple

from tenfold.core.base.hooks import hooks
from tenfold.core.base.thread import using
from tenfold.core.calls.gradient import backprop
from tenfold.core.graphs.graph import FuncGraph, records
from tenfold.core.graphs.plan import needed, plan
from tenfold.core.values.tensor import Tensor
from tenfold.ops.control.node_copies import copy_node


class Body:
    """`outputs` as a function of `inputs`, its effects included.

    Args:
      graph: the FuncGraph that holds them.
      inputs: placeholders that the caller supplies, in order.
      outputs: SymbolicTensors of the graph.
      ties: keys of outer tensors and variables that the graph reads by itself, to which gradients flow nevertheless.
      effects: whether its nodes with effects run.

    Attributes:
      most_trips: of a loop's body, the most iterations that a run in first gear has taken so far.
    """

    most_trips = 0

    def __init__(self, graph, inputs, outputs, ties=(), effects=True):
        self.graph, self.inputs, self.outputs, self.ties = graph, list(inputs), list(outputs), list(ties)
        found = needed(self.outputs, [n for n in graph.nodes if n.has_effect and effects], stop=self.inputs)
        given = {t.node for t in self.inputs}
        self.nodes = [n for n in graph.nodes if n in found and n not in given]
        self._plans, self._parts, self._gradients, self._saving = {}, {}, {}, None

    @functools.cached_property  # asked by every node around: bodies inside bodies would be walked twice a level
    def cells(self):
        return list({(id(cell), written): (cell, written) for n in self.nodes for cell, written in n.cells}.values())

    @functools.cached_property
    def has_effect(self):
        return any(n.has_effect for n in self.nodes)

    @functools.cached_property
    def host(self):
        return any(n.host for n in self.nodes)

    def run(self, env, *arrays, gear="numpy"):
        """The results, a tuple of arrays, as the ops' forwards for `gear` compute them."""
        run = self._plans.get(gear)
        if run is None:
            run = self._plans[gear] = plan(self.nodes, self.inputs, self.outputs, gear)
        return run(env, *arrays)

    def part(self, keep, effects=True):
        """The body with only the outputs whose indices are in the tuple `keep`; and with its effects or without."""
        if (keep, effects) not in self._parts:
            self._parts[keep, effects] = type(self)(
                self.graph, self.inputs, [self.outputs[i] for i in keep], self.ties, effects
            )
        return self._parts[keep, effects]

    def saving(self):
        """The body with more results: whatever its gradient, to any order, cannot do without."""
        if self._saving is None:
            given = [t.dtype.is_differentiable for t in self.outputs]
            wanted = [t.dtype.is_differentiable for t in self.inputs] + [True] * len(self.ties)
            sources = self.gradient(given, wanted, None).sources
            have = {id(t) for t in (*self.inputs, *self.outputs)}
            extra = {id(t): t for t in (*sources, *self.unrepeatable()) if id(t) not in have}
            self._saving = type(self)(self.graph, self.inputs, [*self.outputs, *extra.values()], self.ties)
        return self._saving

    @property
    def keys(self):
        """What tapes call its inputs and ties."""
        return [t._key for t in self.inputs] + self.ties

    def unrepeatable(self):
        """Results of nodes that may give something else when they are run again."""
        nodes = [n for n in self.nodes if n.cells or n.has_effect]
        return [t for n in nodes for t in n.outputs]

    def gradient(self, given, wanted, available, rows=True):
        """Its `Gradient`.

        Args:
          given: per output, whether there is a gradient with respect to it.
          wanted: per key, whether its gradient is asked for.
          available: tensors of the graph that the forward run hands over; None for whatever is needed.
          rows: whether a gradient may be slices of what it is the gradient of.
        """
        key = tuple(given), tuple(wanted), None if available is None else tuple([id(t) for t in available]), rows
        if key not in self._gradients:
            self._gradients[key] = _differentiate(self, given, wanted, available, rows)
        return self._gradients[key]


class Gradient(NamedTuple):
    """A body's gradient.

    Attributes:
      body: takes `sources`, then one gradient per given output, then `outside`.
      sources: tensors of the forward's graph.
      outside: tensors from further out.
      connected: indices of the keys that its outputs are gradients of.
      sliced: those of them whose gradient is slices: two outputs, values and indices, where others have one.
    """

    body: Body
    sources: list
    outside: list
    connected: list
    sliced: frozenset

    def each(self, outputs):
        """Key's index -> its outputs, one or two, among `outputs` in the body's order."""
        rest = iter(outputs)
        return {i: [next(rest) for _ in range(1 + (i in self.sliced))] for i in self.connected}


class Backward(FuncGraph):
    """The graph of a body's gradient. A tensor of the body that is not handed over is computed again."""

    def __init__(self, body, available):
        super().__init__("gradient", outer=body.graph.outer)
        self.body, self.all_available = body, available is None
        self.held = {id(t): t for t in available or body.inputs}
        self.again = {}

    def _capture_symbolic(self, tensor):
        if (
            tensor.graph is not self.body.graph
            or id(tensor) in self.held
            or self.all_available
            and not _trivial(tensor)
        ):
            return self._captured(tensor)
        if id(tensor) not in self.again:
            self._repeat(tensor)
        return self.again[id(tensor)]

    def _repeat(self, tensor):
        nodes = {tensor.node} if self.all_available else needed([tensor], stop=self.held.values())
        for node in self.body.nodes:
            if node in nodes and node.outputs and id(node.outputs[0]) not in self.again:
                self.again.update(zip(map(id, node.outputs), copy_node(node, self, self.capture).outputs))


def _trivial(tensor):
    """Constants and shape arithmetic: repeated, not handed over, so that shapes stay known to the second gear."""
    return tensor.node.operation is hooks.const or tensor.node.operation.static and tensor.dtype.is_integer


def _differentiate(body, given, wanted, available, rows):
    graph = Backward(body, available)
    with using(graph=graph, tapes=(), scope=""):
        targets = [t for t, g in zip(body.outputs, given) if g]
        dys = [graph.placeholder(t._dims, t.dtype, "dy") for t in targets]
        seeds = {}
        for t, dy in zip(targets, dys):
            seeds[t._key] = hooks.add(seeds[t._key], dy) if t._key in seeds else dy
        keys = body.keys
        found = backprop(records(body.nodes), seeds, {k for k, w in zip(keys, wanted) if w})
        connected = [
            i for i, (k, w) in enumerate(zip(keys, wanted)) if w and k in found and k not in keys[:i]
        ]  # a key counts once
        parts = [_parts(found[keys[i]], rows) for i in connected]
        outputs = [graph.capture(t) for part in parts for t in part]
    captures = graph.captures
    sources = [(t, p) for t, p in captures if t.__class__ is not Tensor and t.graph is body.graph]
    outside = [(t, p) for t, p in captures if t.__class__ is Tensor or t.graph is not body.graph]
    inputs = [*(p for _, p in sources), *dys, *(p for _, p in outside)]
    sliced = frozenset(i for i, part in zip(connected, parts) if len(part) > 1)
    made = type(body)(graph, inputs, outputs)
    return Gradient(made, [t for t, _ in sources], [t for t, _ in outside], connected, sliced)


def _parts(gradient, rows):
    """The tensors that a gradient is made of; slices become one dense tensor unless `rows`."""
    if gradient.__class__ is not hooks.slices:
        return [gradient]
    return [gradient.values, gradient.indices] if rows else [gradient._as_tensor()]
