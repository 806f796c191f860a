"""NumPy's rules for dtypes, which `tf.experimental.numpy` follows instead of TensorFlow's: floats and integers mix."""

import numpy as np

from tenfold.core.base.thread import STATE
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.ops.arrays.basics import cast
from tenfold.ops.state.sources import identity

PYTHON = (bool, int, float, complex)


class Preference:
    """What Python floats and integers become by default; `experimental_enable_numpy_behavior` may narrow them."""

    float, int, complex = np.float64, np.int64, np.complex128


def _is_tensor(value):
    return isinstance(value, Tensor) or hasattr(value, "_as_tensor")


def dtype_of(value):
    """The NumPy dtype of a value; Python numbers, bare or in lists, are a number, which adapts to its partners."""
    if type(value) in PYTHON:
        return value
    if _is_tensor(value):
        return value.dtype.numpy
    if isinstance(value, (np.ndarray, np.generic)):
        return value.dtype
    if isinstance(value, (list, tuple)):
        weak = _strongest(value)
        return weak if weak is not None else result_dtype(*value)
    return np.asarray(value).dtype


def result_dtype(*values):
    """The dtype that these come together in; lists of nothing say nothing beside others."""
    return _together(dtype_of(v) for v in [v for v in values if not _hold_nothing(v)] or values)


def _hold_nothing(value):
    return isinstance(value, (list, tuple)) and all(map(_hold_nothing, value))


def _together(kinds):
    """The dtype of dtypes and of Python numbers, which have defaults where there is nothing else."""
    kinds = list(kinds)
    if all(type(k) in PYTHON for k in kinds):
        kinds = [_default(type(k)) for k in kinds]
    return np.result_type(*kinds)


def _strongest(value):
    """Of a number or nested lists of Python numbers, the number that stands for all; None where there are others."""
    if type(value) in PYTHON:
        return type(value)(0)
    if not isinstance(value, (list, tuple)):
        return None
    found = [_strongest(v) for v in value] or [0.0]
    return None if None in found else max(found, key=lambda n: PYTHON.index(type(n)))


def _default(kind):
    return np.dtype({bool: np.bool_, int: Preference.int, float: Preference.float, complex: Preference.complex}[kind])


def result_type(*arrays_and_dtypes):
    """The DType of the result of an operation on these: arrays, numbers and dtypes."""
    return dtypes.as_dtype(_together(map(_dtype_or_number, arrays_and_dtypes)))


def _dtype_or_number(value):
    if any(value is kind for kind in PYTHON):
        return _default(value)
    if isinstance(value, (type, str, np.dtype, dtypes.DType)):
        return dtypes.as_dtype(value).numpy
    return dtype_of(value)


def promote_types(type1, type2):
    """The smallest dtype to which both can be cast, a NumPy one."""
    return np.promote_types(*(_together([_dtype_or_number(t)]) for t in (type1, type2)))


def array(val, dtype=None, copy=True, ndmin=0):
    """A tensor of `val`: Python floats become float64 and integers int64, unless `dtype` says otherwise."""
    wanted = _wanted(dtype) if dtype is not None else dtypes.as_dtype(result_dtype(val))
    made = _converted(val, wanted)
    if STATE.graph is not None and type(made) is Tensor:
        made = identity(made)
    return made if not ndmin or made.ndim >= ndmin else made[(None,) * (ndmin - made.ndim)]


def _converted(value, wanted):
    if _is_tensor(value):
        return cast(value, wanted)
    if isinstance(value, (list, tuple)) and any(_is_tensor(v) or isinstance(v, (list, tuple)) for v in value):
        return convert([array(v, wanted) for v in value]) if len(value) else convert(np.array(value, wanted.numpy))
    return convert(np.asarray(value).astype(wanted.numpy))


def _wanted(dtype):
    """A dtype as users write it; `float` and `int` are NumPy's."""
    if any(dtype is kind for kind in PYTHON):
        return dtypes.as_dtype(_default(dtype))
    return dtypes.as_dtype(dtype)


def promoted(*values):
    """The values as tensors of the dtype that they come together in."""
    dtype = dtypes.as_dtype(result_dtype(*values))
    return [_converted(v, dtype) for v in values]


def floating(*values):
    """`promoted`, integers and booleans as float64."""
    dtype = result_dtype(*values)
    wanted = dtypes.as_dtype(dtype if dtype.kind in "fcV" else Preference.float)
    return [_converted(v, wanted) for v in values]
