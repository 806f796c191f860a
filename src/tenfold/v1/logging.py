"""`tf.compat.v1.logging`: the logger "tensorflow" of Python's own logging, under TensorFlow 1's names."""

import collections
import logging as _logging
import sys
import threading

from tenfold.core.base.forks import free_in_child

DEBUG, INFO, WARN, ERROR, FATAL = _logging.DEBUG, _logging.INFO, _logging.WARNING, _logging.ERROR, _logging.CRITICAL

_LOCK = free_in_child(threading.Lock())
_CALLS: collections.Counter = collections.Counter()  # (file, line) of a caller -> how often it logged


class _Stderr(_logging.StreamHandler):
    """Writes to whatever sys.stderr is at the time."""

    def __init__(self):
        _logging.Handler.__init__(self)
        self.setFormatter(_logging.Formatter(_logging.BASIC_FORMAT))

    stream = property(lambda self: sys.stderr)


class _Logger:
    made = None


def get_logger():
    """The logger "tensorflow". It shows warnings and worse on stderr, unless the program has set up logging itself."""
    with _LOCK:
        if _Logger.made is None:
            _Logger.made = logger = _logging.getLogger("tensorflow")
            if not _logging.getLogger().handlers and not logger.handlers:
                logger.setLevel(WARN)
                logger.addHandler(_Stderr())
        return _Logger.made


def log(level, msg, *args, **kwargs):
    """Log `msg % args` at `level`."""
    get_logger().log(level, msg, *args, **_from_caller(kwargs))


def _from_caller(kwargs):
    """The record names the program's line, not this file's."""
    return {"stacklevel": 2, **kwargs}


def debug(msg, *args, **kwargs):
    get_logger().debug(msg, *args, **_from_caller(kwargs))


def info(msg, *args, **kwargs):
    get_logger().info(msg, *args, **_from_caller(kwargs))


def warning(msg, *args, **kwargs):
    get_logger().warning(msg, *args, **_from_caller(kwargs))


def error(msg, *args, **kwargs):
    get_logger().error(msg, *args, **_from_caller(kwargs))


def fatal(msg, *args, **kwargs):
    """Log at the level FATAL. The program goes on."""
    get_logger().critical(msg, *args, **_from_caller(kwargs))


def vlog(level, msg, *args, **kwargs):
    get_logger().log(level, msg, *args, **_from_caller(kwargs))


def TaskLevelStatusMessage(msg):
    get_logger().error(msg, stacklevel=2)


warn = warning


def log_if(level, msg, condition, *args):
    """Log if `condition` holds."""
    if condition:
        get_logger().log(level, msg, *args, stacklevel=2)


def log_every_n(level, msg, n, *args):
    """Log the first, (n+1)th, (2n+1)th ... call from this place of the program."""
    if not _count() % n:
        get_logger().log(level, msg, *args, stacklevel=2)


def log_first_n(level, msg, n, *args):
    """Log the first n calls from this place of the program."""
    if _count() < n:
        get_logger().log(level, msg, *args, stacklevel=2)


def _count():
    """How often the caller's caller came by before."""
    frame = sys._getframe(2)
    place = frame.f_code.co_filename, frame.f_lineno
    _CALLS[place] += 1
    return _CALLS[place] - 1


def get_verbosity():
    """The least level that is shown."""
    return get_logger().getEffectiveLevel()


def set_verbosity(v):
    """Show only messages of level `v` and worse."""
    get_logger().setLevel(v)


def flush():
    for handler in get_logger().handlers:
        handler.flush()
