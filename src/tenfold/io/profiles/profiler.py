"""`tf.profiler.experimental`: a trace of what a program runs, from `start` to `stop`."""

import logging
import os
import threading
from collections import namedtuple
from types import TracebackType
from typing import Any, NoReturn

from tenfold.core.base import errors, recording
from tenfold.core.base.process_wide import ProcessWide
from tenfold.core.base.recording import Event, Recording, recorder
from tenfold.core.base.thread import STATE
from tenfold.io.profiles import trace_events

log = logging.getLogger("tenfold")


class ProfilerOptions(
    namedtuple(
        "ProfilerOptions",
        ("host_tracer_level", "python_tracer_level", "device_tracer_level", "delay_ms"),
        defaults=(2, 0, 1, None),
    )
):
    """What TensorFlow's profiler is to look at.

    Args:
      host_tracer_level: 0 for the user's own `Trace` spans alone, else everything that is recorded: ops, graphs,
        programs and compilations.
      python_tracer_level: only 0: calls of Python functions are not recorded.
      device_tracer_level: 0 leaves out the programs of second gear.
      delay_ms: only None: a start at a time to come is for several hosts.
    """

    __slots__ = ()


class profile(ProcessWide):
    """The one under way, and the folder it is to be written to."""

    running: Recording | None = None
    logdir: str | None = None


_lock = threading.Lock()


def start(logdir: Any, options: ProfilerOptions | None = None) -> None:
    """Record from here on, in every thread, to be written into a folder by `stop`.

    Args:
      logdir: the folder that TensorBoard looks at.
      options: see `ProfilerOptions`.

    Raises:
      AlreadyExistsError: a profiler is running. NotImplementedError: options that cannot be honoured.
    """
    _check(options)
    folder = os.fsdecode(logdir)
    with _lock:
        profile.running = recording.start(alone=True)
        profile.logdir = folder
        profile.running.kinds = _kinds(options)


def _kinds(options: ProfilerOptions | None) -> tuple[str, ...]:
    """The kinds of events that are asked for."""
    of_host, of_device = (True, True) if options is None else (options.host_tracer_level, options.device_tracer_level)
    return "trace", *(("op", "node", "graph", "compile") if of_host else ()), *(("program",) if of_device else ())


def _check(options: ProfilerOptions | None) -> None:
    if options is None:
        return
    if options.python_tracer_level or options.delay_ms is not None:
        raise NotImplementedError(
            f"{options}: calls of Python functions are not recorded, nor does a recording begin later; leave out "
            "python_tracer_level and delay_ms (Python's own cProfile sees every call)."
        )


def stop(save: bool = True) -> None:
    """End the recording and, if `save`, write it. UnavailableError where no profiler is running."""
    with _lock:
        found, logdir = profile.running, profile.logdir
        if found is None:
            raise errors.UnavailableError("Cannot export profiling results. No profiler is running.")
        recording.stop(found)
        profile.running = profile.logdir = None
    if save and logdir is not None:
        write(found, logdir)


def write(found: Recording, logdir: Any) -> None:
    """Write the trace of a recording into a folder that TensorBoard looks at."""
    log.info("profile written to %s", trace_events.write(found, os.fsdecode(logdir)))


class Profile:
    """`with Profile(logdir):` records what runs in it. See `start` and `stop`."""

    def __init__(self, logdir: Any, options: ProfilerOptions | None = None) -> None:
        self._logdir, self._options = logdir, options

    def __enter__(self) -> None:
        start(self._logdir, self._options)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        stop()


class Trace:
    """`with Trace("train", step_num=3, _r=1):` a span of the user's own in a trace, with values to show.

    Nothing is noted while nobody records, nor while a function is traced.
    """

    _began: int | None = None

    def __init__(self, name: str, **kwargs: Any) -> None:
        self._name, self._values = name, kwargs

    def __enter__(self) -> "Trace":
        if recorder.on is not None and STATE.graph is None:
            self._began = recording.clock()
        return self

    def set_metadata(self, **kwargs: Any) -> None:
        """More values to show."""
        self._values.update(kwargs)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        on = recorder.on
        if self._began is not None and on is not None and on.wanted:
            event = Event("trace", "trace", self._name, self._began)
            event.details = {k: v for k, v in self._values.items() if not k.startswith("_")}
            on.add(event)
        self._began = None


def _refusal(name: str) -> NoReturn:
    raise NotImplementedError(
        f"tf.profiler.experimental.{name}: a profile is taken within the process: call "
        "tf.profiler.experimental.start(logdir) and stop() there."
    )


def serve(port: int) -> NoReturn:
    """`tf.profiler.experimental.server.start`: not supported, there is no server to ask."""
    _refusal("server.start")


def client_trace(
    service_addr: str,
    logdir: str,
    duration_ms: int,
    worker_list: str = "",
    num_tracing_attempts: int = 3,
    options: ProfilerOptions | None = None,
) -> NoReturn:
    """`tf.profiler.experimental.client.trace`: not supported, there are no servers to ask."""
    _refusal("client.trace")


def client_monitor(service_addr: str, duration_ms: int, level: int = 1) -> NoReturn:
    """`tf.profiler.experimental.client.monitor`: not supported, there are no servers to ask."""
    _refusal("client.monitor")
