"""Nodes written into another graph again: a function called while a graph is written, a gradient that computes a part
of the forward pass anew, a graph that is imported."""

import contextlib
from types import MappingProxyType

from tenfold.core.base.hooks import hooks
from tenfold.core.base.thread import STATE
from tenfold.core.values.tensor import Tensor


def copy_nodes(nodes, graph, found, scope=None, cells=None):
    """Write `nodes` into `graph` again, in their order, and each after the copies of what it waited for.

    Args:
      nodes: Nodes of one graph, each after those whose results it uses.
      graph: the Graph that is being written.
      found: id of a tensor -> what stands for it there: a tensor of `graph`, or one that it captures. What the copies
        compute is added. A node is left out if something stands for each of its results already.
      cells: id of a cell -> the one that takes its place, by default none.
      scope: what the names of the copies begin with, in `graph`'s open scope; None for nothing.

    Returns: a dict from each node copied to its copy.
    """
    copies = {}
    with graph.name_scope(scope) if scope else contextlib.nullcontext():
        for node in nodes:
            if node.outputs and all(id(t) in found for t in node.outputs):
                continue
            after = [copies[n] for n in node.control_inputs if n in copies]
            with graph.control_dependencies(after) if after else contextlib.nullcontext():
                copies[node] = copy = copy_node(node, graph, lambda t: found[id(t)], cells or {})
            for old, new in zip(node.outputs, copy.outputs):
                found.setdefault(id(old), new)
    return copies


def copy_node(node, graph, find, cells=MappingProxyType({})):
    """Write `node` into `graph` again and return the copy. Tapes that record see the op as if it were called there.

    It keeps its op, attributes and bodies, its name and what is known of its results' shapes. An attribute that belongs
    to one node alone (how far a random op has got) says so by a method `anew(graph)`, and is made anew.

    Args:
      find: function from a tensor that the node uses to what stands for it.
      cells: see `copy_nodes`.
    """
    op, name = node.operation, node.name
    if op is hooks.const:
        return graph.constant(node.attrs["value"], node.outputs[0]._key, name).node
    inputs = [None if t is None else find(t) for t in node.inputs]
    attrs = {k: cells[id(v)] if id(v) in cells else _own(v, graph, find) for k, v in node.attrs.items()}
    copy = graph.write(op, inputs, attrs, graph.unique_name(name) + "/")
    copy.ends = node.ends
    for old, new in zip(node.outputs, copy.outputs):
        if old._dims is not None:
            new.set_shape(old._dims)
    if copy.outputs:
        _tell_tapes(op, inputs, copy.outputs if copy.several else copy.outputs[0], attrs)
    return copy


def _own(value, graph, find):
    """An attribute as the copy has it."""
    if isinstance(value, Tensor):
        return find(value)
    return value.anew(graph) if hasattr(value, "anew") else value


def _tell_tapes(op, inputs, result, attrs):
    for tape in STATE.tapes:
        if op is hooks.read:
            tape.read(attrs["variable"], result)
        else:
            tape.record(op, inputs, result, attrs)
