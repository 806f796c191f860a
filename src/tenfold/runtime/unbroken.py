"""Stretches that Ctrl-C must not cut in two: a step that has given its state away, the import of JAX."""

import signal
import threading


class unbroken:
    """A `with` block during which Ctrl-C is only noted; it takes effect right after it.

    Python runs signal handlers in the main thread only, so other threads have nothing to fear.
    """

    def __enter__(self):
        self.caught = self.handler = None
        if threading.current_thread() is threading.main_thread() and callable(signal.getsignal(signal.SIGINT)):
            self.handler = signal.signal(signal.SIGINT, self._note)

    def _note(self, *arguments):
        self.caught = arguments

    def __exit__(self, *_):
        if self.handler is not None:
            signal.signal(signal.SIGINT, self.handler)
            if self.caught is not None:
                self.handler(*self.caught)
