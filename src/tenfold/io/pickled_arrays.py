"""Pickles that hold plain data, read without running any code that they name.

A pickle is a program: it may call whatever it names. Here it can call functions of ours only: those that stand in for
how NumPy makes an array (of protocols 0 to 4, and of 5), a dtype, and bytes out of text. Else it is refused.
Format: Python's `pickletools`, and NumPy's documented `ndarray.__reduce__`.
"""

import io
import math
import pickle
import re
import zipfile
from collections.abc import Callable
from typing import Any, BinaryIO

import numpy as np

_ARRAY = "numpy.ndarray"  # what a pickle gets for the class: nothing that it could call
_SIMPLE = re.compile(r"[biufcSUO]\d{1,9}")
_DAMAGE = (
    AttributeError, EOFError, ImportError, IndexError, KeyError, MemoryError, OverflowError, TypeError, ValueError,
    pickle.UnpicklingError,
)  # fmt: skip


def load(file: BinaryIO, name: str) -> Any:
    """What the pickle in `file` holds: numbers, texts, bytes, lists, tuples, dictionaries and arrays of these.

    Args:
      file: binary file at the pickle's beginning.
      name: what to call it in errors.

    Text of Python 2 comes as bytes. ValueError where the pickle is damaged, or names anything else than plain data.
    """
    try:
        return _plain(_Unpickler(file, encoding="bytes").load())
    except _DAMAGE as error:
        raise ValueError(
            f"{name} cannot be read: expected a pickle of plain data and arrays. It is damaged, or not what its name "
            f"says; remove it, so that it is downloaded again. {error}"
        ) from error


def load_npz(path: str) -> dict[str, np.ndarray]:
    """The arrays of an `.npz` file by name; those of Python objects are read by `load`. Raises as it does."""
    try:
        with zipfile.ZipFile(path) as archive:
            return {
                name.removesuffix(".npy"): _npy(archive.read(name), f"{path}:{name}") for name in archive.namelist()
            }
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise ValueError(
            f"{path} is not a whole .npz file; remove it, so that it is downloaded again. {error}"
        ) from error


def _npy(data: bytes, name: str) -> np.ndarray:
    file = io.BytesIO(data)
    version = np.lib.format.read_magic(file)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, _, dtype = read(file)
    if not dtype.hasobject:
        return np.lib.format.read_array(io.BytesIO(data), allow_pickle=False)
    found = load(file, name)
    if not isinstance(found, np.ndarray) or found.shape != shape:
        raise ValueError(f"{name} says that it is an array of shape {shape}, and holds {type(found).__name__}.")
    return found


def _plain(value: Any) -> Any:
    """`value` with NumPy's own class for the arrays in it and in the dictionaries and tuples it is made of."""
    if isinstance(value, _Array):
        return value.view(np.ndarray)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if type(value) is tuple:
        return tuple(map(_plain, value))
    return value


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        try:
            return _KNOWN[module.replace("numpy._core", "numpy.core"), name]
        except KeyError:
            raise pickle.UnpicklingError(
                f"It names {module}.{name}, which is no plain data, and was not run."
            ) from None


class _Call:
    """A function that a pickle may call, and can do nothing else with."""

    __slots__ = ("function",)

    def __init__(self, function: Callable[..., Any]):
        self.function = function

    def __call__(self, *args: Any) -> Any:
        return self.function(*args)

    def __setstate__(self, state: Any) -> None:
        raise pickle.UnpicklingError("It gives a state to a function.")


class _Kind:
    """A dtype on the way: a pickle makes it first, and says its byte order afterwards."""

    __slots__ = ("text",)

    def __init__(self, text: str):
        self.text = text

    def __setstate__(self, state: Any) -> None:
        if any(part is not None for part in state[2:5]):
            raise pickle.UnpicklingError("It holds an array of records.")
        order = _text(state[1])
        if order not in ("<", ">", "|", "="):
            raise pickle.UnpicklingError(f"It says {order!r} for a byte order.")
        self.text = order + self.text.lstrip("<>|=")

    def dtype(self) -> np.dtype[Any]:
        return np.dtype("O" if "O" in self.text else self.text)


class _Array(np.ndarray):
    """An array on the way: a pickle makes it empty, and fills it afterwards, once it is checked what with."""

    def __setstate__(self, state: Any) -> None:
        _, shape, kind, fortran, data = state
        dtype, count = kind.dtype(), math.prod(_shape(shape))
        data = _bytes(data) if isinstance(data, str) else data
        if not isinstance(data, list if dtype.hasobject else (bytes, bytearray)):
            raise pickle.UnpicklingError(f"It fills an array of {dtype} from a {type(data).__name__}.")
        if len(data) != count * (1 if dtype.hasobject else dtype.itemsize):
            raise pickle.UnpicklingError(f"It fills an array of shape {shape} and {dtype} from {len(data)} parts.")
        checked: Any = (1, shape, dtype, bool(fortran), data if dtype.hasobject else bytes(data))
        super().__setstate__(checked)


def _dtype(text: Any, *_: Any) -> _Kind:
    text = _text(text)
    if not _SIMPLE.fullmatch(text.lstrip("<>|=")):
        raise pickle.UnpicklingError(f"It holds an array of {text!r}.")
    return _Kind(text)


def _empty_array(kind: Any, shape: Any, code: Any) -> _Array:
    if kind is not _ARRAY:
        raise pickle.UnpicklingError("It makes an array of another class.")
    return np.empty(0, np.uint8).view(_Array)


def _array_of(data: Any, kind: _Kind, shape: Any, order: Any) -> _Array:
    array = _empty_array(_ARRAY, None, None)
    array.__setstate__((1, shape, kind, _text(order) == "F", bytes(data)))
    return array


def _shape(shape: Any) -> tuple[int, ...]:
    if type(shape) is not tuple or not all(type(size) is int and 0 <= size < 2**40 for size in shape):
        raise pickle.UnpicklingError(f"It says {shape!r} for a shape.")
    return shape


def _text(value: Any) -> str:
    return value.decode("ascii") if isinstance(value, bytes) else str(value)


def _bytes(text: str, encoding: Any = "latin1") -> bytes:
    """Bytes that protocols 0 to 2 wrote as text, as Python 3 does."""
    if _text(encoding) not in ("latin1", "latin-1"):
        raise pickle.UnpicklingError(f"It holds text in {encoding!r}.")
    return text.encode("latin1")


_KNOWN: dict[tuple[str, str], Any] = {
    ("numpy.core.multiarray", "_reconstruct"): _Call(_empty_array),
    ("numpy.core.numeric", "_frombuffer"): _Call(_array_of),
    ("numpy", "ndarray"): _ARRAY,
    ("numpy", "dtype"): _Call(_dtype),
    ("_codecs", "encode"): _Call(_bytes),
    ("__builtin__", "bytes"): _Call(lambda: b""),  # protocol 2 has no other way to write none
}
