"""Elementwise functions of one tensor: powers, exponentials, trigonometry, rounding, tests for NaN."""

import numpy as np

from tenfold.core.calls.op import Op, op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.ops.arrays.basics import zeros_like
from tenfold.ops.infer import elementwise
from tenfold.ops.math.arithmetic import NUMPY, add, conjugate, divide_real, multiply, negative, scalar, square, subtract
from tenfold.ops.math.complex_numbers import as_complex, infer_real, real_part


def of_floats(x):
    """Inference for functions of floating point and complex numbers: the result is like the input."""
    check_floats(x.dtype.numpy, TypeError)
    return x


def check_floats(dtype, error=ValueError):
    if dtype.kind in "iubO":
        raise error(
            f"received dtype {str(dtype).replace('object', 'string')}, expected floating point numbers: "
            "tf.cast(x, tf.float32) gives them"
        )


def function(name, numpy_function, doc, result=None, **options):
    """An op over floats (and complex numbers) that is one call of NumPy's, and the same of jax.numpy.

    Args:
      name: of the op.
      numpy_function: a NumPy ufunc.
      doc: docstring.
      result: the result's dtype, where it is not the input's.
      **options: of `Op`.
    """

    def forward(x):
        if x.dtype.kind in "iubO":
            check_floats(x.dtype)
        return numpy_function(x) if isinstance(x, NUMPY) else getattr(xp(x), numpy_function.__name__)(x)

    forward.__name__, forward.__doc__, forward.__module__ = name, doc, __name__
    return Op(forward, infer=of_floats if result is None else lambda x: Spec(of_floats(x).shape, result), **options)


exp = function("exp", np.exp, "e to the power of x.")
expm1 = function("expm1", np.expm1, "exp(x) - 1, exact near zero.")
log = function("log", np.log, "Natural logarithm; NaN for negative numbers.")
log1p = function("log1p", np.log1p, "log(1 + x), exact near zero.")
sqrt = function("sqrt", np.sqrt, "Square root; NaN for negative numbers.")
sin = function("sin", np.sin, "Sine of x in radians.")
cos = function("cos", np.cos, "Cosine of x in radians.")
tan = function("tan", np.tan, "Tangent of x in radians.")
asin = function("asin", np.arcsin, "Inverse sine, in [-pi/2, pi/2].")
acos = function("acos", np.arccos, "Inverse cosine, in [0, pi].")
atan = function("atan", np.arctan, "Inverse tangent, in (-pi/2, pi/2).")
sinh = function("sinh", np.sinh, "Hyperbolic sine.")
cosh = function("cosh", np.cosh, "Hyperbolic cosine.")
asinh = function("asinh", np.arcsinh, "Inverse hyperbolic sine.")
acosh = function("acosh", np.arccosh, "Inverse hyperbolic cosine; NaN below 1.")
atanh = function("atanh", np.arctanh, "Inverse hyperbolic tangent; NaN outside [-1, 1].")
floor = function("floor", np.floor, "The largest whole number not above x.", gradient=None)
ceil = function("ceil", np.ceil, "The smallest whole number not below x.", gradient=None)
rint = function("rint", np.rint, "The nearest whole number, halves to the even one.", gradient=None)
is_nan = function("is_nan", np.isnan, "Whether x is not a number.", dtypes.bool, gradient=None)
is_inf = function("is_inf", np.isinf, "Whether x is plus or minus infinity.", dtypes.bool, gradient=None)
is_finite = function("is_finite", np.isfinite, "Whether x is neither infinite nor NaN.", dtypes.bool, gradient=None)


@op(infer=of_floats)
def rsqrt(x):
    """1 / sqrt(x)."""
    check_floats(x.dtype)
    return x.dtype.type(1) / xp(x).sqrt(x)


@op(infer=of_floats)
def reciprocal(x):
    """1 / x."""
    check_floats(x.dtype)
    return x.dtype.type(1) / x


# Slopes that are infinite at some point. What flows in from behind a mask is zero there, and stays zero: infinity times
# zero would make one masked element turn every weight into NaN.


def unless_zero(incoming, grad):
    """`grad` where the `incoming` gradient is not zero, else zero."""
    return xp(incoming, grad).where(incoming == 0, grad.dtype.type(0), grad)


@op(infer=elementwise)
def sqrt_grad(y, gradients):
    """Gradient of `sqrt` from its result: gradients / (2 y)."""
    return unless_zero(gradients, gradients * y.dtype.type(0.5) / y)


@sqrt_grad.gradient
def _(dy, y, gradients):
    def by_y():
        return negative(multiply(divide_real(dy, conjugate(y)), conjugate(sqrt_grad(y, gradients))))

    return by_y, lambda: sqrt_grad(conjugate(y), dy)


@op(infer=elementwise)
def rsqrt_grad(y, gradients):
    """Gradient of `rsqrt` from its result: -gradients y^3 / 2."""
    return unless_zero(gradients, gradients * y.dtype.type(-0.5) * (y * y * y))


@rsqrt_grad.gradient
def _(dy, y, gradients):
    def by_y():
        return multiply(multiply(multiply(dy, scalar(-1.5, dy)), conjugate(gradients)), square(conjugate(y)))

    return by_y, lambda: rsqrt_grad(conjugate(y), dy)


@op(infer=elementwise)
def reciprocal_grad(y, gradients):
    """Gradient of `reciprocal` from its result: -gradients y^2."""
    return unless_zero(gradients, -gradients * (y * y))


@reciprocal_grad.gradient
def _(dy, y, gradients):
    def by_y():
        return multiply(multiply(multiply(dy, scalar(-2, dy)), conjugate(gradients)), conjugate(y))

    return by_y, lambda: reciprocal_grad(conjugate(y), dy)


@op(infer=elementwise, gradient=None, type="Round")
def round_even(x):
    """The nearest whole number, halves to the even one; integers stay."""
    return x if x.dtype.kind in "iu" else xp(x).rint(x)


@op(
    infer=infer_real,
    name="abs",
    static=True,
    type=lambda inputs, _: "ComplexAbs" if inputs[0].dtype.is_complex else "Abs",
    label="Abs",
)
def absolute(x):
    """|x|; of complex numbers their length, a real number."""
    if x.dtype.kind == "b":
        raise ValueError("truth values have no absolute value: tf.cast(x, tf.int32) makes them numbers")
    return abs(x)


@op(infer=elementwise, type=lambda inputs, _: "DivNoNan" if inputs[0].dtype.is_complex else "Sign")
def sign(x):
    """-1, 0 or 1; of a complex number x / |x|, or 0."""
    return xp(x).sign(x)


# gradients: with dy, f'(x) is conjugated, since TensorFlow's gradient of a real loss is its steepest ascent


@exp.gradient
def _(dy, y):
    return multiply(dy, conjugate(y))


@expm1.gradient
def _(dy, x):
    return multiply(dy, exp(conjugate(x)))


@log.gradient
def _(dy, x):
    return multiply(dy, reciprocal(conjugate(x)))


@log1p.gradient
def _(dy, x):
    return multiply(dy, reciprocal(add(conjugate(x), scalar(1, x))))


@sqrt.gradient
def _(dy, y):
    return sqrt_grad(conjugate(y), dy)


@rsqrt.gradient
def _(dy, y):
    return rsqrt_grad(conjugate(y), dy)


@reciprocal.gradient
def _(dy, y):
    return reciprocal_grad(conjugate(y), dy)


@sin.gradient
def _(dy, x):
    return multiply(dy, cos(conjugate(x)))


@cos.gradient
def _(dy, x):
    return negative(multiply(dy, sin(conjugate(x))))


@tan.gradient
def _(dy, y):
    return multiply(dy, add(square(conjugate(y)), scalar(1, y)))


@asin.gradient
def _(dy, x):
    return multiply(dy, reciprocal(sqrt(one_minus_square(conjugate(x)))))


@acos.gradient
def _(dy, x):
    return negative(multiply(dy, reciprocal(sqrt(one_minus_square(conjugate(x))))))


@atan.gradient
def _(dy, x):
    return divide_real(dy, add(square(conjugate(x)), scalar(1, x)))


@sinh.gradient
def _(dy, x):
    return multiply(dy, cosh(conjugate(x)))


@cosh.gradient
def _(dy, x):
    return multiply(dy, sinh(conjugate(x)))


@asinh.gradient
def _(dy, y):
    return divide_real(dy, cosh(conjugate(y)))


@acosh.gradient
def _(dy, y):
    return divide_real(dy, sinh(conjugate(y)))


@atanh.gradient
def _(dy, x):
    return multiply(dy, reciprocal(one_minus_square(conjugate(x))))


@absolute.gradient
def _(dy, x):
    return multiply(as_complex(dy) if x.dtype.is_complex else dy, sign(x))


@sign.gradient
def _(dy, x, y):
    if not x.dtype.is_complex:
        return zeros_like(dy)
    along = multiply(y, as_complex(real_part(multiply(conjugate(dy), y))))
    return divide_real(subtract(dy, along), as_complex(absolute(x)))


def one_minus_square(x):
    return subtract(scalar(1, x), square(x))
