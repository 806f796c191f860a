"""Uniform random numbers by the library, in both gears: those that dropout asks for in every step."""

import math

import numpy as np

from tenfold.core.values.dtypes import DType
from tenfold.ops import memory
from tenfold.ops.random import distributions
from tenfold.runtime import xla
from tenfold.runtime.kernels.native.calls import FLOAT32
from tenfold.runtime.native import library
from tenfold.runtime.types import Array, Ints

FEWEST = 2**10  # of fewer, what XLA fuses is no slower

uniform = distributions.random_uniform


@uniform.kernel("numpy", version=library.VERSION)
def in_first_gear(stream: Array, *, shape: Ints, dtype: DType) -> Array:
    if dtype.numpy != FLOAT32 or not _is_stream(stream) or type(stream) is not np.ndarray:
        return uniform.beneath("numpy", in_first_gear)(stream, shape=shape, dtype=dtype)
    memory.reserve(shape, FLOAT32)
    drawn = np.empty(shape, FLOAT32)
    library.run("random_uniform", (drawn.size,), [np.ascontiguousarray(stream).view(FLOAT32)], [drawn])
    return drawn


@uniform.kernel("xla", version=library.VERSION)
def in_second_gear(stream: Array, *, shape: Ints, dtype: DType) -> Array:
    jax = xla.jax()
    count = math.prod(shape)
    if dtype.numpy != FLOAT32 or count < FEWEST or not _is_stream(stream) or jax.default_backend() != "cpu":
        return uniform.beneath("xla", in_second_gear)(stream, shape=shape, dtype=dtype)
    words = jax.lax.bitcast_convert_type(jax.numpy.asarray(stream), np.float32)
    return library.xla_call("random_uniform", (count,), [words], [shape])[0]


def _is_stream(stream: Array) -> bool:
    return stream.shape == (3,) and stream.dtype == np.int64
