"""`tensorflow.python.client.timeline`: a session's `StepStats` as a trace for chrome://tracing.

The file's keys are those of Google's "Trace Event Format": complete events ("X"), flows ("s", "t"), objects ("N", "O",
"D") and counters ("C"). Each device has a process of ops, in as many lanes as run at once, and one of tensors.
"""

import json
import re
from collections import namedtuple
from typing import Any

_LABEL = re.compile(r"(.*) = (.*)\((.*)\)")
STREAMS = "/stream:all"  # the end of the device's name under which GPUs tell what ran on them
OP_TIMES = ("schedule", "gpu", "all")

AllocationMaximum = namedtuple("AllocationMaximum", ("timestamp", "num_bytes", "tensors"))
StepStatsAnalysis = namedtuple("StepStatsAnalysis", ("chrome_trace", "allocator_maximums"))


class Tensor:
    """What a node made: when, where in the trace, of how many bytes, and until when it was used."""

    def __init__(self, name: str, node: Any, output: Any, where: tuple[int, int], number: int) -> None:
        self.name, self.description, (self.pid, self.tid), self.number = name, output.tensor_description, where, number
        self.made, self.seen = node.all_start_micros, node.all_start_micros + node.op_end_rel_micros
        self.ended = node.all_start_micros + node.all_end_rel_micros
        self.last: int | None = None

    @property
    def dropped(self) -> int:
        return self.ended if self.last is None else self.last


class Timeline:
    """The ops of a step on a line of time.

    Args:
      step_stats: a `StepStats`, `run_metadata.step_stats`.
      graph: not used, as in TensorFlow, which takes names from the statistics.
    """

    def __init__(self, step_stats: Any, graph: Any = None) -> None:
        self._step_stats = step_stats

    def generate_chrome_trace_format(
        self, show_dataflow: bool = True, show_memory: bool = False, op_time: str = "schedule"
    ) -> str:
        """The trace, as JSON. See `analyze_step_stats`."""
        found = self.analyze_step_stats(show_dataflow, show_memory, op_time).chrome_trace
        return json.dumps({"traceEvents": found}, indent=4, separators=(",", ": "))

    def analyze_step_stats(
        self, show_dataflow: bool = True, show_memory: bool = True, op_time: str = "schedule"
    ) -> StepStatsAnalysis:
        """(events of the trace, what each allocator held at most).

        Args:
          show_dataflow: whether an arrow goes from what makes a tensor to what takes it in another lane.
          show_memory: whether tensors and the bytes that they take are shown.
          op_time: "schedule": how long the host was at an op; "gpu": the device; "all": from one's start to the
            other's end. Without a GPU they are the same.

        Raises:
          ValueError: another `op_time`.
        """
        if op_time not in OP_TIMES:
            raise ValueError(f"op_time is one of {', '.join(OP_TIMES)}; received {op_time!r}.")
        work = _Analysis(self._step_stats, op_time)
        made, ops = [_process(0, "Allocators"), *work.processes], work.ops(show_dataflow)
        memory, most = work.memory()
        if not show_memory:
            return StepStatsAnalysis([*made, *ops], most)
        return StepStatsAnalysis([*made, *work.births(), *ops, *work.deaths(), *memory], most)


class _Analysis:
    """The statistics with a place in the trace for each op, and the tensors by name."""

    def __init__(self, stats: Any, op_time: str) -> None:
        self._stats, self._op_time = stats, op_time
        self.processes: list[dict[str, Any]] = []
        self._placed: list[tuple[Any, int, int]] = []  # node, process, lane
        self._tensors: dict[str, Tensor] = {}
        self._on_gpu = {n.node_name: n for d in stats.dev_stats if d.device.endswith(STREAMS) for n in d.node_stats}
        for i, device in enumerate(stats.dev_stats):
            self._place(device, 1 + 2 * i)

    def _place(self, device: Any, pid: int) -> None:
        self.processes += [_process(pid, f"{device.device} Compute"), _process(pid + 1, f"{device.device} Tensors")]
        ends: list[int] = []
        for node in device.node_stats:
            start, end = node.all_start_micros, node.all_start_micros + node.all_end_rel_micros
            lane = next((i for i, free in enumerate(ends) if free <= start), len(ends))
            ends[lane : lane + 1] = [end]
            self._placed.append((node, pid, lane))
            for i, output in enumerate(node.output):
                name = f"{node.node_name}:{i}" if i else node.node_name
                if name not in self._tensors:
                    self._tensors[name] = Tensor(name, node, output, (pid + 1, lane), len(self._tensors))
        for node, _, _ in self._placed:
            for name in _read(node)[1]:
                if name in self._tensors:
                    last = node.all_start_micros + node.op_end_rel_micros
                    self._tensors[name].last = max(self._tensors[name].last or 0, last)

    def ops(self, flows: bool) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        arrows = 0
        for node, pid, lane in self._placed:
            op, inputs = _read(node)
            start, length = self._time(node)
            args = {"name": node.node_name, "op": op, **{f"input{i}": name for i, name in enumerate(inputs)}}
            found.append(_event("X", "Op", op, pid, lane, start) | {"dur": length, "args": args})
            for name in inputs if flows else ():
                tensor = self._tensors.get(name)
                if tensor is None or (tensor.pid - 1, tensor.tid) == (pid, lane):
                    continue
                found.append(_event("s", "DataFlow", name, tensor.pid - 1, tensor.tid, tensor.ended) | {"id": arrows})
                found.append(_event("t", "DataFlow", name, pid, lane, node.all_start_micros) | {"id": arrows})
                arrows += 1
        return found

    def _time(self, node: Any) -> tuple[int, int]:
        """When an op began and how long it took."""
        device = self._on_gpu.get(node.node_name)
        if device is None or self._op_time == "schedule":
            return node.all_start_micros, node.all_end_rel_micros
        start = device.all_start_micros if self._op_time == "gpu" else node.all_start_micros
        return start, device.all_start_micros + device.all_end_rel_micros - start

    def births(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for t in self._tensors.values():
            snapshot = {"snapshot": {"tensor_description": str(t.description).replace('"', "")}}
            number = {"id": t.number}
            found.append(_event("N", "Tensor", t.name, t.pid, t.tid, t.made) | number)
            found.append(_event("O", "Tensor", t.name, t.pid, t.tid, t.seen) | number | {"args": snapshot})
        return found

    def deaths(self) -> list[dict[str, Any]]:
        """(In the first lane, whichever the tensor was in.)"""
        return [_event("D", "Tensor", t.name, t.pid, 0, t.dropped) | {"id": t.number} for t in self._tensors.values()]

    def memory(self) -> tuple[list[dict[str, Any]], dict[str, AllocationMaximum]]:
        """Counters of what each allocator holds, and the most of each."""
        changes: dict[str, list[tuple[int, int, str]]] = {}
        for t in self._tensors.values():
            allocated = t.description.allocation_description
            size = allocated.requested_bytes
            rows = changes.setdefault(allocated.allocator_name, [])
            rows += [(t.made, size, t.name), (t.dropped, -size, t.name)]
        found, most = [], {}
        for name, rows in changes.items():
            held = 0
            alive: set[str] = set()
            most[name] = AllocationMaximum(0, 0, set())
            for moment, size, tensor in sorted(rows):
                held += size
                (alive.discard if size < 0 else alive.add)(tensor)
                if held > most[name].num_bytes:
                    most[name] = AllocationMaximum(moment, held, set(alive))
                found.append(_event("C", "Memory", name, 0, 0, moment) | {"args": {name: held}})
        return found, most


def _process(pid: int, name: str) -> dict[str, Any]:
    return {"name": "process_name", "ph": "M", "pid": pid, "args": {"name": name}}


def _event(ph: str, category: str, name: str, pid: int, tid: int, moment: int) -> dict[str, Any]:
    return {"ph": ph, "cat": category, "name": name, "pid": pid, "tid": tid, "ts": moment}


def _read(node: Any) -> tuple[str, list[str]]:
    """(op type, names of inputs) of a label: "name = Op(input, input)"."""
    found = _LABEL.match(node.timeline_label)
    if found is None:
        return "unknown", []
    return found[2], [name for name in found[3].split(", ") if name]
