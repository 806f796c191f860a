"""Writing the bodies of branches and loops: a Python function becomes a graph inside the graph being written."""

import numpy as np

from tenfold.core.base.hooks import hooks
from tenfold.core.base.thread import STATE, using
from tenfold.core.graphs.graph import SMALL, FuncGraph


class BodyGraph(FuncGraph):
    """What a branch or a loop runs. Outer tensors become inputs; so do variables, until the body assigns them.

    Attributes:
      tapes: the tapes recording outside, which are told of the variables read.
      hoisted: id of a variable -> placeholder of the value that it has when the body begins.
      shared: id of a variable -> the read of it outside, one for all branches that one node chooses among.
      reads: id of a variable -> the nodes that stand for its reads.
      assigned: ids of the cells written here.
    """

    def __init__(self, name, outer, shared=None):
        super().__init__(name, outer)
        self.tapes, self.hoisted, self.reads, self.assigned = STATE.tapes, {}, {}, set()
        self.shared = {} if shared is None else shared

    def write(self, op, inputs, attrs, name=None):
        if op is hooks.read:
            return self._read(attrs["variable"], name)
        node = super().write(op, inputs, attrs, name)
        self.assigned.update(id(cell) for cell, written in node.cells if written)
        return node

    def _read(self, variable, name):
        """The value from outside, as a tensor of its own; what the variable holds once the body has assigned it."""
        value = self._hoist(variable)
        if id(variable) in self.assigned:
            return super().write(hooks.reread, [value], {"variable": variable}, name)
        node = super().write(hooks.identity, [value], {}, name)
        self.reads.setdefault(id(variable), []).append((node, variable))
        return node

    def _hoist(self, variable):
        if id(variable) not in self.hoisted:
            if id(variable) not in self.shared:
                with using(graph=self.outer, tapes=self.tapes):
                    self.shared[id(variable)] = variable._read()
            self.hoisted[id(variable)] = self.capture(self.shared[id(variable)])
        return self.hoisted[id(variable)]

    def _capture_eager(self, tensor):
        watched = tensor._key is not None and tensor.dtype.is_differentiable
        array = np.asarray(tensor._array)
        if not watched and (array.dtype == object or array.nbytes <= SMALL):
            return super()._capture_eager(tensor)
        with using(graph=self.outer, tapes=self.tapes):
            return self.capture(self.outer.capture(tensor))

    def reread(self, cells):
        """Read the variables among `cells` (ids) where the body runs, not before it: a loop assigns them as it goes."""
        for key in self.reads.keys() & cells:
            for node, variable in self.reads.pop(key):
                node.operation, node.attrs = hooks.reread, {"variable": variable}


def trace(function, specs, outer, name, shared=None):
    """Write `function(*placeholders)` into a graph of its own.

    Args:
      specs: (dims, dtype) per placeholder.
      outer: the graph being written.
      shared: reads of variables for all bodies that are given this dictionary.

    Returns: the BodyGraph, the placeholders and what the function returned.
    """
    graph = BodyGraph(name, outer, shared)
    return graph, *graph.trace(function, specs)


def unite(graphs):
    """Give several bodies the same captured inputs: (the tensors outside, the placeholders inside each graph)."""
    outside = {id(t): t for g in graphs for t, _ in g.captures}
    return list(outside.values()), [[g._captured(t) for t in outside.values()] for g in graphs]
