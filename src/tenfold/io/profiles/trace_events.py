"""A recording as a trace: JSON that Perfetto, chrome://tracing and TensorBoard's trace viewer open.

The keys are those of Google's "Trace Event Format": complete events (ph "X") with `ts` and `dur` in microseconds,
metadata (ph "M") that name the process and its threads. TensorBoard's profile plugin reads the file from
`<logdir>/plugins/profile/<run>/<host>.trace.json.gz`.
"""

import gzip
import itertools
import json
import os
import re
import socket
import time
from typing import Any

from tenfold.core.base.recording import Event, Recording, shown
from tenfold.ops.bytes.files import file_errors, make_folders

PROCESS = 1


def trace(recording: Recording) -> dict[str, Any]:
    """The trace: {"displayTimeUnit", "metadata", "traceEvents"}; times count from the beginning of the recording."""
    numbers = {thread: i for i, thread in enumerate(recording.threads, 1)}
    events = [_metadata("process_name", {"name": "/host:CPU"}), _metadata("process_sort_index", {"sort_index": 0})]
    for thread, number in numbers.items():
        events.append(_metadata("thread_name", {"name": recording.threads[thread]}, number))
        events.append(_metadata("thread_sort_index", {"sort_index": number}, number))
    ordered = sorted(recording.events, key=lambda e: (e.start, -e.end))
    events += [_complete(e, recording, numbers[e.thread]) for e in ordered]
    metadata = {"highres-ticks": True, "began": recording.began[0], "dropped": recording.dropped}
    return {"displayTimeUnit": "ns", "metadata": metadata, "traceEvents": events}


def _metadata(name: str, args: dict[str, Any], thread: int | None = None) -> dict[str, Any]:
    where = {"pid": PROCESS} if thread is None else {"pid": PROCESS, "tid": thread}
    return {"ph": "M", **where, "name": name, "args": args}


def _complete(event: Event, recording: Recording, thread: int) -> dict[str, Any]:
    args: dict[str, Any] = {"name": event.name} if event.kind == "node" and event.name != event.type else {}
    for key, arrays in (("inputs", event.inputs), ("outputs", event.outputs)):
        if arrays:
            args[key] = ", ".join([shown(dtype, shape) for dtype, shape in arrays])
    args |= {k: ", ".join(v) if isinstance(v, tuple) else v for k, v in event.details.items() if v != ()}
    return {
        "ph": "X",
        "cat": event.kind,
        "name": event.type if event.kind in ("op", "node") else event.name,
        "pid": PROCESS,
        "tid": thread,
        "ts": (event.start - recording.began[1]) / 1000,
        "dur": (event.end - event.start) / 1000,
        "args": args if event.kind in ("op", "node", "trace") else {"gear": event.type, **args},
    }


def write(recording: Recording, logdir: str, run: str | None = None) -> str:
    """Write the trace for TensorBoard; gives the file's path. `run`: the folder's name, by default the time."""
    folder = _new_folder(os.path.join(logdir, "plugins", "profile", run or time.strftime("%Y_%m_%d_%H_%M_%S")))
    host = re.sub(r"[^\w.-]", "_", socket.gethostname()) or "localhost"
    path = os.path.join(folder, f"{host}.trace.json.gz")
    text = json.dumps(trace(recording), separators=(",", ":"), default=str)
    with file_errors(path):
        make_folders(folder)
        with gzip.open(path, "wt", encoding="utf-8") as file:
            file.write(text)
    return path


def _new_folder(path: str) -> str:
    """The path, with a number where there is such a folder already: profiles may follow one another in a second."""
    tried = (f"{path}_{i}" if i else path for i in itertools.count())
    return next(p for p in tried if not os.path.exists(p))
