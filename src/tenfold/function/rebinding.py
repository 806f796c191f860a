"""Variables as arguments: one trace serves all that are alike, as in TensorFlow.

Nodes hold the variables that the function was traced with; for others the nodes are written again with those in their
place, without a call of the Python function. Where a branch or a loop holds one it is traced once more.
"""

import math
from typing import Any

from tenfold.core.base import nest
from tenfold.core.base.env import Cell
from tenfold.core.base.thread import using
from tenfold.core.base.types import Rows, Value
from tenfold.core.graphs.graph import FuncGraph, Node
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values.tensor import Tensor
from tenfold.core.values.variable import Variable
from tenfold.ops.control.node_copies import copy_nodes

Copied = tuple[FuncGraph, list[SymbolicTensor], Value]


def is_replaceable(value: Value) -> bool:
    """Whether an argument is a variable that another one may stand for: no subclass, and of no graph."""
    return type(value) is Variable and value.graph is None


def numbered(variables: Rows) -> list[int]:
    """A number per variable, the same for the same one."""
    numbers: dict[int, int] = {}
    return [numbers.setdefault(id(v), len(numbers)) for v in variables]


def bytes_of(variables: Rows) -> int:
    """How much memory their values take, unknown dimensions as 1."""
    return sum(math.prod([d or 1 for d in v.shape._dims or ()]) * v.dtype.size for v in variables)


def copied(graph: FuncGraph, inputs: list[SymbolicTensor], result: Value, cells: dict[int, Cell]) -> Copied | None:
    """A trace with other variables: its graph, inputs and result; None where a branch or loop holds one of them.

    Args:
      cells: id of a variable -> the one that takes its place.
    """
    held = [hasattr(v, "cells") and {id(c) for c, _ in v.cells} for n in graph.nodes for v in n.attrs.values()]
    if any(ids and not ids.isdisjoint(cells) for ids in held):
        return None
    new = FuncGraph(graph.name, graph.outer)
    with using(graph=new, tapes=()):
        placeholders = [new.placeholder(t._dims, t.dtype, t.node.name) for t in inputs]
        found: dict[int, Any] = dict(zip(map(id, inputs), placeholders))
        found.update({id(inside): new._captured(outside) for outside, inside in graph.captures})
        copies = copy_nodes(graph.nodes, new, found, cells=cells)
    new._constants = {k: (outside, found[id(inside)]) for k, (outside, inside) in graph._constants.items()}
    flat = [_in_copy(v, found, copies) for v in nest.flatten(result, expand_composites=True)]
    return new, placeholders, nest.pack_sequence_as(result, flat, expand_composites=True)


def _in_copy(value: Value, found: dict[int, Any], copies: dict[Node, Node]) -> Value:
    return found[id(value)] if isinstance(value, Tensor) else copies[value] if isinstance(value, Node) else value
