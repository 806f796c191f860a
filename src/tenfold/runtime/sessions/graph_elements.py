"""What a name, a variable or an object of the user's stands for in a graph."""

import re
from typing import Any

from tenfold.core.graphs.graph import Graph, Node
from tenfold.core.graphs.symbolic import SymbolicTensor


def operation_named(graph: Graph, name: str) -> Node:
    """The Node of that name.

    Raises:
      KeyError: there is none.
    """
    node = _node_named(graph, name)
    if node is None:
        raise KeyError(f"The name {name!r} refers to an Operation not in the graph.")
    return node


def tensor_named(graph: Graph, name: str) -> SymbolicTensor:
    """The tensor of that name, "operation:0".

    Raises:
      ValueError: no name of a tensor.
      KeyError: there is no such tensor.
    """
    if not re.fullmatch(r".+:\d+", name):
        raise ValueError(
            f"The name {name!r} looks like an (invalid) Operation name, not a Tensor. Tensor names must be of "
            'the form "<op_name>:<output_index>".'
        )
    operation, index = name.rsplit(":", 1)
    node = _node_named(graph, operation)
    if node is None or int(index) >= len(node.outputs):
        why = "does not exist in the graph" if node is None else f"exists but only has {len(node.outputs)} outputs"
        raise KeyError(
            f"The name {name!r} refers to a Tensor which does not exist. The operation, {operation!r}, {why}."
        )
    return node.outputs[int(index)]


def _node_named(graph: Graph, name: str) -> Node | None:
    """The Node of that name or None; names of nodes written since the last look are entered first."""
    known = graph._by_name
    if len(known) < len(graph.nodes):
        known.update({node.name: node for node in graph.nodes[len(known) :]})
    return known.get(name)


def graph_element(graph: Graph, obj: Any) -> Any:
    """The tensor or node that a name, tensor, variable or node stands for; what is none of these comes back."""
    if isinstance(obj, str):
        return tensor_named(graph, obj) if ":" in obj else operation_named(graph, obj)
    return obj._as_graph_element() if hasattr(obj, "_as_graph_element") else obj
