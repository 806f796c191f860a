"""What a program runs, noted while somebody records it: each op, graph and compiled program with its times.

Whoever runs something asks `recorder.on`, which is None as a rule; nothing else is done, or paid, while nobody records.
What becomes of a recording (a trace in a file, statistics of a step) is for others to say.
"""

import threading
import time

from tenfold.core.base import errors
from tenfold.core.base.process_wide import ProcessWide
from tenfold.core.base.types import Any, Callable, Function, Rows

LIMIT = 1_000_000  # events kept; what comes later is counted
clock = time.perf_counter_ns


class Event:
    """Something that ran.

    Attributes:
      kind: "op" (eagerly), "node" (of a graph, in first gear), "graph" (in first gear, its nodes within it), "program"
        (a graph in second gear), "compile", "trace" (the user's own span).
      type, name: the op's type, or the kind of span; a node's, graph's or span's name.
      start, end: nanoseconds of `clock`.
      thread: its identity.
      inputs, outputs: (dtype, shape) of each array; the names of a node's are the detail `givers`.
      details: more to show, name -> text or number.
    """

    __slots__ = ("kind", "type", "name", "start", "end", "thread", "inputs", "outputs", "details")

    def __init__(
        self, kind: str, type: str, name: str, start: int, inputs: Rows = (), outputs: Rows = (), **details: Any
    ) -> None:
        self.end = clock()
        self.kind, self.type, self.name, self.start = kind, type, name, start
        self.thread = threading.get_ident()
        self.inputs, self.outputs, self.details = inputs, outputs, details


class Recording:
    """Events in the order in which they ended.

    Args:
      events: whether ops, graphs and programs are noted; otherwise only which graphs ran.
      alone: whether it is the program's profiler, of which there is one at a time.

    Attributes:
      kinds: the kinds of events that are kept, None for all.
      graphs: the graphs that ran, as keys.
      threads: identity -> name.
      began: (nanoseconds since 1970, of `clock`) when it began.
      dropped: how many events came after LIMIT.
    """

    def __init__(self, events: bool = True, alone: bool = False) -> None:
        self.wanted, self.alone, self.dropped = events, alone, 0
        self.events: list[Event] = []
        self.kinds: tuple[str, ...] | None = None
        self.graphs: dict[Any, None] = {}
        self.threads: dict[int, str] = {}
        self.began = time.time_ns(), clock()

    def add(self, event: Event) -> None:
        if self.kinds is not None and event.kind not in self.kinds:
            return
        if len(self.events) >= LIMIT:
            self.dropped += 1
            return
        if event.thread not in self.threads:
            self.threads[event.thread] = threading.current_thread().name
        self.events.append(event)

    def since_1970(self, moment: int) -> int:
        """Nanoseconds since 1970 of a moment of `clock`."""
        return self.began[0] + moment - self.began[1]


class Recordings:
    """Those under way."""

    def __init__(self, each: tuple[Recording, ...]) -> None:
        self.each, self.wanted = each, any(r.wanted for r in each)

    def add(self, event: Event) -> None:
        """Note what has just ended."""
        for recording in self.each:
            if recording.wanted:
                recording.add(event)

    def ran(self, graph: Any) -> None:
        """Note that a graph runs."""
        for recording in self.each:
            recording.graphs[graph] = None


class recorder(ProcessWide):
    """`on`: the recordings under way, None where there are none."""

    on: Recordings | None = None
    watching: list[Callable[[bool], object]] = []  # called when events begin (True) or cease (False) to be wanted


_lock = threading.Lock()


def start(events: bool = True, alone: bool = False) -> Recording:
    """Record from here on, in every thread. AlreadyExistsError where a profiler is to begin beside another."""
    with _lock:
        each = recorder.on.each if recorder.on is not None else ()
        if alone and any(r.alone for r in each):
            raise errors.AlreadyExistsError("Another profiler is running.")
        new = Recording(events, alone)
        _turn_to((*each, new))
        return new


def stop(recording: Recording) -> None:
    """End a recording; nothing happens where it has ended."""
    with _lock:
        if recorder.on is not None and recording in recorder.on.each:
            _turn_to(tuple([r for r in recorder.on.each if r is not recording]))


def _turn_to(each: tuple[Recording, ...]) -> None:
    before, now = recorder.on, Recordings(each) if each else None
    wanted = now is not None and now.wanted
    recorder.on = now
    if wanted != (before is not None and before.wanted):
        for told in recorder.watching:
            told(wanted)


def described(arrays: Rows) -> list[tuple[Any, tuple[int | None, ...]]]:
    """(dtype, shape) of the arrays and tensors among `arrays`."""
    found = []
    for a in arrays:
        a = getattr(a, "_array", a)
        dtype, shape = getattr(a, "dtype", None), getattr(a, "shape", None)
        if dtype is not None and type(shape) is tuple:
            found.append((dtype, shape))
    return found


def watched(call: Function, type: str, eager: Callable[[], bool]) -> Function:
    """A call of an op that is noted, where it runs eagerly; `__wrapped__` is the call itself."""

    def noted(*args: Any, **kwargs: Any) -> Any:
        recording = recorder.on
        if recording is None or not eager():
            return call(*args, **kwargs)
        began = clock()
        result = call(*args, **kwargs)
        given = described((*args, *kwargs.values()))
        results = result if isinstance(result, (tuple, list)) else (result,)
        recording.add(Event("op", type, type, began, given, described(results)))
        return result

    noted.__wrapped__ = call  # type: ignore[attr-defined]
    return noted


def unwatched(call: Function) -> Function:
    """The call itself of one that is noted."""
    return getattr(call, "__wrapped__", call)


def shown(dtype: Any, shape: Rows) -> str:
    """An array in words: "float32[2,3]"."""
    name = "string" if getattr(dtype, "kind", None) == "O" else getattr(dtype, "name", dtype)
    return f"{name}[{','.join(map(str, shape))}]"
