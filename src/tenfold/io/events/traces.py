"""`tf.summary.trace_on`: which graphs run, and what that takes, for TensorBoard."""

import logging
from dataclasses import dataclass
from typing import Any

from tenfold.core.base import recording
from tenfold.core.base.process_wide import ProcessWide
from tenfold.core.base.recording import Recording
from tenfold.core.base.thread import STATE
from tenfold.io import messages
from tenfold.io.events import summaries
from tenfold.io.events.default_writer import DEFAULTS, should_record_summaries, step_given
from tenfold.io.events.drawing import drawing
from tenfold.io.profiles import profiler
from tenfold.io.profiles.step_stats import step_stats

log = logging.getLogger("tenfold")


@dataclass
class Tracing:
    """What `trace_on` began."""

    recording: Recording
    graph: bool
    profiler: bool
    outdir: str | None


class tracing(ProcessWide):
    now: Tracing | None = None


def trace_on(graph: bool = True, profiler: bool = False, profiler_outdir: Any = None) -> None:
    """Note from here on which graphs run, until `trace_export` or `trace_off`.

    Args:
      graph: whether the graphs are wanted. (Functions that were traced before count as well.)
      profiler: whether the times are wanted: the nodes' with the graphs, and a trace in `profiler_outdir`, as by
        `tf.profiler.experimental.start`.
      profiler_outdir: the folder; older programs say it to `trace_export`.

    AlreadyExistsError where a profiler is running. Within a function that is traced, and where tracing is on, nothing
    happens but a warning.
    """
    if STATE.graph is not None:
        log.warning("Cannot enable trace inside a tf.function.")
    elif tracing.now is not None:
        log.warning("Trace already enabled")
    else:
        tracing.now = Tracing(recording.start(profiler, alone=profiler), graph, profiler, profiler_outdir)


def trace_export(name: str, step: Any = None, profiler_outdir: Any = None) -> None:
    """Write what was noted since `trace_on` as a summary, and end that.

    Args:
      name: the tag.
      step: as a scalar's.
      profiler_outdir: the folder of the trace, where `trace_on` was told none.

    ValueError where tracing is not on, or there is no step. Without a default writer nothing is written.
    """
    found = tracing.now
    if STATE.graph is not None:
        log.warning("Cannot export trace inside a tf.function.")
        return
    if found is None:
        raise ValueError("Must enable trace before export through tf.summary.trace_on.")
    at = int(step_given(step))
    outdir = found.outdir if found.outdir is not None else profiler_outdir
    trace_off()
    if DEFAULTS.writer is not None and should_record_summaries().numpy():
        made = summaries.run_metadata_graph if found.graph and not found.profiler else summaries.run_metadata
        DEFAULTS.writer.events.add_summary(made(name, _metadata(found)), at)
    if found.profiler and outdir is None:
        log.warning("No `profiler_outdir` passed to trace_on(): no trace is written, the times stand with the graph.")
    elif found.profiler:
        profiler.write(found.recording, outdir)


def trace_off() -> None:
    """End what `trace_on` began; nothing is written."""
    if tracing.now is not None:
        recording.stop(tracing.now.recording)
        tracing.now = None


def _metadata(found: Tracing) -> Any:
    """A RunMetadata with a `FunctionGraphs` for each graph that ran."""
    metadata = messages.RunMetadata()
    for graph in found.recording.graphs if found.graph else ():
        written = drawing(graph.nodes)
        metadata.function_graphs.add(
            pre_optimization_graph=written, post_optimization_graph=written, partition_graphs=[written]
        )
        if found.profiler:
            metadata.partition_graphs.add().CopyFrom(written)
    if found.profiler:
        metadata.step_stats.CopyFrom(step_stats(found.recording))
    return metadata
