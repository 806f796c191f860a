"""Stretches that no signal must cut in two: a step that has given its state away, the import of JAX."""

import importlib
import signal
import threading
from collections.abc import Callable, Container
from types import FrameType
from typing import Any

# Those that end a program, or that it gives a meaning of its own: Ctrl-C, a time limit, a request to stop.
NAMES = "SIGINT SIGTERM SIGALRM SIGHUP SIGQUIT SIGUSR1 SIGUSR2 SIGVTALRM SIGPROF".split()
NUMBERS = [int(getattr(signal, name)) for name in NAMES if hasattr(signal, name)]
C = importlib.import_module("_signal")  # what `signal` calls, without its enumerations: a twentieth of the time


class unbroken:
    """A `with` block during which signals that Python functions handle are only noted; they are handled right after it.

    A handler may raise whatever its author likes, as a time limit does, and that is meant for him, not for whoever
    happens to catch errors in the block. Python runs handlers in the main thread only, so other threads have nothing to
    fear.

    Args:
      but: numbers of signals that are handled at once all the same.
    """

    def __init__(self, but: Container[int] = ()) -> None:
        self.but = but
        self.handlers: dict[int, Callable[[int, FrameType | None], Any]] = {}
        self.caught: list[tuple[int, FrameType | None]] = []

    def __enter__(self) -> None:
        if threading.get_ident() != threading.main_thread().ident:
            return
        try:
            for number in NUMBERS:
                handler = C.getsignal(number)
                if callable(handler) and number not in self.but:
                    self.handlers[number] = handler
                    C.signal(number, self._note)
        except BaseException:  # one that is not held back yet
            self._let_go()
            raise

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.caught.append((number, frame))

    def __exit__(self, *_: object) -> None:
        try:
            self._let_go()
        finally:
            self._handle()

    def _let_go(self) -> None:
        try:
            for number, handler in self.handlers.items():
                C.signal(number, handler)
        except BaseException:  # one that is held back no longer
            for number, handler in self.handlers.items():
                C.signal(number, handler)
            raise

    def _handle(self) -> None:
        while self.caught:
            number, frame = self.caught.pop(0)
            try:
                self.handlers[number](number, frame)
            finally:
                self._handle()
