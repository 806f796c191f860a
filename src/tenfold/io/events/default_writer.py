"""`tf.summary`'s writers: which one is the default of a thread, at which step, and whether summaries are wanted."""

import contextlib
import os
from collections.abc import Iterator
from typing import Any

from tenfold.core.base.thread import STATE, PerThread
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.io.events.writer import EventWriter
from tenfold.ops.math.logic import logical_and


class _Defaults(PerThread):
    """What `tf.summary` writes with in this thread."""

    writer: "SummaryWriter | None" = None
    step: Any = None
    condition: Any = None  # a bool, a tensor or a function of nothing; None for True


DEFAULTS = _Defaults()


class SummaryWriter:
    """A writer of summaries, made by `tf.summary.create_file_writer`: an event file of its own.

    Every summary is the system's when its call returns, so nothing waits to be flushed.
    """

    def __init__(self, events: EventWriter) -> None:
        self.events = events

    @contextlib.contextmanager
    def as_default(self, step: Any = None) -> Iterator["SummaryWriter"]:
        """`with writer.as_default():` summaries go here; `step` is the step of those that name none.

        RuntimeError where the writer is closed.
        """
        before = DEFAULTS.writer, DEFAULTS.step
        self.set_as_default(step)
        try:
            yield self
            self.flush()
        finally:
            DEFAULTS.writer = before[0]
            if step is not None:
                DEFAULTS.step = before[1]

    def set_as_default(self, step: Any = None) -> None:
        """Let summaries go here from now on, in this thread. RuntimeError where the writer is closed."""
        if self.events.closed:
            raise RuntimeError(f"SummaryWriter {self!r} is already closed")
        DEFAULTS.writer = self
        if step is not None:
            DEFAULTS.step = step

    def init(self) -> None:
        """Nothing is left to do: the file is there."""

    def flush(self) -> None:
        """Nothing waits here; see `EventWriter.flush`."""
        self.events.flush()

    def close(self) -> None:
        """Close the file; a second time nothing happens."""
        self.events.close()


class NoopWriter(SummaryWriter):
    """A writer of nothing; as a default it leaves the one that there is."""

    def __init__(self) -> None:
        pass

    @contextlib.contextmanager
    def as_default(self, step: Any = None) -> Iterator["SummaryWriter"]:
        yield self

    def set_as_default(self, step: Any = None) -> None: ...
    def flush(self) -> None: ...
    def close(self) -> None: ...


def create_file_writer(
    logdir: Any,
    max_queue: int | None = None,
    flush_millis: int | None = None,
    filename_suffix: str | None = None,
    name: str | None = None,
    experimental_trackable: bool = False,
    experimental_mesh: Any = None,
) -> SummaryWriter:
    """A writer with a new event file in `logdir`, a folder that is made where it is missing.

    Args:
      max_queue, flush_millis: how long TensorFlow lets summaries wait; here none does.
      filename_suffix: the end of the file's name, ".v2" by default.
      name: of the operation, which there is none of.
      experimental_trackable, experimental_mesh: only False and None.

    Raises:
      ValueError: no `logdir`. NotImplementedError: the experimental arguments.
      tf.errors.OpError: there is no place for the file.
    """
    if logdir is None:
        raise ValueError("Argument `logdir` cannot be None")
    if experimental_trackable or experimental_mesh is not None:
        raise NotImplementedError("create_file_writer: experimental_trackable and experimental_mesh are not supported.")
    folder = logdir.numpy() if isinstance(logdir, Tensor) else logdir
    return SummaryWriter(EventWriter(os.fspath(folder), ".v2" if filename_suffix is None else filename_suffix))


def create_noop_writer() -> NoopWriter:
    """A writer of nothing."""
    return NoopWriter()


@contextlib.contextmanager
def record_if(condition: Any) -> Iterator[None]:
    """`with record_if(step % 100 == 0):` summaries are written where the condition holds.

    Args:
      condition: a bool, a tensor, or a function of nothing that gives one, asked by each summary.
    """
    before, DEFAULTS.condition = DEFAULTS.condition, condition
    try:
        yield
    finally:
        DEFAULTS.condition = before


def should_record_summaries() -> Any:
    """Whether a summary would be written here: a bool tensor."""
    condition = DEFAULTS.condition() if callable(DEFAULTS.condition) else DEFAULTS.condition
    there = convert(DEFAULTS.writer is not None)
    return there if condition is None else logical_and(there, convert(condition, dtypes.bool))


def get_step() -> Any:
    """The step of summaries that name none, None where there is none."""
    return DEFAULTS.step


def set_step(step: Any) -> None:
    """Let summaries of this thread that name no step be of this one: an integer, a tensor or a variable."""
    DEFAULTS.step = step


def step_given(step: Any) -> Any:
    """The step of a summary: what was given, or the default. ValueError where there is none."""
    found = DEFAULTS.step if step is None else step
    if found is None:
        raise ValueError(
            "No step set. Please specify one either through the `step` argument or through "
            "tf.summary.experimental.set_step()"
        )
    return found


def flush(writer: SummaryWriter | None = None, name: str | None = None) -> None:
    """What was written is on its way to the disk already; a file that was deleted is begun again."""
    writer = DEFAULTS.writer if writer is None else writer
    if writer is not None and STATE.graph is None:
        writer.flush()
