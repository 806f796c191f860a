"""`tf.version`: which API is spoken, and which Tenfold speaks it."""

import platform

from tenfold.api import era

TENFOLD = "0.1.0"
GIT_VERSION = f"tenfold {TENFOLD}"
COMPILER_VERSION = platform.python_compiler()


def __getattr__(name):
    if name == "VERSION":  # of the API, as the era has it
        return era.api_version(era.current())
    raise AttributeError(
        f"module 'tf.version' has no attribute '{name}': it has VERSION, TENFOLD, GIT_VERSION, COMPILER_VERSION"
    )
