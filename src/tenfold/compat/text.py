"""The small helpers of `tf.compat`: text and bytes, and the types TensorFlow calls numbers."""

import numbers
import os
from typing import Any

import numpy as np

bytes_or_text_types = (bytes, str)
complex_types = (numbers.Complex, np.number)
integral_types = (numbers.Integral, np.integer)
real_types = (numbers.Real, np.integer, np.floating)


def as_bytes(bytes_or_text: str | bytes | bytearray, encoding: str = "utf-8") -> bytes:
    """`bytes_or_text` (str, bytes or bytearray) as bytes. TypeError for anything else."""
    if isinstance(bytes_or_text, bytearray):
        return bytes(bytes_or_text)
    if isinstance(bytes_or_text, str):
        return bytes_or_text.encode(encoding)
    if isinstance(bytes_or_text, bytes):
        return bytes_or_text
    raise TypeError(f"Expected binary or unicode string, got {bytes_or_text!r} ({type(bytes_or_text).__name__})")


def as_text(bytes_or_text: str | bytes | bytearray, encoding: str = "utf-8") -> str:
    """`bytes_or_text` (str, bytes or bytearray) as str. TypeError for anything else."""
    return bytes_or_text if isinstance(bytes_or_text, str) else as_bytes(bytes_or_text, encoding).decode(encoding)


as_str = as_text


def as_str_any(value: object, encoding: str = "utf-8") -> str:
    """`as_text` of text and bytes, `str` of anything else."""
    return as_text(value, encoding) if isinstance(value, str | bytes | bytearray) else str(value)


def path_to_str(path):
    """A path object as str; anything else as it is."""
    return as_str_any(os.fspath(path)) if hasattr(path, "__fspath__") else path


def dimension_value(dimension):
    """The int (or None) of a TF1 Dimension; an int or None as it is."""
    return getattr(dimension, "value", dimension)


def dimension_at_index(shape: Any, index: int) -> Any:
    """A TensorShape's dimension at `index` (a Dimension in TF1, else int or None); None if the rank is unknown."""
    return None if getattr(shape, "rank", 0) is None else shape[index]
