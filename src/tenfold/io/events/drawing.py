"""A graph as TensorBoard draws it."""

from collections.abc import Iterable
from typing import Any

from tenfold.core.graphs.graph import Node
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.io import messages

SHOWN = 200  # characters of an attribute


def drawing(nodes: Iterable[Node]) -> Any:
    """A GraphDef with the names, types, edges and shapes of a graph's nodes.

    Attributes are there as text, to be looked at: no program can be read from it.
    """
    found = messages.GraphDef()
    found.versions.producer = 1
    for node in nodes:
        drawn = found.node.add(name=node.name, op=node.type)
        drawn.input.extend([_edge(t) for t in node.all_inputs()])
        drawn.input.extend([f"^{before.name}" for before in node.control_inputs])
        if node.outputs:
            drawn.attr["T"].type = node.outputs[0].dtype.as_datatype_enum
        shapes = drawn.attr["_output_shapes"].list
        for t in node.outputs:
            _fill(shapes.shape.add(), t._dims)
        for key, value in node.attrs.items():
            if not isinstance(value, SymbolicTensor):
                drawn.attr[key].s = f"{value!r:.{SHOWN}}".encode()
    return found


def _edge(tensor: SymbolicTensor) -> str:
    return tensor.name.removesuffix(":0")


def _fill(shape: Any, dims: Any) -> None:
    if dims is None:
        shape.unknown_rank = True
    for size in dims or ():
        shape.dim.add(size=-1 if size is None else size)
