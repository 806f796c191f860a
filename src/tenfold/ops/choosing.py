"""One of two arrays, element by element."""

import numpy as np

from tenfold.core.calls.op import xp

MANY = 256  # elements from which the passes over bits take less time than NumPy's guesses
BITS = {np.dtype(np.float32): np.int32, np.dtype(np.float64): np.int64}


def chosen(condition, x, y):
    """`where(condition, x, y)`, bit for bit; x and y of one dtype.

    NumPy's own goes one way or the other at each element, and a processor that guesses wrongly every second time, as of
    the signs of activations, takes ten times as long as for these passes over bits.
    """
    if isinstance(condition, (np.ndarray, np.generic)) and condition.ndim == 0 and _alike(x, y):
        return x if condition else y
    bits = BITS.get(x.dtype)
    if bits is None or type(condition) is not np.ndarray or condition.size < MANY or not _fit(condition, x, y):
        return xp(condition, x, y).where(condition, x, y)
    out = np.empty(condition.shape, x.dtype)
    found, x, y = out.view(bits), x.view(bits), y.view(bits)
    np.copyto(found, condition)
    np.negative(found, out=found)  # all bits where it holds, none elsewhere
    if y.ndim == 0 and y == 0:
        np.bitwise_and(found, x, out=found)
        return out
    np.bitwise_and(found, x ^ y, out=found)
    np.bitwise_xor(found, y, out=found)
    return out


def _alike(x, y):
    """Whether they are arrays of one shape and dtype."""
    return type(x) is type(y) is np.ndarray and x.shape == y.shape and x.dtype == y.dtype


def _fit(condition, *values):
    """Whether they are NumPy's, of one dtype, and each of the condition's shape or a scalar."""
    return condition.dtype == bool and all(
        isinstance(v, (np.ndarray, np.generic)) and v.dtype == values[0].dtype and v.shape in (condition.shape, ())
        for v in values
    )
