"""Tracebacks of what is raised while a function is traced: without the frames of the machinery."""

import os
from types import TracebackType

_TENFOLD = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
_HIDDEN = tuple(
    os.path.join(_TENFOLD, *parts)
    for parts in (
        ("function", "autograph", ""),
        ("ops", "control", ""),
        ("core", "graphs", "graph.py"),
        ("function", "concrete.py"),
        ("runtime", "gears", "tracing.py"),
    )
)


def without_machinery(error: BaseException) -> None:
    """Take the machinery's frames out of the traceback of `error`: it names the user's lines, and the ops."""
    kept: list[TracebackType] = []
    step = error.__traceback__
    while step is not None:
        if not step.tb_frame.f_code.co_filename.startswith(_HIDDEN):
            kept.append(step)
        step = step.tb_next
    for one, following in zip(kept, [*kept[1:], None]):
        one.tb_next = following
    error.__traceback__ = kept[0] if kept else None
