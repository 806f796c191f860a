"""Uniform random numbers in first gear: the library's where many are drawn, as dropout does in every step.

Apart from `native`, for most programs draw a few numbers, and should not wait until the library is loaded. XLA's own
loop over `ops.random.philox` is as fast as the library, and all have the same bits.
"""

import functools
import importlib
import math
from collections.abc import Callable

import numpy as np

from tenfold.core.values.dtypes import DType
from tenfold.ops.random import distributions
from tenfold.runtime.types import Array, Ints

MANY = 2**12

uniform = distributions.random_uniform


@uniform.kernel("numpy")
def drawn(stream: Array, *, shape: Ints, dtype: DType) -> Array:
    if math.prod(shape) >= MANY and dtype.numpy == np.float32 and _is_stream(stream):
        numbers = _by_library()(stream, shape)
        if numbers is not None:
            return numbers
    return uniform.beneath("numpy", drawn)(stream, shape=shape, dtype=dtype)


@functools.cache
def _by_library() -> Callable[[Array, Ints], Array | None]:
    return importlib.import_module(f"{__package__}.many_draws").by_library


def _is_stream(stream: Array) -> bool:
    return type(stream) is np.ndarray and stream.shape == (3,) and stream.dtype == np.int64
