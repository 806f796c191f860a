"""String tensors are object arrays of bytes; these carry a function on one string over such an array."""

import functools
from typing import Any

import numpy as np

from tenfold.core.base.errors import InvalidArgumentError
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.ops.ragged.tensor import RaggedTensor

_OBJECTS = np.dtype(object)


def mapped(function, strings, dtype=object):
    """`function` of every string, as an array of the same shape."""
    return packed([function(s) for s in flat(strings)], dtype, np.shape(strings))


def flat(strings):
    """The strings as a list."""
    return strings.reshape(-1).tolist() if isinstance(strings, np.ndarray) else [strings]


def strings_in(tensor, name):
    """The strings of an array as a list of bytes. InvalidArgumentError for numbers; `name` is the input's."""
    if getattr(tensor, "dtype", _OBJECTS) != _OBJECTS:
        raise InvalidArgumentError(f"{name}: expected a string tensor; received one of dtype {tensor.dtype}.")
    return flat(tensor)


def string_in(tensor, name):
    """The string of a scalar array, as bytes. InvalidArgumentError where it has another shape, or holds a number."""
    if np.shape(tensor) != ():
        raise InvalidArgumentError(f"{name}: expected a scalar, got shape {list(np.shape(tensor))}.")
    return strings_in(tensor, name)[0]


def packed(values, dtype, shape):
    """A list of results as an array of `shape`."""
    out = np.empty(len(values), dtype)
    out[:] = values
    return out.reshape(shape)


def as_strings(value, name="input", error=InvalidArgumentError):
    """`value` as a tensor of strings; an empty list, of which nobody can tell what it holds, as an empty one.

    Raises:
      InvalidArgumentError: a tensor of numbers; `error` says which class else. `name` is the argument's.
      TypeError: numbers of Python's or NumPy's.
    """
    tensor = value if isinstance(value, RaggedTensor) else convert(value)
    if tensor.dtype is dtypes.string:
        return tensor
    if isinstance(value, (Tensor, RaggedTensor)) or hasattr(value, "_as_tensor"):
        raise error(f"{name}: expected a string tensor; received one of dtype {tensor.dtype.name}.")
    if 0 in tensor._dims:
        return Tensor(np.empty(tensor._dims, object))
    raise TypeError(f"{name}: Cannot convert {value!r:.80} to EagerTensor of dtype string; use tf.strings.as_string.")


def of_strings(function):
    """Decorator: the first argument becomes a string tensor; of a RaggedTensor it is the flat values."""
    return ragged_too(function, as_strings)


def ragged_too(function, as_tensor=convert):
    """Decorator: a function of a tensor that, given a RaggedTensor, is applied to its flat values."""

    @functools.wraps(function)
    def call(input, *args, **kwargs):
        if isinstance(input, RaggedTensor):
            return input.with_flat_values(function(as_tensor(input.flat_values), *args, **kwargs))
        return function(as_tensor(input), *args, **kwargs)

    return call


def text(string):
    """bytes as str; what is not UTF-8 survives a round trip."""
    return string.decode("utf-8", "surrogateescape")


def raw(string):
    """str as bytes, the inverse of `text`."""
    return string.encode("utf-8", "surrogateescape")


def as_bytes(value: Any) -> bytes:
    """A str, bytes or bytearray as bytes. TypeError for anything else: `bytes(5)` are five zeros."""
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, bytes | bytearray):
        return bytes(value)
    raise TypeError(f"Expected binary or unicode string, got {value!r:.80} ({type(value).__name__})")


def one_text(value, name):
    """An attribute that is one string, as bytes: a str, bytes or an eager scalar.

    Raises:
      TypeError: anything else; `name` is the attribute's.
    """
    one = value if isinstance(value, (str, bytes)) else np.asarray(getattr(value, "_array", value), object)
    one = one[()] if isinstance(one, np.ndarray) and not one.ndim else one
    if not isinstance(one, (str, bytes)):
        raise TypeError(f"`{name}` must be a string, str or bytes; received {value!r:.80}.")
    return one.encode() if isinstance(one, str) else one


def as_text(value):
    """A Python str from str or bytes: an attribute as users write it."""
    return value.decode() if isinstance(value, bytes) else value
