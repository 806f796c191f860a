"""Starting JAX, once and whole. A guest may be ill: what is wrong with it is remembered, and first gear goes on alone.

JAX cannot be imported twice: what a broken or interrupted import leaves in `sys.modules` makes the next one raise, or
(jaxlib's libraries, initialised again) end the process. So Ctrl-C waits until the import is through, and a JAX that
failed is never tried again.
"""

import importlib
import importlib.util
import os
import sys
import threading
from types import ModuleType

import numpy as np

from tenfold.core.calls import op as op_module
from tenfold.runtime.devices.allocator import keep_freed_memory
from tenfold.runtime.unbroken import unbroken

# What this package calls: (module, name). A JAX that lacks one is too old or too new for it.
ASKED = (
    ("jax", "enable_x64"),
    ("jax", "eval_shape"),
    ("jax", "jit"),
    ("jax", "ShapeDtypeStruct"),
    ("jax.errors", "ConcretizationTypeError"),
    ("jax.errors", "NonConcreteBooleanIndexError"),
    ("jax.errors", "TracerArrayConversionError"),
    ("jax.errors", "TracerBoolConversionError"),
    ("jax.errors", "TracerIntegerConversionError"),
    ("jax.experimental.serialize_executable", "deserialize_and_load"),
    ("jax.experimental.serialize_executable", "serialize"),
)
_STARTING = threading.RLock()
_illness: str | None = None  # what was wrong when JAX was started, as one line of text


def _in_child() -> None:
    """After a fork: the threads of a JAX that runs are the parent's, and whatever waits for them waits for ever."""
    global _STARTING, _illness
    _STARTING = threading.RLock()
    if "jax" in sys.modules and _illness is None:
        _illness = "it runs in the process that this one was forked from; start processes by `spawn` to have it here"


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)


def halt() -> None:
    """Before a fork: nobody is starting JAX until `go_on`, since a child could never import what is half imported."""
    _STARTING.acquire()


def go_on() -> None:
    """After a fork, in the parent."""
    _STARTING.release()


class Ill(ImportError):
    """JAX is installed but cannot be used; the message says why."""


def expected() -> bool:
    """Whether JAX is installed (found without importing it), not switched off by TENFOLD_JAX=0, and not known ill."""
    return os.environ.get("TENFOLD_JAX") != "0" and _illness is None and installed()


def installed() -> bool:
    """Whether there is something to `import jax` from."""
    try:
        return importlib.util.find_spec("jax") is not None
    except ValueError:  # a module without a spec stands in sys.modules: that it is no JAX is found when it is started
        return True


def start() -> ModuleType:
    """The module `jax`, tried out and with our kernels registered. Raises Ill, always with the first reason."""
    global _illness
    with _STARTING, unbroken():
        if _illness is None:
            try:
                return _started()
            except (Exception, SystemExit) as error:  # noqa: BLE001  what a package may raise when it is imported
                _illness = " ".join(f"{type(error).__name__}: {error}".split())
    raise Ill(_illness)


def illness() -> str | None:
    """What is wrong with the JAX that is here, as one line; None where it works. Starts it."""
    try:
        start()
    except Ill as error:
        return str(error)
    return None


def _started() -> ModuleType:
    keep_freed_memory()  # before JAX has threads
    jax = importlib.import_module("jax")
    for module, name in ASKED:
        getattr(importlib.import_module(module), name)
    with jax.enable_x64(True):
        found = np.asarray(jax.numpy.array(np.float64(1)))  # starts its devices
    if found.dtype != np.float64:
        raise RuntimeError(f"a float64 came back from JAX as {found.dtype}")
    native = importlib.import_module("tenfold.runtime.native.library")  # it asks for devices, which ask this file
    if native.available():
        native.register(jax)
    op_module.jax_numpy = lambda: jax.numpy
    importlib.import_module("tenfold.runtime.kernels.xla")  # they import `xla`, which imports this file
    return jax
