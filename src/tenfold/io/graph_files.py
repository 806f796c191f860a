"""A graph's description in a file: `tf.io.write_graph`."""

import os
from typing import Any

from tenfold.core.base import errors
from tenfold.core.graphs.graph import Graph
from tenfold.io.text_format import to_text
from tenfold.ops.bytes.files import file_errors
from tenfold.ops.bytes.whole_file import whole_file


def write_graph(graph_or_graph_def: Any, logdir: str | os.PathLike[str], name: str, as_text: bool = True) -> str:
    """Write a GraphDef to the file `name` in the folder `logdir`, whole or not at all; folders on the way are made.

    Args:
      graph_or_graph_def: a tf.compat.v1.GraphDef, or a graph.
      as_text: whether it is written as text (.pbtxt), else in the binary format (.pb).

    Returns:
      the file's path.

    Raises:
      TypeError: neither a GraphDef nor a graph.
      UnimplementedError: a graph that cannot be described yet.
    """
    graph_def = _graph_def(graph_or_graph_def)
    path = os.path.join(logdir, name)
    data = to_text(graph_def).encode() if as_text else graph_def.SerializeToString(deterministic=True)
    with file_errors(path), whole_file(path) as file:
        file.write(data)
    return path


def _graph_def(given: Any) -> Any:
    if getattr(getattr(given, "DESCRIPTOR", None), "full_name", None) == "tensorflow.GraphDef":
        return given
    if hasattr(given, "as_graph_def"):
        return given.as_graph_def()
    if isinstance(given, Graph):
        raise errors.UnimplementedError(
            f"write_graph: a {type(given).__name__} is not described as a GraphDef in this version of Tenfold; pass a "
            "tf.compat.v1.GraphDef."
        )
    raise TypeError(f"write_graph takes a tf.compat.v1.GraphDef or a graph; received {type(given).__name__}.")
