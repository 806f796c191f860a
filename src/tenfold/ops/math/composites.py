"""Small functions made of other ops: sums of lists, multiples, polynomials, tests of order."""

from tenfold.core.calls.op import op
from tenfold.core.values.convert import convert
from tenfold.core.values.shapes import TensorShape
from tenfold.core.values.tensor import Tensor
from tenfold.ops.arrays.basics import reshape, unstack, zeros_like
from tenfold.ops.infer import elementwise
from tenfold.ops.math.arithmetic import BOOL, add, multiply, no_sum
from tenfold.ops.math.comparison import less, less_equal, numbers
from tenfold.ops.math.reduce import reduce_all
from tenfold.ops.scoped import scoped, within
from tenfold.ops.structures.indexed_slices import IndexedSlices


@op(infer=elementwise, name="add_n", type="AddN")
def _add_n(*inputs):
    total = numbers(inputs[0])
    if total.dtype is BOOL:
        raise no_sum()
    for x in inputs[1:]:
        if x.shape != total.shape:
            raise ValueError(f"inputs must have the same shape; received {total.shape} and {x.shape}")
        total = total + x
    return total


@_add_n.gradient
def _(dy, inputs_dtype):
    return [dy] * len(inputs_dtype)


def add_n(inputs, name=None):
    """Sum of a list of tensors of one shape and dtype."""
    if isinstance(inputs, Tensor):
        inputs = unstack(inputs)
    if not isinstance(inputs, (list, tuple)) or not inputs:
        raise ValueError(
            "Inputs must be an iterable of at least one Tensor/IndexedSlices with the same dtype and shape."
        )
    return _add_n(*inputs, name=name)


def accumulate_n(inputs, shape=None, tensor_dtype=None, name=None):
    """`add_n` that also checks the shape and dtype given."""
    inputs = [convert(x) for x in inputs]
    for x in inputs:
        if tensor_dtype is not None and x.dtype != tensor_dtype:
            raise TypeError(f"tensor_dtype is {tensor_dtype}, but input is of type {x.dtype}")
        if shape is not None and not x.shape.is_compatible_with(TensorShape(shape)):
            raise ValueError(f"accumulate_n expected shape {shape}, but an input has shape {x.shape}")
    return add_n(inputs, name)


@scoped("scalar_mul")
def scalar_mul(scalar, x, name=None):
    """scalar * x, where `scalar` has rank 0; `x` may be IndexedSlices."""
    if isinstance(x, IndexedSlices):
        return x.on_values(lambda values: scalar_mul(scalar, values, name))
    x = convert(x)
    scalar = convert(scalar, x.dtype) if not hasattr(scalar, "dtype") else convert(scalar)
    if scalar._dims not in (None, ()):
        raise ValueError(f"The input scalar must be a 0-D value. Received shape {scalar.shape}.")
    return multiply(scalar, x, name=name)


@scoped("polyval", None)
def polyval(coeffs, x, name=None):
    """The polynomial coeffs[0] * x ** (n - 1) + ... + coeffs[n - 1], by Horner's rule."""
    if not isinstance(coeffs, list):
        raise ValueError(f"Argument coeffs must be list type. Received type {type(coeffs)}.")
    x = convert(x)
    if not coeffs:
        return zeros_like(x, name=name)
    out = convert(coeffs[0], partner=x.dtype)
    for i, c in enumerate(coeffs[1:]):
        out = add(multiply(out, x), convert(c, partner=x.dtype), name=within(name, f"add_{i}" if i else "add"))
    return out


@scoped("is_non_decreasing", "All")
def is_non_decreasing(x, name=None):
    """Whether no element is smaller than the one before it."""
    return in_order(x, less_equal, name)


@scoped("is_strictly_increasing", "All")
def is_strictly_increasing(x, name=None):
    """Whether every element is larger than the one before it."""
    return in_order(x, less, name)


def in_order(x, compare, name):
    x = reshape(convert(x), [-1])
    return reduce_all(compare(x[:-1], x[1:]), name=name)
