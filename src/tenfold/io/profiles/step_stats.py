"""A recording as TensorFlow's `StepStats`: what each node of a graph took, in the messages of `RunMetadata`."""

import math
import threading
from collections.abc import Sequence
from typing import Any

from tenfold.core.base.recording import Event, Recording
from tenfold.core.values import dtypes
from tenfold.io import messages
from tenfold.io.events.drawing import drawing

DEVICE = "/job:localhost/replica:0/task:0/device:CPU:0"
PROGRAM = "XlaLaunch"  # TensorFlow's op type for a program of XLA's


def fill_run_metadata(metadata: Any, recording: Recording | None, nodes: Sequence[Any] | None) -> None:
    """Make a RunMetadata message, ours or another library's, say what a run was.

    Args:
      recording: of the run; None where its times are not wanted.
      nodes: the nodes that the run was to compute, which `partition_graphs` draws; None where they are not wanted.
    """
    found = messages.RunMetadata()
    if recording is not None:
        found.step_stats.CopyFrom(step_stats(recording, threading.get_ident()))
    if nodes is not None:
        found.partition_graphs.add().CopyFrom(drawing(nodes))
    metadata.ParseFromString(found.SerializeToString())


def step_stats(recording: Recording, thread: int | None = None) -> Any:
    """A `StepStats` of nodes and, as a node each, programs of second gear; of one thread, or of all.

    Nodes within a loop or a branch are nodes of their own, beside the one that holds them.
    """
    found = messages.StepStats()
    kept = [e for e in recording.events if e.kind in ("node", "program") and thread in (None, e.thread)]
    if kept:
        device = found.dev_stats.add(device=DEVICE)
        numbers = {identity: i for i, identity in enumerate(recording.threads)}
        for event in sorted(kept, key=lambda e: e.start):
            _fill(device.node_stats.add(), event, recording, numbers[event.thread])
        for identity, number in numbers.items():
            device.thread_names[number] = recording.threads[identity]
    return found


def _fill(stats: Any, event: Event, recording: Recording, thread: int) -> None:
    start, length = recording.since_1970(event.start), event.end - event.start
    kind = PROGRAM if event.kind == "program" else event.type
    givers = ", ".join([name.removesuffix(":0") for name in event.details.get("givers", ())])
    stats.node_name, stats.timeline_label = event.name, f"{event.name} = {kind}({givers})"
    stats.thread_id = thread
    stats.all_start_nanos, stats.op_end_rel_nanos, stats.all_end_rel_nanos = start, length, length
    stats.scheduled_nanos = start
    stats.all_start_micros, stats.scheduled_micros = start // 1000, start // 1000
    stats.op_end_rel_micros = stats.all_end_rel_micros = length // 1000
    for slot, (dtype, shape) in enumerate(event.outputs):
        dtype = dtypes.as_dtype(dtype)
        described = stats.output.add(slot=slot).tensor_description
        described.dtype = dtype.as_datatype_enum
        described.shape.SetInParent()
        for size in shape:
            described.shape.dim.add(size=size)
        described.allocation_description.requested_bytes = math.prod(shape) * dtype.size
        described.allocation_description.allocator_name = "cpu"
