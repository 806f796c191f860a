"""Where Keras's messages go: to stdout, or to `logging` once interactive logging is turned off."""

import logging
import os
import sys
import threading

from tenfold.data.directories.listing import told

_state = threading.local()
_logger = logging.getLogger("tenfold")


def enable_interactive_logging() -> None:
    """Send Keras's messages and progress bars to stdout (the default). Per thread."""
    _state.interactive = True


def disable_interactive_logging() -> None:
    """Send Keras's messages to the "tenfold" logger at level INFO instead of stdout. Per thread."""
    _state.interactive = False


def is_interactive_logging_enabled() -> bool:
    """Whether messages of this thread go to stdout."""
    return getattr(_state, "interactive", True)


def print_msg(message: str, line_break: bool = True) -> None:
    """Write `message` to stdout and flush it, or log it where interactive logging is off."""
    if not is_interactive_logging_enabled():
        _logger.info(message)
        return
    # sys.stdout is looked up on every call: tests and notebooks replace it.
    sys.stdout.write(message + "\n" if line_break else message)
    sys.stdout.flush()


def path_to_string(path):
    """`os.fspath` for path objects; anything else (an open file, None) is returned as it is."""
    return os.fspath(path) if isinstance(path, os.PathLike) else path


told.by = print_msg  # of datasets of folders, too
