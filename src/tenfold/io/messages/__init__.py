"""The messages in which TensorFlow's and TensorBoard's files are written: `messages.Example`, `messages.GraphDef`, ...

They are described in the .proto files beside this one (protobuf.dev, "Language Guide (proto 3)"), by TensorFlow's
published names and numbers of fields. The protobuf runtime makes classes of them, in a pool of their own: a program
that imports TensorFlow beside tenfold has other classes of the same names. A file is read when the first of its
messages is wanted, the runtime imported when the first of all is.
"""

import importlib
from typing import Any


def _files() -> Any:
    return importlib.import_module(f"{__name__}.files")


def __getattr__(name: str) -> Any:
    if name.startswith("__") or (name not in _files().names() and name not in _files().constants()):
        raise AttributeError(f"module {__name__!r} describes no message {name!r}")
    globals()[name] = found = _files().described_by(name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_files().names(), *_files().constants()})
