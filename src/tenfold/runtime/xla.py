"""The door to JAX: the only file that imports it. JAX is a guest, its global settings are never touched."""

import functools
import hashlib
import importlib
import importlib.util
import logging
import os
import pathlib
import tempfile

from tenfold.core import op as op_module

log = logging.getLogger("tenfold")
DIGEST = hashlib.sha256().digest_size
CACHED = 2**30  # bytes that compiled programs may take on disk


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
    found = _load(path, lowered)
    if found is None:
        found = lowered.compile()
        _save(path, found)
    return found


def _key(lowered):
    import jaxlib

    device, versions = jax().devices()[0], [jax().__version__, jaxlib.__version__]
    trees = [str(lowered.in_tree), str(lowered.out_tree)]
    parts = [
        lowered.as_text(),
        *trees,
        *versions,
        device.platform,
        device.device_kind,
        _processor(),
        os.environ.get("XLA_FLAGS", ""),
    ]
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


def _load(path, lowered):
    """The program in a file, None where there is none that is whole and our own: it is code, which would be run."""
    from jax.experimental.serialize_executable import deserialize_and_load

    try:
        if not _is_private(path.parent):
            return None
        digest, code = (data := path.read_bytes())[:DIGEST], data[DIGEST:]
        if hashlib.sha256(code).digest() != digest:
            log.debug("compiled program %s is damaged; compiling again", path)
            return None
        return deserialize_and_load(code, lowered.in_tree, lowered.out_tree)
    except FileNotFoundError:
        return None
    except Exception as e:  # whatever a foreign file makes XLA raise: compiling again is the cure
        log.debug("compiled program %s could not be loaded (%s); compiling again", path, e)
        return None


def _is_private(folder):
    """Whether nobody but this user can have written into `folder`."""
    found = folder.stat()
    return not hasattr(os, "getuid") or found.st_uid == os.getuid() and not found.st_mode & 0o022


def _save(path, program):
    from jax.experimental.serialize_executable import serialize

    try:
        code = serialize(program)[0]
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(path, hashlib.sha256(code).digest() + code)
        _trim(path.parent)
    except (OSError, ValueError, NotImplementedError) as e:
        log.debug("compiled program not cached: %s", e)


def _trim(folder):
    """Remove the oldest programs while all together take more than CACHED bytes."""
    files = sorted(((f.stat().st_mtime, f.stat().st_size, f) for f in folder.iterdir()), reverse=True)
    total = 0
    for _, size, file in files:
        total += size
        if total > CACHED:
            file.unlink(missing_ok=True)


def write_whole(path, data):
    """Write under a temporary name, then rename: a reader sees the old file or the new one."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as f:
        try:
            f.write(data)
            f.close()
            os.replace(f.name, path)
        except BaseException:
            os.unlink(f.name)
            raise
