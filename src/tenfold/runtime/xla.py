"""The door to JAX: the only file that imports it. JAX is a guest, its global settings are never touched."""

import functools
import hashlib
import importlib
import importlib.util
import logging
import os
import pathlib
import tempfile

import numpy as np

from tenfold.core import op as op_module

log = logging.getLogger("tenfold")


@functools.cache
def available():
    """Whether JAX is installed (found without importing it) and not switched off by TENFOLD_JAX=0."""
    return os.environ.get("TENFOLD_JAX") != "0" and importlib.util.find_spec("jax") is not None


@functools.cache
def jax():
    import jax

    op_module.jax_numpy = lambda: jax.numpy
    importlib.import_module("tenfold.runtime.kernels_xla")  # they import this file, so not before now
    return jax


def wide():
    """Context in which 64-bit types keep their width."""
    return jax().enable_x64(True)


def device_array(array):
    """A JAX copy of a NumPy array that nobody else holds, so that it may be donated."""
    return jax().numpy.array(array)


def cache_folder():
    root = os.environ.get("TENFOLD_CACHE") or os.path.join(os.environ.get("XDG_CACHE_HOME") or "~/.cache", "tenfold")
    return pathlib.Path(root).expanduser() / "xla"


def compiled(function, args, donate):
    """`function` compiled for arguments of these shapes, from the cache on disk where an earlier process left it."""
    lowered = jax().jit(function, donate_argnums=donate, keep_unused=True).lower(*args)
    path = cache_folder() / _key(lowered)
    found = _load(path)
    if found is None:
        found = lowered.compile()
        _save(path, found)
    return found


def _key(lowered):
    import jaxlib

    device = jax().devices()[0]
    parts = [lowered.as_text(), str(lowered.in_tree), str(lowered.out_tree), jaxlib.__version__, device.platform, device.device_kind, _processor(), os.environ.get("XLA_FLAGS", "")]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:40]


@functools.cache
def _processor():
    """The instruction sets of this processor: a program compiled for one machine may not run on another."""
    try:
        with open("/proc/cpuinfo") as f:
            return next((line for line in f if line.startswith(("flags", "Features"))), "")
    except OSError:
        import platform

        return platform.processor()


def _load(path):
    if not path.exists():
        return None
    from jax.experimental.serialize_executable import deserialize_and_load

    try:
        in_tree, out_tree = _trees(path)
        return deserialize_and_load(path.read_bytes(), in_tree, out_tree)
    except Exception as e:  # whatever a damaged or foreign file makes XLA raise: compiling again is the cure
        log.debug("compiled program %s could not be loaded (%s); compiling again", path, e)
        return None


def _trees(path):
    import pickle

    return pickle.loads(path.with_suffix(".tree").read_bytes())


def _save(path, program):
    import pickle

    from jax.experimental.serialize_executable import serialize

    try:
        code, in_tree, out_tree = serialize(program)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path.with_suffix(".tree"), pickle.dumps((in_tree, out_tree)))
        write_whole(path, code)
    except (OSError, ValueError, NotImplementedError, pickle.PicklingError) as e:
        log.debug("compiled program not cached: %s", e)


def write_whole(path, data):
    """Write under a temporary name, then rename: a reader sees the old file or the new one."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as f:
        f.write(data)
    os.replace(f.name, path)


def to_numpy(array):
    """A NumPy view of a result; read-only where it shares the JAX buffer."""
    return np.asarray(array)
