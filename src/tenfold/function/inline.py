"""A traced function called while a graph is written: its nodes are written there again."""

from tenfold.core.base.env import Counter
from tenfold.core.base.state import STATE, hooks
from tenfold.core.values.tensor import Tensor
from tenfold.ops.random.seeds import graph_counter


def inline(graph, inputs, tensors, outputs):
    """Write the nodes of `graph` into the one being written, `tensors` in place of `inputs`; gives its `outputs` there.

    Tapes see each op, as if the function's lines stood where it is called.
    """
    found = {id(inner): outer for outer, inner in getattr(graph, "captures", ())}
    found.update(zip(map(id, inputs), tensors))
    into = STATE.graph
    with into.name_scope(getattr(graph, "name", None) or "call"):
        for node in graph.nodes:
            if node.outputs and id(node.outputs[0]) in found:
                continue
            results = _again(node, lambda t: found[id(t)])
            for old, new in zip(node.outputs, results):
                if old._dims is not None:
                    new.set_shape(old._dims)
                found[id(old)] = new
    return [into.capture(found[id(t)]) for t in outputs]


def _again(node, find):
    if node.operation is hooks.read:
        return [node.attrs["variable"]._read()]
    inputs = [None if t is None else find(t) for t in node.inputs]
    attrs = {k: _own(v, find) for k, v in node.attrs.items()}
    if node.operation is hooks.const:
        return [STATE.graph.constant(attrs["value"], key=node.outputs[0]._key)]
    result = node.operation.apply(inputs, attrs, node.name.rsplit("/", 1)[-1])
    return [] if not node.outputs else result if node.several else [result]


def _own(value, find):
    """An attribute as this call has it: a random op draws the same numbers wherever its function is called first."""
    if isinstance(value, Counter):
        return graph_counter(STATE.graph)
    return find(value) if isinstance(value, Tensor) else value
