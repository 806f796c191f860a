"""Uniform random numbers by the library in first gear, where many are drawn: dropout asks for some in every step.

Apart from `native`, for most programs draw a few numbers, and the library is loaded by the first who draws many. XLA's
own loop over `ops.random.philox` is as fast, and both have the same bits.
"""

import functools
import importlib
import math
from typing import Any

import numpy as np

from tenfold.core.values.dtypes import DType
from tenfold.ops import memory
from tenfold.ops.random import distributions
from tenfold.runtime.types import Array, Ints

MANY = 2**12
FLOAT32 = np.dtype(np.float32)

uniform = distributions.random_uniform


@uniform.kernel("numpy")
def drawn(stream: Array, *, shape: Ints, dtype: DType) -> Array:
    if math.prod(shape) < MANY or dtype.numpy != FLOAT32 or not _is_stream(stream) or not _library().available():
        return uniform.beneath("numpy", drawn)(stream, shape=shape, dtype=dtype)
    memory.reserve(shape, FLOAT32)
    numbers = np.empty(shape, FLOAT32)
    _library().run("random_uniform", (numbers.size,), [np.ascontiguousarray(stream).view(FLOAT32)], [numbers])
    return numbers


@functools.cache
def _library() -> Any:
    """The library's module, which brings more than a program that draws little should wait for."""
    return importlib.import_module("tenfold.runtime.native.library")


def _is_stream(stream: Array) -> bool:
    return type(stream) is np.ndarray and stream.shape == (3,) and stream.dtype == np.int64
