"""Routines that exist for float32 and more (LAPACK's): half types go through them as float32."""

import functools

import numpy as np

from tenfold.core.base.types import Any, Array, Function


def is_half(dtype: np.dtype) -> bool:
    """Whether a NumPy dtype is float16 or bfloat16."""
    return dtype.itemsize == 2 and dtype.kind in "fV"


def widened(forward: Function) -> Function:
    """`forward`, a function over arrays of one dtype, for half types too: results of float32 come back as they were.

    Raises:
      ValueError: integers, truth values or strings.
    """

    @functools.wraps(forward)
    def wide(*arrays: Array, **attrs: Any) -> Any:
        dtype = arrays[0].dtype
        if dtype.kind in "fc" and dtype.itemsize > 2:
            return forward(*arrays, **attrs)
        if not is_half(dtype):
            name = str(dtype).replace("object", "string")
            raise ValueError(f"received dtype {name}, expected floating point or complex: tf.cast(x, tf.float32)")
        out = forward(*[a.astype(np.float32) for a in arrays], **attrs)
        return tuple([_narrowed(o, dtype) for o in out]) if type(out) is tuple else _narrowed(out, dtype)

    return wide


def _narrowed(array: Array, dtype: np.dtype) -> Array:
    return array.astype(dtype) if array.dtype == np.float32 else array
