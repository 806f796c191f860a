"""`tf.summary.scalar` and its like: what is written, now or whenever a function runs, to the default writer."""

import contextlib
import functools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from tenfold.core.base.thread import STATE
from tenfold.core.graphs.graph import Graph
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.io.events import summaries
from tenfold.io.events.default_writer import DEFAULTS, should_record_summaries, step_given
from tenfold.io.events.drawing import drawing
from tenfold.io.events.writer import event
from tenfold.ops.bytes.summaries import write_summary
from tenfold.ops.scopes import get_current_name_scope, scope_of


def _write(made: Callable[[Any], Any], data: Any, step: Any) -> Any:
    """Write the summary of the data to the default writer; gives whether that was done, a bool tensor."""
    writer = DEFAULTS.writer
    wanted = should_record_summaries()
    if writer is None or STATE.graph is None and not wanted.numpy():
        return convert(False)
    at = convert(step_given(step), dtypes.int64)

    def write(data: Any, step: int) -> None:
        writer.events.add_summary(made(data), step)

    if STATE.graph is None:  # what is wrong with the data is said by what makes a summary of them
        write(data, int(at.numpy()))
        return wanted
    return write_summary(convert(data), at, wanted, write=write)


def _tagged(name: str) -> str:
    scope = get_current_name_scope()
    return f"{scope}/{name}" if scope else name


def _check_scalar(data: Any) -> None:
    """ValueError for data that have axes, also where nothing is written."""
    dims = data._dims if hasattr(data, "_dims") else convert(data)._dims
    if dims:
        raise ValueError(f"Expected scalar shape, saw shape: {dims}.")


def scalar(name: str, data: Any, step: Any = None, description: str | None = None) -> Any:
    """Write a number, as float32.

    Args:
      name: its tag, after the name scopes that are open.
      data: a tensor of shape (), or what becomes one.
      step: an integer, tensor or variable of int64; by default the one that `set_step` or `as_default` said.
      description: what it is, in Markdown.

    Returns: whether it was written, a bool tensor: there is a default writer, and `record_if` has it so.

    Raises:
      ValueError: the data's shape is not (), or there is no step.
    """
    if type(data) is not float:
        _check_scalar(data)
    return _write(functools.partial(summaries.scalar, _tagged(name), description=description), data, step)


def histogram(
    name: str, data: Any, step: Any = None, buckets: int | None = None, description: str | None = None
) -> Any:
    """Write how numbers of any shape are spread over `buckets` of equal width, 30 by default. Otherwise as `scalar`."""
    made = functools.partial(summaries.histogram, _tagged(name), buckets=buckets, description=description)
    return _write(made, data, step)


def image(name: str, data: Any, step: Any = None, max_outputs: int = 3, description: str | None = None) -> Any:
    """Write images [images, height, width, 1 to 4], floats within [0, 1] or integers. Otherwise as `scalar`.

    Args:
      max_outputs: how many of them are kept.
    """
    made = functools.partial(summaries.image, _tagged(name), max_outputs=max_outputs, description=description)
    return _write(made, data, step)


def text(name: str, data: Any, step: Any = None, description: str | None = None) -> Any:
    """Write strings of any shape, shown as Markdown. TypeError for what is no string. Otherwise as `scalar`."""
    return _write(functools.partial(summaries.text, _tagged(name), description=description), data, step)


def audio(
    name: str,
    data: Any,
    sample_rate: int,
    step: Any = None,
    max_outputs: int = 3,
    encoding: str | None = None,
    description: str | None = None,
) -> Any:
    """Write sounds, float32 [clips, frames, channels] within [-1, 1]; see `summaries.audio`. Otherwise as `scalar`."""
    made = functools.partial(
        summaries.audio,
        _tagged(name),
        sample_rate=sample_rate,
        max_outputs=max_outputs,
        encoding=encoding,
        description=description,
    )
    return _write(made, data, step)


def write(tag: str, tensor: Any, step: Any = None, metadata: Any = None, name: str | None = None) -> Any:
    """Write any tensor under a tag, as it is; `metadata`, a SummaryMetadata, says who shows it. Otherwise as `scalar`.

    Args:
      tensor: a tensor, or a function of nothing that gives one, called where the summary is wanted.
    """
    if not isinstance(tag, str):
        raise TypeError(f"tag is a string; received {tag!r}.")
    if callable(tensor) and not hasattr(tensor, "dtype"):
        if DEFAULTS.writer is None or STATE.graph is None and not should_record_summaries().numpy():
            return convert(False)
        tensor = tensor()
    return _write(functools.partial(summaries.tensor, tag, metadata=metadata), tensor, step)


def write_raw_pb(tensor: Any, step: Any = None, name: str | None = None) -> Any:
    """Write `Summary` messages, as bytes in a string tensor."""
    return _write(lambda data: np.asarray(data).item(), tensor, step)


def graph(graph_data: Any) -> Any:
    """Write a Graph or a GraphDef for TensorBoard to draw, at step 0.

    ValueError for anything else, and while a function is traced.
    """
    if STATE.graph is not None:
        raise ValueError("graph() cannot be invoked inside a graph context.")
    if not isinstance(graph_data, Graph) and type(graph_data).__name__ != "GraphDef":
        raise ValueError(
            "Argument 'graph_data' is not tf.Graph or tf.compat.v1.GraphDef. Received "
            f"graph_data={graph_data} of type {type(graph_data).__name__}."
        )
    wanted = should_record_summaries()
    if DEFAULTS.writer is not None and wanted.numpy():
        message = drawing(graph_data.nodes) if isinstance(graph_data, Graph) else graph_data
        DEFAULTS.writer.events.add(event(0, graph_def=message))
    return wanted


@contextlib.contextmanager
def summary_scope(name: str, default_name: str = "summary", values: Any = None) -> Iterator[tuple[str, str]]:
    """`with summary_scope("loss") as (tag, scope):` the tag that a summary of this name has here, and its name scope.

    Args:
      default_name: where `name` is None or "".
      values: not used, as in TensorFlow 2.
    """
    name = name or default_name
    tag = _tagged(name)
    with scope_of(name) as scope:
        yield tag, scope
