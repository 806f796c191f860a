"""Complex numbers and their parts."""

import numpy as np

from tenfold.core.calls.op import op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops.arrays.basics import cast, zeros_like
from tenfold.ops.arrays.broadcasting import sum_to
from tenfold.ops.infer import broadcast
from tenfold.ops.math.arithmetic import add, divide_real, multiply, negative, scalar, square

COMPLEX_OF = {dtypes.float32: dtypes.complex64, dtypes.float64: dtypes.complex128}


def infer_complex(real, imag):
    if real.dtype not in COMPLEX_OF:
        raise TypeError(f"a complex number is made of float32 or float64 parts; received {real.dtype.name}")
    return Spec(broadcast(real, imag).shape, COMPLEX_OF[real.dtype])


@op(infer=infer_complex)
def _complex(real, imag):
    out = np.empty(np.broadcast_shapes(real.shape, imag.shape), np.result_type(real.dtype, np.complex64))
    out.real, out.imag = real, imag
    return out[()]


@_complex.gradient
def _(dy, real_shape, imag_shape):
    return lambda: sum_to(real_part(dy), real_shape), lambda: sum_to(imaginary_part(dy), imag_shape)


def from_parts(real, imag, name=None):
    """real + i * imag: complex64 of float32 parts, complex128 of float64 ones."""
    real, imag = convert(real), convert(imag)
    if real.dtype != imag.dtype or real.dtype not in COMPLEX_OF:
        raise TypeError(
            f"The `real` and `imag` components have incorrect types: {real.dtype.name} {imag.dtype.name}. "
            "They must be consistent, and one of [tf.float32, tf.float64]."
        )
    return _complex(real, imag, name=name)


def infer_real(x):
    return Spec(x.shape, x.dtype.real_dtype)


@op(infer=infer_real)
def _real(input):
    return xp(input).real(input)


@_real.gradient
def _(dy):
    return as_complex(dy)


@op(infer=infer_real)
def _imag(input):
    return xp(input).imag(input)


@_imag.gradient
def _(dy):
    return _complex(scalar(0, dy), dy)


def real_part(input, name=None):
    """The real part; real numbers are their own."""
    input = convert(input)
    return _real(input, name=name) if input.dtype.is_complex else input


def imaginary_part(input, name=None):
    """The imaginary part, zero for real numbers."""
    input = convert(input)
    return _imag(input, name=name) if input.dtype.is_complex else zeros_like(input, name=name)


@op(infer=infer_real)
def angle(input):
    """The argument in (-pi, pi]; of a real number pi if it is below zero, else 0."""
    if input.dtype.kind in "iu":
        raise TypeError(f"angle needs floating point or complex numbers; received {input.dtype}.")
    if input.dtype.kind != "c":
        return xp(input).where(input < 0, input.dtype.type(np.pi), input.dtype.type(0))
    return xp(input).angle(input).astype(input.real.dtype)


@angle.gradient
def _(dy, input):
    if not input.dtype.is_complex:
        return None
    x, y = real_part(input), imaginary_part(input)
    share = divide_real(dy, add(square(x), square(y)))
    return _complex(negative(multiply(share, y)), multiply(share, x))


def as_complex(x):
    """The real tensor `x` as a complex one."""
    return cast(x, COMPLEX_OF[x.dtype])
