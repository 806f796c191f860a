"""`tf.compat.v1.summary.get_summary_description`: what a node that summarises a tensor says of it."""

from typing import Any

from google.protobuf import json_format

from tenfold.io import messages


def get_summary_description(node_def: Any) -> Any:
    """The `SummaryDescription` in the attribute `description`, JSON, of a TensorSummary node.

    Raises:
      ValueError: a node of another op. google.protobuf.json_format.ParseError: JSON of something else.
    """
    if node_def.op != "TensorSummary":
        raise ValueError(f"Can't get_summary_description on {node_def.op}")
    text = node_def.attr["description"].s
    return json_format.Parse(text.decode(), messages.SummaryDescription())
