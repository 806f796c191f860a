"""The compiled kernels, called from first gear (a C interface) and from second gear (a custom call of XLA's).

The library is loaded by the first call that asks for it. TENFOLD_NATIVE=0 leaves it alone, TENFOLD_NATIVE=avx2 (avx512,
portable) has it use that instruction set. First gear's threads are the library's own: as many as
`tf.config.threading.set_intra_op_parallelism_threads` says, or as this process may use cores.
"""

import ctypes
import functools
import hashlib
import logging
import os
import struct
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from tenfold.core.base.forks import free_in_child
from tenfold.core.base.process_wide import ProcessWide
from tenfold.runtime.devices import devices
from tenfold.runtime.devices.allocator import keep_freed_memory
from tenfold.runtime.native.loading import opened

log = logging.getLogger("tenfold")
# As compiling.py names them, which is not imported here: it brings more than `import tenfold` may cost.
PATH = Path(__file__).with_name(
    {"darwin": "libtenfold.dylib", "win32": "tenfold.dll"}.get(sys.platform, "libtenfold.so")
)
NOT_BUILT = PATH.with_name("not_built.txt")
SWITCH = "TENFOLD_NATIVE"
TARGET = "tenfold"  # what XLA calls the kernels
CURE = "install a C++ compiler (g++ or clang++), then tenfold again with pip's --force-reinstall --no-cache-dir"

FLOAT32 = np.dtype(np.float32)
READABLE = 0x101  # of `ndarray.flags.num`: C-contiguous, aligned
DATA = object.__basicsize__  # where an ndarray keeps its data's address, as NumPy's C API has it; tried out before use
# By which kernels know float32 arrays that they get as objects in a tuple.
LAYOUT = DATA - 8, id(np.ndarray), id(FLOAT32), tuple.__basicsize__
PACKED_LAYOUT = struct.pack("4q", *LAYOUT)
LOW = 2**32 - 1  # of a word: what is in it of an int
_word_at = ctypes.c_ssize_t.from_address

Shape = Sequence[int]
Geometry = Sequence[int]


class _state(ProcessWide):
    lock = free_in_child(threading.Lock())
    call: Callable[..., Any] | None = None  # the library's tenfold_run, once it is loaded
    library: Any = None
    absence: str | None = None  # why there is no library


def available() -> bool:
    """Whether the kernels are here. Loads them. ValueError where TENFOLD_NATIVE asks for what cannot be run here."""
    return _state.library is not None or (_state.absence is None and _loaded() is not None)


def absence() -> str | None:
    """Why there are no kernels here, and what would help; None where there are."""
    available()
    return _state.absence


def instruction_set() -> str:
    """The one in use: "avx512", "avx2" or "portable"."""
    return _library().tenfold_instruction_set().decode()


def instruction_sets() -> list[str]:
    """Those that this machine can run, the fastest first."""
    return _library().tenfold_instruction_sets().decode().split()


def use(name: str) -> None:
    """Take another instruction set. Raises ValueError where this machine cannot run it."""
    if wrong := _library().tenfold_use(name.encode()):
        raise ValueError(f"The native kernels cannot use {name!r}: {wrong.decode()}; here: {instruction_sets()}.")


def set_threads(n: int) -> None:
    """How many threads first gear's kernels use, the caller's included; 0: as many as this process may use cores."""
    _library().tenfold_set_threads(n if n > 0 else _cores())


def threads() -> int:
    """How many threads first gear's kernels use, the caller's included."""
    return _library().tenfold_threads()


def run(kernel: str, geometry: Geometry, inputs: Sequence[np.ndarray], outputs: Sequence[np.ndarray]) -> None:
    """First gear: runs a kernel, which writes `outputs`.

    Args:
      kernel: its name, such as "conv".
      geometry: the integers that it takes.
      inputs, outputs: float32 arrays, C-contiguous; outputs writeable and apart from everything else.
    Raises ValueError where an array is not as it must be or sizes do not fit the geometry; MemoryError.
    """
    call = _state.call or _library().tenfold_run
    sources = [_address(array) for array in inputs]
    targets = [_address(array) for array in outputs]
    n, m = len(sources), len(targets)
    for array, start in zip(outputs, targets):
        if not array.flags.writeable:
            raise ValueError(f"Kernel {kernel!r} cannot write a read-only array of shape {array.shape}.")
        end = start + array.nbytes
        for other, at in zip(inputs, sources):
            if at < end and start < at + other.nbytes:
                _refuse_overlap(kernel, array, other)
    if m > 1:
        _check_apart(kernel, outputs, targets)
    words, results = WORDS[n], WORDS[m]
    wrong = call(
        kernel.encode(),
        _packed(tuple(geometry)),
        len(geometry),
        words(*sources),
        words(*[array.size for array in inputs]),
        n,
        results(*targets),
        results(*[array.size for array in outputs]),
        m,
    )
    if wrong is not None:
        _refuse(kernel, geometry, wrong)


class _Words(dict[int, Callable[..., bytes]]):
    """n -> a function of n pointers or int64 that gives a C array of them, as bytes."""

    def __missing__(self, n: int) -> Callable[..., bytes]:
        self[n] = pack = struct.Struct(f"{n}q").pack
        return pack


WORDS = _Words()


@functools.lru_cache(1024)
def _packed(geometry: tuple[int, ...]) -> bytes:
    try:
        return struct.pack(f"{len(geometry)}q", *geometry)
    except struct.error as e:
        raise ValueError(f"A geometry is integers of 64 bits ({e}); received {geometry}.") from e


def _address(array: np.ndarray) -> int:
    """Where an array's elements lie, once it is sure that a kernel may read them there."""
    if type(array) is not np.ndarray or array.dtype is not FLOAT32 or array.flags.num & READABLE != READABLE:
        _check(array)
    return _word_at(id(array) + DATA).value


def _check(array: Any) -> None:
    if not isinstance(array, np.ndarray):
        raise ValueError(f"Native kernels take NumPy arrays; received {type(array).__name__}.")
    if array.dtype != FLOAT32:
        raise ValueError(f"Native kernels take float32 in this machine's byte order; received {array.dtype!r}.")
    if array.flags.num & READABLE != READABLE:
        raise ValueError(f"Native kernels take C-contiguous, aligned arrays; received strides {array.strides}.")


def _check_apart(kernel: str, outputs: Sequence[np.ndarray], starts: Sequence[int]) -> None:
    order = sorted(zip(starts, (array.nbytes for array in outputs), range(len(outputs))))
    for (start, size, i), (following, _, j) in zip(order, order[1:]):
        if following < start + size:
            _refuse_overlap(kernel, outputs[i], outputs[j])


def _refuse(kernel: str, geometry: Geometry, wrong: bytes) -> None:
    kind = MemoryError if b"out of memory" in wrong else ValueError
    raise kind(f"Native kernel {kernel!r}: {wrong.decode()}; its geometry is {tuple(geometry)}.")


def _refuse_overlap(kernel: str, array: np.ndarray, other: np.ndarray) -> None:
    if array.size and other.size:
        raise ValueError(
            f"Kernel {kernel!r} cannot write an array of shape {array.shape} that shares memory with another "
            f"of its arrays, of shape {other.shape}."
        )


def functions() -> Any:
    """The loaded library, to call what `loading.py` declares of it (the GIL is let go meanwhile); None without one."""
    return _state.library if available() else None


def _library() -> Any:
    if not available():
        raise RuntimeError(f"The native kernels are not here: {_state.absence}.")
    return _state.library


def _loaded() -> Any:
    with _state.lock:
        if _state.library is None and _state.absence is None:
            asked = os.environ.get(SWITCH, "")
            if asked == "0":
                _state.absence = f"switched off by {SWITCH}=0"
            elif not PATH.exists():
                _state.absence = f"{_not_built()}; {CURE}"
            else:
                _open(asked)
        return _state.library


def _not_built() -> str:
    return NOT_BUILT.read_text(encoding="utf-8").strip() if NOT_BUILT.exists() else "they were not compiled"


def _open(asked: str) -> None:
    """Load the library; what is wrong with it is said once, and remembered."""
    try:
        library = opened(PATH)
        _check_layout()
    except (OSError, AttributeError, TypeError) as e:
        _state.absence = f"{PATH.name} cannot be used ({e}); {CURE}"
        log.warning("Native kernels: %s.", _state.absence)
        return
    if asked and (wrong := library.tenfold_use(asked.encode())):
        known = library.tenfold_instruction_sets().decode().split()
        raise ValueError(f"{SWITCH}={asked!r}: {wrong.decode()}; expected 0 (none of it), or one of {known}.")
    _version()  # of what is loaded: another file may stand there later
    keep_freed_memory()
    library.tenfold_set_threads(devices.get_intra_op_parallelism_threads() or _cores())
    devices.on_intra_op_threads(set_threads)
    _state.library, _state.call = library, library.tenfold_run


def _check_layout() -> None:
    """TypeError where arrays of this NumPy, or words of this machine, are not as `run` and kernels take them."""
    probe = np.zeros((3, 5), FLOAT32)
    if struct.calcsize("P") != 8 or _word_at(id(probe) + DATA).value != probe.ctypes.data:
        raise TypeError("arrays lie differently here")
    kind, _, rank, dims, _, _, dtype, flags = [_word_at(id(probe) + DATA + 8 * i).value for i in range(-1, 7)]
    found = kind, rank & LOW, dtype, flags & LOW
    if found != (id(np.ndarray), 2, id(FLOAT32), probe.flags.num) or [_word_at(dims + i).value for i in (0, 8)] != [
        3,
        5,
    ]:
        raise TypeError("arrays are described differently here")
    said = [
        ctypes.string_at(id(d) + DATA - 8, 19) for d in (FLOAT32, np.dtype("f4", False, True), FLOAT32.newbyteorder())
    ]
    if said[0] != said[1] or said[0] == said[2]:
        raise TypeError("dtypes are described differently here")
    pair = probe, FLOAT32
    if [_word_at(id(pair) + tuple.__basicsize__ + at).value for at in (0, 8)] != [*map(id, pair)]:
        raise TypeError("tuples lie differently here")


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def register(jax: ModuleType) -> None:
    """Tell XLA of the kernels. Once, when JAX has started its devices; before any program that calls them is loaded."""
    handler = _library().tenfold_xla
    jax.ffi.register_ffi_target(TARGET, jax.ffi.pycapsule(handler), platform="cpu")


def xla_call(
    kernel: str,
    geometry: Geometry,
    inputs: Sequence[Any],
    results: Sequence[Shape],
    in_place: dict[int, int] | None = None,
) -> tuple[Any, ...]:
    """Second gear: the same kernel on JAX's arrays or tracers.

    Args:
      kernel, geometry: as `run` takes them.
      inputs: float32.
      results: shapes of the results.
      in_place: {number of an input: that of the result which takes its memory}.
    Returns float32 arrays, one for each shape. Raises ValueError for other dtypes; what the kernel refuses is raised
    when the program runs.
    """
    import jax

    if wrong := [str(x.dtype) for x in inputs if x.dtype != FLOAT32]:
        raise ValueError(f"Native kernel {kernel!r} takes float32; received {', '.join(wrong)}.")
    shapes = tuple(jax.ShapeDtypeStruct(tuple(shape), FLOAT32) for shape in results)
    call = jax.ffi.ffi_call(TARGET, shapes, vmap_method="sequential", input_output_aliases=in_place)
    return tuple(call(*inputs, kernel=kernel, geometry=np.array(geometry, np.int64)))


def report() -> str:
    """In a line: the library, its instruction set and threads, or why it is not here and the cure."""
    try:
        if absent := absence():
            return f"not here: {absent}"
    except ValueError as e:
        return str(e)
    return f"{PATH.name} {_version()}, {instruction_set()} of {', '.join(instruction_sets())}, {threads()} threads"


VERSION: str  # a digest of the library, made when it is asked for: what was compiled for one is not for another


@functools.cache
def _version() -> str:
    return hashlib.sha256(PATH.read_bytes()).hexdigest()[:16]


def __getattr__(name: str) -> str:
    if name == "VERSION":
        return _version() if available() else "none"
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
