"""Eager or graph: whether op calls run at once, and which graph they are written into if not."""

from tenfold.core.base.process_wide import ProcessWide
from tenfold.core.base.thread import STATE
from tenfold.core.graphs.graph import Graph


class default(ProcessWide):
    """The graph that TensorFlow 1 programs write into unless they open another."""

    graph: Graph | None = None


def get_default_graph() -> Graph:
    """The graph being written; outside of any, the default one of the process."""
    if STATE.graph is not None:
        return STATE.graph  # type: ignore[return-value]  # a Graph, which the room that keeps it does not know
    if default.graph is None:
        default.graph = Graph()
    return default.graph


def reset_default_graph() -> None:
    """Begin a new default graph. AssertionError inside a `with graph.as_default():` block."""
    if STATE.graph is not None and STATE.graph is not default.graph:
        raise AssertionError(
            "Do not use tf.reset_default_graph() to clear nested graphs. If you need a cleared graph, exit the "
            "nesting and create a new graph."
        )
    writing, default.graph = STATE.graph is not None, Graph()
    if writing:
        _write_into(default.graph)


def _write_into(graph: Graph | None) -> None:
    """For this thread, and as the default of threads to come."""
    kind = type(STATE)
    kind.graph, kind.eager = graph, graph is None
    STATE.graph, STATE.eager = graph, graph is None


def disable_eager_execution() -> None:
    """From here on op calls are written into the default graph, as in TensorFlow 1."""
    if STATE.graph is None:
        _write_into(get_default_graph())


def enable_eager_execution(config: object = None, device_policy: object = None, execution_mode: object = None) -> None:
    """From here on op calls run at once. The arguments are hints to TensorFlow's own runtime; they change nothing."""
    if STATE.graph is None:
        return
    graph = get_default_graph()
    if graph.nodes or graph is not default.graph:
        raise ValueError(
            "tf.enable_eager_execution must be called at program startup, before any op is written into a graph."
        )
    _write_into(None)


def eager_outside_functions() -> bool:
    """Whether op calls run at once where no function is being traced."""
    graph = STATE.graph
    while graph is not None and graph.building_function:
        graph = graph.outer
    return graph is None


def leave_graph_mode() -> None:
    """`enable_eager_execution` at any time: what was written into the default graph is dropped."""
    if STATE.graph is not None and STATE.graph is default.graph:
        default.graph = None
        _write_into(None)
