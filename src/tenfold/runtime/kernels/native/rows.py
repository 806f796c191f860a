"""Steps along rows of a table by the library, in second gear: repeated rows added up, slots that fade.

XLA sorts the numbers of rows, and copies a slot that it both reads and writes; the library does neither.
"""

import math
from typing import Any

import numpy as np

from tenfold.core.base.env import Cell, Environment
from tenfold.ops.training import steps
from tenfold.runtime import xla
from tenfold.runtime.kernels.native.calls import FLOAT32, LARGEST
from tenfold.runtime.native import library
from tenfold.runtime.types import Array, Flag


def _is_ours(values: Array, size: int) -> bool:
    return values.dtype == FLOAT32 and size < LARGEST and xla.jax().default_backend() == "cpu"


def _bits(index: Array) -> Array:
    """Whole numbers as the library takes them: int32 under the name of float32."""
    jax = xla.jax()
    return jax.lax.bitcast_convert_type(jax.numpy.asarray(index).astype(np.int32), np.float32)


def _numbers(size: int, rows: Array, share: Any = 0.0) -> tuple[int, ...]:
    width = math.prod(rows.shape[1:])
    return size, width, rows.shape[0], int(np.float32(share).view(np.int32))


def summed(values: Array, indices: Array, count: int) -> tuple[Array, Array]:
    """`steps.summed`; the order of the rows is another."""
    if not _is_ours(values, count):
        return steps.summed(values, indices, count)
    given, shapes = (values, _bits(indices)), (values.shape, indices.shape)
    rows, index = library.xla_call("sum_rows", _numbers(count, values), given, shapes)
    return rows, xla.jax().lax.bitcast_convert_type(index, np.int32)


def faded(value: Array, index: Array, rows: Array, failed: Flag, share: Any) -> Array:
    """`steps.faded`, in the memory of `value` where nobody else needs it."""
    if not _is_ours(value, value.shape[0]):
        return steps.faded(value, index, rows, failed, share)
    stop = xla.jax().numpy.zeros(1, FLOAT32) if failed is None else failed.astype(FLOAT32).reshape(1)
    numbers = _numbers(value.shape[0], rows, share)
    return library.xla_call("fade_rows", numbers, (value, _bits(index), rows, stop), (value.shape,), {0: 0})[0]


@steps.row_step.kernel("xla", version=library.VERSION)
def _(env: Environment, *inputs: Any, variable: Cell, work: steps.Work) -> tuple[()]:
    return steps.along_rows(env, inputs, variable, work, summed, faded)
