"""`tenfold doctor`: what this machine has, and what would make it have more."""

import importlib
import importlib.metadata
import os
import platform
import re

import numpy as np

from tenfold import ops
from tenfold.api.version import TENFOLD
from tenfold.cli.installing import install_command
from tenfold.core.calls.op import OPS
from tenfold.runtime import guest, private_folder, xla
from tenfold.runtime.devices import allocator
from tenfold.runtime.gears import shifting
from tenfold.runtime.native import library

SETTINGS = (
    "TENFOLD_ERA",
    "TENFOLD_GEAR",
    "TENFOLD_JAX",
    "TENFOLD_ALLOCATOR",
    "TENFOLD_NATIVE",
    "TENFOLD_CACHE",
    "TENFOLD_TRUST_CACHE",
    "KERAS_HOME",
    "XLA_FLAGS",
)
PLUGINS = {"jax[cuda12]": "jax-cuda12-plugin"}  # what an extra of another package brings
VECTORS = {"avx2": "AVX2", "avx512f": "AVX-512", "amx_tile": "AMX", "asimd": "NEON"}


def report() -> str:
    """Gears, kernels, devices, extras and settings of this machine, a line or a few for each, as text."""
    parts = {
        "tenfold": [_tenfold()],
        "processor": [_processor()],
        "first gear": [_first_gear()],
        "second gear": _second_gear(),
        "memory": [allocator.report()],
        "native": [library.report()],
        "devices": _devices(),
        "ops": [_ops()],
        "extras": _extras(),
        "settings": _settings(),
    }
    lines = []
    for title, texts in parts.items():
        lines += [f"{title if i == 0 else '':<12} {text}" for i, text in enumerate(texts)]
    return "\n".join(lines)


def _tenfold() -> str:
    system = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    return f"{TENFOLD}{'' if _version('tenfold') else ' (not installed: running from a source tree)'} on {system}"


def _processor() -> str:
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    model = _cpuinfo("model name") or platform.processor() or platform.machine()
    flags = (_cpuinfo("flags") or _cpuinfo("Features")).split()
    told = [name for flag, name in VECTORS.items() if flag in flags]
    return ", ".join([model, f"{usable} cores", *told])


def _cpuinfo(field: str) -> str:
    """The first value of a field of /proc/cpuinfo; "" on systems that have no such file or field."""
    if not os.path.exists("/proc/cpuinfo"):
        return ""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        found = re.search(rf"^{field}\s*: (.*)", file.read(), re.M)
    return found[1] if found else ""


def _first_gear() -> str:
    blas = np.show_config(mode="dicts").get("Build Dependencies", {}).get("blas", {})
    return f"NumPy {np.__version__}, products by {blas.get('name', 'unknown BLAS')} {blas.get('version', '')}".rstrip()


def _second_gear() -> list[str]:
    if os.environ.get("TENFOLD_JAX") == "0":
        return ["switched off by TENFOLD_JAX=0"]
    if not guest.installed():
        return [f"not here: {install_command('xla')}"]
    if reason := guest.illness():
        return [
            f"JAX {_version('jax') or '(of no known version)'} is here but cannot be used: {reason}",
            "everything runs in first gear; the cure: start Python again if the import was interrupted, else",
            f"{install_command('xla')} --force-reinstall",
        ]
    return [f"XLA through JAX {_version('jax')}", f"compiled programs: {_compiled_programs()}"]


def _compiled_programs() -> str:
    folder = xla.cache_folder()
    if folder is None:
        return "not kept: this user has no home folder; TENFOLD_CACHE names another"
    if not folder.is_dir():
        return f"{folder} (not there yet)"
    if said := private_folder.objection(folder):
        return f"not kept: {said}; TENFOLD_CACHE names another"
    sizes = [path.stat().st_size for path in folder.iterdir()]
    return f"{folder} ({len(sizes)} files, {sum(sizes) / 1e6:.1f} MB)"


def _devices() -> list[str]:
    if not xla.available():
        return ["CPU (first gear)"]
    return [f"{d.platform.upper()}:{d.id} {d.device_kind}" for d in xla.jax().devices()]


def _ops() -> str:
    ops.load_every_family()
    special: dict[str, int] = {}
    for op in OPS.values():
        for gear in filter(op.kernel_name, op.kernels):
            special[gear] = special.get(gear, 0) + 1
    kernels = "".join(f", {count} with a kernel for {gear!r}" for gear, count in sorted(special.items()))
    return f"{len(OPS)}{kernels}"


def _extras() -> list[str]:
    """Each extra the installed package declares, with what it still lacks here."""
    wanted: dict[str, list[str]] = {}
    for line in _requirements():
        name = re.split(r"[<>=!~; ]", line, maxsplit=1)[0]
        needed_by = re.search(r"""extra\s*==\s*['"]([\w-]+)['"]""", line)
        if needed_by and not name.startswith("tenfold"):
            wanted.setdefault(needed_by[1], []).append(PLUGINS.get(name, name))
    told = []
    for extra, names in wanted.items():
        lacking = [name for name in names if _version(name) is None]
        cure = f"lacks {', '.join(lacking)}: {install_command(extra)}" if lacking else "ready"
        told.append(f"{extra:<10} {cure}")
    return told or ["unknown: tenfold is not installed, only on the path"]


def _requirements() -> list[str]:
    try:
        return importlib.metadata.requires("tenfold") or []
    except importlib.metadata.PackageNotFoundError:
        return []


def _settings() -> list[str]:
    told = [f"{name}={os.environ[name]}" for name in SETTINGS if name in os.environ]
    try:
        return told + [f"gear pinned: {shifting.pinned() or 'no'}"]
    except ValueError as error:  # the setting itself is wrong
        return told + [str(error)]


def _version(distribution: str) -> str | None:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None
