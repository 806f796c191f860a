"""Arithmetic on two tensors, broadcasting as NumPy does."""

import numpy as np

from tenfold.core.base.hooks import hooks
from tenfold.core.calls.op import op, xp
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert, meet
from tenfold.core.values.tensor import Tensor
from tenfold.ops.arrays.basics import cast
from tenfold.ops.arrays.broadcasting import sum_to
from tenfold.ops.failing import fails_where
from tenfold.ops.infer import broadcast, elementwise

NUMPY = (np.ndarray, np.generic)  # what an array is in first gear
BOOL = np.dtype(bool)


def no_sum():
    """The error of adding truth values, of which NumPy would make `or`."""
    return ValueError("truth values have no sum: tf.cast(x, tf.int32) makes them numbers")


@op(infer=broadcast, static=True, type="AddV2", label="Add")
def add(x, y):
    """x + y; strings are joined."""
    if x.dtype is BOOL:
        raise no_sum()
    return x + y


@add.gradient
def _(dy, x_shape, y_shape):
    return lambda: sum_to(dy, x_shape), lambda: sum_to(dy, y_shape)


@op(infer=broadcast, static=True, type="Sub")
def subtract(x, y):
    """x - y."""
    if x.dtype is BOOL:
        raise no_sum()
    return x - y


@subtract.gradient
def _(dy, x_shape, y_shape):
    return lambda: sum_to(dy, x_shape), lambda: sum_to(negative(dy), y_shape)


@op(infer=broadcast, static=True, type="Mul")
def multiply(x, y):
    """x * y."""
    return x * y


@multiply.gradient
def _(dy, x, y, x_shape, y_shape):
    return lambda: sum_to(multiply(dy, conjugate(y)), x_shape), lambda: sum_to(multiply(dy, conjugate(x)), y_shape)


@op(infer=broadcast, type="RealDiv")
def divide_real(x, y):
    """x / y for floating point and complex tensors."""
    return x / y


@divide_real.gradient
def _(dy, x, y, x_shape, y_shape):
    return (
        lambda: sum_to(divide_real(dy, conjugate(y)), x_shape),
        lambda: sum_to(multiply(dy, quotient_by_divisor(conjugate(x), conjugate(y))), y_shape),
    )


def quotient_by_divisor(x, y):
    """The derivative of x / y by y; divided twice, since the square of y may overflow."""
    return divide_real(divide_real(negative(x), y), y)


@op(infer=elementwise, static=True, type="Neg")
def negative(x):
    """-x."""
    if x.dtype is BOOL:
        raise no_sum()
    return -x


@negative.gradient
def _(dy):
    return negative(dy)


@op(infer=elementwise)
def square(x):
    """x * x."""
    return x * x


@square.gradient
def _(dy, x):
    x = conjugate(x)
    return multiply(dy, add(x, x))


@op(infer=elementwise)
def conj(x):
    """Complex conjugate."""
    return np.conjugate(x) if isinstance(x, (np.ndarray, np.generic)) else xp(x).conjugate(x)


@conj.gradient
def _(dy):
    return conj(dy)


def conjugate(x):
    """`conj(x)` where that differs from x."""
    return conj(x) if x.dtype.is_complex else x


@op(infer=broadcast, static=True, gradient=None, type="FloorDiv", label="floordiv")
def floordiv(x, y):
    """x / y rounded towards minus infinity; integer division by zero is an error."""
    if y.dtype.kind in "iuO":
        check_divisor(y)
        return x // y
    return xp(x, y).floor(x / y)  # as TensorFlow: // would give 9 for 1. // .1


@op(infer=broadcast, static=True, type="FloorMod")
def floormod(x, y):
    """The remainder of `floordiv`, with the sign of y."""
    check_divisor(y)
    return x % y


@floormod.gradient
def _(dy, x, y, x_shape, y_shape):
    return lambda: sum_to(dy, x_shape), lambda: sum_to(negative(multiply(dy, floordiv(x, y))), y_shape)


@op(infer=broadcast, gradient=None, type="TruncateDiv")
def truncatediv(x, y):
    """x / y rounded towards zero."""
    if y.dtype.kind not in "iu":
        return xp(x, y).trunc(x / y)
    return (x - truncated_remainder(x, y)) // y


@op(infer=broadcast, type="TruncateMod")
def truncatemod(x, y):
    """The remainder of `truncatediv`, with the sign of x."""
    return truncated_remainder(x, y)


@truncatemod.gradient
def _(dy, x, y, x_shape, y_shape):
    return lambda: sum_to(dy, x_shape), lambda: sum_to(negative(multiply(dy, truncatediv(x, y))), y_shape)


def truncated_remainder(x, y):
    check_divisor(y)
    return xp(x, y).fmod(x, y)


def check_divisor(y):
    """Integers cannot be divided by zero: an error in first gear, a failed check in second."""
    if y.dtype.kind in "iu":
        fails_where(y == 0, "Integer division by zero")


def truediv(x, y, name=None):
    """x / y; integers are divided as floats (float32 for 8 and 16 bits, else float64)."""
    x, y = match(x, y)
    if x.dtype.is_integer:
        x, y = cast(x, wide := quotient_dtype(x.dtype)), cast(y, wide)
    return divide_real(x, y, name=name or "truediv")


def quotient_dtype(dtype):
    """As what integers of `dtype` are divided."""
    return dtypes.float32 if dtype.size < 4 else dtypes.float64


def divide(x, y, name=None):
    """x / y as Python's `/` does it."""
    return truediv(x, y, name)


def div(x, y, name=None):
    """TensorFlow 1's division: integers give integers."""
    x, y = match(x, y)
    return (floordiv if x.dtype.is_integer else divide_real)(x, y, name=name or "div")


def scalar(value, like):
    """A constant of the dtype of the tensor `like`, for gradients: nothing is left to convert."""
    return Tensor(like.dtype.numpy.type(value))


def match(x, y):
    """Two operands as tensors, a Python or NumPy number taking the dtype of a tensor that it meets."""
    if hasattr(x, "_called_with") or hasattr(y, "_called_with"):  # sparse and ragged
        dtype = x.dtype if hasattr(x, "_called_with") else y.dtype
        return tuple([v if hasattr(v, "_called_with") else convert(v, partner=dtype) for v in (x, y)])
    if not hasattr(x, "_dims") and (hasattr(y, "_dims") or not hasattr(x, "dtype") and hasattr(y, "dtype")):
        y = convert(y)
        return meet(x, y.dtype), y
    known = hasattr(x, "dtype")
    x = convert(x)
    return x, meet(y, x.dtype) if known else convert(y, partner=x.dtype)


hooks.add, hooks.subtract = add, subtract
