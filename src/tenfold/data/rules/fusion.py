"""Two functions of elements as one: a call for each element in place of two.

Neither draws, assigns or calls Python, so that nothing happens in another order; and one of them cannot fail, so that
an error is the other one's, and names it.
"""

from typing import Any

from tenfold.core.base.thread import using
from tenfold.core.calls.op import OPS
from tenfold.core.graphs.graph import FuncGraph
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.data.elements.filter import Filter
from tenfold.data.elements.map import Map
from tenfold.data.plan.dataset import Dataset
from tenfold.data.plan.functions import UNKNOWN, ElementFunction
from tenfold.data.rules.vectorized import vectorized
from tenfold.data.run.shorter import with_inputs
from tenfold.ops.control.node_copies import copy_nodes

MOST = 16  # functions in one: each is written anew for every one that is added


def maps_are_one(node: Dataset) -> Dataset | None:
    """`map` of a `map` whose function cannot fail."""
    if type(node) is not Map or type(node.inputs[0]) is not Map:
        return None
    inner = node.inputs[0]
    if node.parallel != inner.parallel or node.deterministic != inner.deterministic:
        return None
    if vectorized(inner.function) is None:
        return None
    function = _fused(inner.function, node.function, node.function, both=False)
    return function and _with(node, inner, function)


def filters_are_one(node: Dataset) -> Dataset | None:
    """`filter` of a `filter`, by a function that cannot fail, for it is called for what the first turns away too."""
    if type(node) is not Filter or type(node.inputs[0]) is not Filter:
        return None
    inner = node.inputs[0]
    if vectorized(node.function) is None:
        return None
    function = _fused(inner.function, node.function, inner.function, both=True)
    return function and _with(node, inner, function)


def _with(node: Any, inner: Dataset, function: ElementFunction) -> Dataset:
    found = with_inputs(node, *inner.inputs)
    found.function = function
    return found


def _fused(first: ElementFunction, second: ElementFunction, like: ElementFunction, both: bool) -> Any:
    """`second` of what `first` gives; `both`: whether an element has both properties. None where that may differ.

    Args:
      like: the one of them that may fail.
    """
    if len(first.parts) + len(second.parts) > MOST or not (_alone(first) and _alone(second)):
        return None
    graph = FuncGraph(f"{first.graph.name}_{second.graph.name}", None)
    with using(graph=graph, tapes=()):
        inputs = [graph.placeholder(t._dims, t.dtype, t.node.name) for t in first.inputs]
        made = _written(first, inputs, graph)
        outputs = _written(second, inputs if both else made, graph)
        if both:
            outputs = [OPS["logical_and"].apply([made[0], outputs[0]], {})]
    new = like.written_as(graph, inputs, outputs)
    new.spec, new.taken, new.given, new.unpack = second.spec, first.taken, first.given, first.unpack
    new.before = None if both else first
    new.parts, new.for_batches = (*first.parts, *second.parts), UNKNOWN
    return new


def _alone(function: ElementFunction) -> bool:
    """Whether it is a function of its inputs, and of tensors that do not change, and nothing else."""
    if not function.plain or function.debugged or function.draws or function.assigns or function.symbols():
        return False
    if [id(t) for t in function.captured] != [id(outside) for outside, _ in function.graph.captures]:
        return False
    for node in function.graph.nodes:
        operation: Any = node.operation
        if operation.name != "placeholder" and (node.cells or node.control_inputs or operation.effect):
            return False
        if operation.stateful and operation.name != "placeholder":
            return False
        if any(hasattr(v, "cells") for v in node.attrs.values()):
            return False
    return True


def _written(function: ElementFunction, given: list[SymbolicTensor], graph: FuncGraph) -> list[SymbolicTensor]:
    """The nodes of a function once more, for other inputs; its results."""
    found: dict[int, Any] = dict(zip(map(id, function.inputs), given))
    found.update({id(inside): graph.capture(outside) for outside, inside in function.graph.captures})
    copy_nodes(function.graph.nodes, graph, found)
    return [found[id(t)] for t in function.outputs]
