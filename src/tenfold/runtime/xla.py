"""The door to JAX, which is a guest: its global settings are never touched."""

import functools
import hashlib
import logging
import os
import pathlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from types import ModuleType
from typing import Any

from tenfold.ops.bytes.whole_file import whole_file
from tenfold.runtime import guest, private_folder
from tenfold.runtime.threads import background
from tenfold.runtime.types import Array, Compiled

log = logging.getLogger("tenfold")
DIGEST = hashlib.sha256().digest_size
CACHED = 2**30  # bytes that compiled programs may take on disk
LOOKED_AFTER = 2**26  # bytes that a process adds before it looks again how much they take: there may be thousands
options: Callable[[], Mapping[str, Any]] = dict  # gives XLA's own ones: none but in tests, see tenfold.testing.quick
_unseen: dict[pathlib.Path, int] = {}  # folder -> bytes added since this process last looked


def available() -> bool:
    """Whether second gear can be expected: JAX is installed, not switched off, and was not found ill."""
    return guest.expected()


@functools.cache
def jax() -> ModuleType:
    """The module, started at the first call. Raises `guest.Ill` where it cannot be used."""
    return guest.start()


def wide() -> AbstractContextManager[None]:
    """Context in which 64-bit types keep their width."""
    return jax().enable_x64(True)


def device_array(array: Array) -> Array:
    """A JAX copy of a NumPy array that nobody else holds, so that it may be donated."""
    return jax().numpy.array(array)


def cache_folder() -> pathlib.Path | None:
    """Where compiled programs are kept; None where this user has no place: then there are none on disk."""
    root = os.environ.get("TENFOLD_CACHE")
    if not root:
        caches = os.environ.get("XDG_CACHE_HOME") or ""
        root = os.path.join(caches if os.path.isabs(caches) else "~/.cache", "tenfold")
    folder = pathlib.Path(os.path.expanduser(root)) / "xla"
    return None if str(folder).startswith("~") else folder


def compiled(
    function: Callable[..., Any], args: Sequence[Any], donate: Sequence[int], kernels: Sequence[str] = ()
) -> Compiled:
    """`function` compiled for arguments of these shapes, from the cache on disk where an earlier process left it.

    Args:
      donate: numbers of the arguments whose buffers results may take over.
      kernels: names, with versions, of the kernels that it runs: code outside of it may do their work.
    """
    lowered = jax().jit(function, donate_argnums=donate, keep_unused=True).lower(*args)
    background.go_on()
    folder, chosen = cache_folder(), dict(options())
    if folder is None:
        return lowered.compile(compiler_options=chosen)
    path = folder / _key(lowered, args, kernels, chosen)
    found = _load(path, lowered)
    if found is None:
        background.go_on()
        found = lowered.compile(compiler_options=chosen)
        _save(path, found)
    return found


def _key(lowered: Any, args: Sequence[Any], kernels: Sequence[str], chosen: Mapping[str, Any]) -> str:
    import jaxlib

    versions = [jax().__version__, jaxlib.__version__]
    parts = [
        lowered.as_text(),
        str(lowered.in_tree),
        str(lowered.out_tree),
        *versions,
        "kernels",
        *kernels,
        "devices",
        *_assignment(args),
        _processor(),
        os.environ.get("XLA_FLAGS", ""),
        *[f"{name}={value}" for name, value in chosen.items()],
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:40]


def _assignment(args: Sequence[Any]) -> list[str]:
    """On which devices a program for `args` runs, and what each of them holds: its code knows them."""
    placed = [a for a in jax().tree.leaves(args) if getattr(a, "sharding", None) is not None]
    shares = [a.sharding.devices_indices_map(a.shape) for a in placed]
    devices = dict.fromkeys(d for share in shares for d in share) or [_default_device()]
    found = [f"{d.platform} {d.device_kind} {d.process_index} {d.id}" for d in devices]
    return [*found, *[f"{d.id} {at}" for share in shares if len(share) > 1 for d, at in share.items()]]


def _default_device() -> Any:
    device = jax().config.jax_default_device or jax().devices()[0]
    return jax().devices(device)[0] if isinstance(device, str) else device


@functools.cache
def _processor() -> str:
    """The instruction sets of this processor: a program compiled for one machine may not run on another."""
    try:
        with open("/proc/cpuinfo") as f:
            return next((line for line in f if line.startswith(("flags", "Features"))), "")
    except OSError:
        import platform

        return platform.processor()


def _load(path: pathlib.Path, lowered: Any) -> Compiled | None:
    """The program in a file, None where there is none that is whole and our own: it is code, which would be run."""
    from jax.experimental.serialize_executable import deserialize_and_load

    try:
        if said := private_folder.objection(path.parent):
            log.debug("compiled program %s is not loaded: %s", path, said)
            return None
        digest, code = (data := private_folder.read(path))[:DIGEST], data[DIGEST:]
        if hashlib.sha256(code).digest() != digest:
            log.debug("compiled program %s is damaged; compiling again", path)
            return None
        return deserialize_and_load(code, lowered.in_tree, lowered.out_tree)
    except FileNotFoundError:
        return None
    except Exception as e:  # noqa: BLE001  whatever a foreign file makes XLA raise: compiling again is the cure
        log.debug("compiled program %s could not be loaded (%s); compiling again", path, e)
        return None


def _save(path: pathlib.Path, program: Compiled) -> None:
    from jax.experimental.serialize_executable import serialize

    try:
        code = serialize(program)[0]
        private_folder.make(path.parent)
        with whole_file(path, mode=0o600, durable=False) as file:
            file.write(hashlib.sha256(code).digest() + code)
        _trim_at_times(path.parent, len(code))
    except (OSError, ValueError, NotImplementedError) as e:
        log.debug("compiled program not cached: %s", e)


def _trim_at_times(folder: pathlib.Path, added: int) -> None:
    """Trim with a process's first program, and again after every LOOKED_AFTER bytes."""
    unseen = _unseen.get(folder, LOOKED_AFTER) + added
    if unseen >= LOOKED_AFTER:
        unseen = 0
        _trim(folder)
    _unseen[folder] = unseen


def _trim(folder: pathlib.Path) -> None:
    """Remove the oldest programs while all together take more than CACHED bytes."""
    files = sorted(((f.stat().st_mtime, f.stat().st_size, f) for f in folder.iterdir()), reverse=True)
    total = 0
    for _, size, file in files:
        total += size
        if total > CACHED:
            file.unlink(missing_ok=True)
