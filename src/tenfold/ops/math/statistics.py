"""Reductions built on sums: logsumexp, norms, variance, counts, and where the extremes are."""

import numpy as np

from tenfold.core.calls.attrs import Axes, Axis, Bool, Dtype
from tenfold.core.calls.op import op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops.arrays.basics import cast, size
from tenfold.ops.graphdef import COMPOSED, AsInput, Row, as_int
from tenfold.ops.infer import reduced, reduction, wrap_axis
from tenfold.ops.math.arithmetic import NUMPY, divide_real, multiply, square, subtract
from tenfold.ops.math.comparison import not_equal, ordered
from tenfold.ops.math.complex_numbers import imaginary_part, real_part
from tenfold.ops.math.elementwise import check_floats, exp, of_floats, sqrt
from tenfold.ops.math.reduce import REDUCTION, reduce_mean, reduce_sum, spread, total
from tenfold.ops.scoped import scoped, within
from tenfold.ops.state.sources import identity
from tenfold.ops.structures.kept_whole import kept_whole


def infer_logsumexp(x, *, axis, keepdims):
    return reduction(of_floats(x), axis=axis, keepdims=keepdims)


@op(infer=infer_logsumexp, type="AddV2", label="ReduceLogSumExp", graphdef=COMPOSED)
def reduce_logsumexp(input_tensor, *, axis: Axes = None, keepdims: Bool = False):
    """log(sum(exp(x))) over `axis`, without overflow; -inf of nothing."""
    x = input_tensor
    check_floats(x.dtype)
    np_ = xp(x)
    top = x.max(axis=axis, keepdims=True, initial=None if x.size else x.dtype.type(-np.inf))
    top = np_.where(np_.isfinite(top), top, x.dtype.type(0))
    out = np_.log(total(np_.exp(x - top), axis, True)) + top
    return out if keepdims else out.squeeze(axis=axis)


@reduce_logsumexp.gradient
def _(dy, input_tensor, input_tensor_shape, y, axis, keepdims):
    weights = exp(subtract(input_tensor, spread(y, input_tensor_shape, axis, keepdims)))
    return multiply(spread(dy, input_tensor_shape, axis, keepdims), weights)


@op(infer=reduction, type="EuclideanNorm", graphdef=REDUCTION)
def reduce_euclidean_norm(input_tensor, *, axis: Axes = None, keepdims: Bool = False):
    """sqrt(sum(|x| ** 2)) over `axis`; of integers its whole part."""
    x = input_tensor
    if x.dtype.kind in "iu":
        return xp(x).sqrt(total(x.astype(np.float64) ** 2, axis, keepdims)).astype(x.dtype)
    return xp(x).sqrt(total(x * x.conj() if x.dtype.kind == "c" else x * x, axis, keepdims))


@reduce_euclidean_norm.gradient
def _(dy, input_tensor, input_tensor_shape, y, axis, keepdims):
    return multiply(spread(divide_real(dy, y), input_tensor_shape, axis, keepdims), input_tensor)


@kept_whole("math.reduce_variance")
@scoped("reduce_variance", "Mean_1")
def reduce_variance(input_tensor, axis=None, keepdims=False, name=None):
    """Mean of |x - mean(x)| ** 2 over `axis`, in the real dtype of the input."""
    x = input_tensor if hasattr(input_tensor, "_called_with") else convert(input_tensor)  # it may be ragged
    if x.dtype.is_integer:
        raise TypeError(
            f"Input must be either real or complex. Received integer type {x.dtype}: "
            "tf.cast(x, tf.float32) makes it real."
        )
    if hasattr(x, "_variance"):  # ragged: means of rows do not always stand beside them
        return x._variance(axis, keepdims)
    difference = subtract(x, reduce_mean(x, axis, True))
    if x.dtype.is_complex:
        squared = square(real_part(difference)) + square(imaginary_part(difference))
    else:
        squared = square(difference)
    return reduce_mean(squared, axis, keepdims, name=name)


@kept_whole("math.reduce_std")
@scoped("reduce_std", "Sqrt")
def reduce_std(input_tensor, axis=None, keepdims=False, name=None):
    """Square root of the variance over `axis`."""
    return sqrt(reduce_variance(input_tensor, axis, keepdims), name=name)


@scoped("count_nonzero", None)
def count_nonzero(input, axis=None, keepdims=None, dtype=dtypes.int64, name=None):
    """How many elements over `axis` are not zero (not empty, for strings), as `dtype`."""
    x = convert(input)
    zero = convert(b"") if x.dtype == dtypes.string else convert(x.dtype.numpy.type(0))
    total = reduce_sum(cast(not_equal(x, zero), dtypes.int64), axis, keepdims, name=within(name, "Sum"))
    return cast(total, dtype, name=within(name, "Cast_1"))


@scoped("zero_fraction", "fraction", closed_by=identity)
def zero_fraction(value, name=None):
    """The share of zeros, as float32; NaN of nothing."""
    value = convert(value)
    zeros = size(value, dtypes.int64) - count_nonzero(value)
    return divide_real(cast(zeros, dtypes.float32), cast(size(value, dtypes.int64), dtypes.float32), name=name)


def infer_position(x, *, axis, output_type):
    return Spec(reduced(x.shape, 0 if axis is None else axis, False), output_type)


POSITION = Row("input", AsInput("axis", write=lambda axis, _: axis or 0, read=as_int), output_type="output_type")


@op(
    infer=infer_position,
    gradient=None,
    type="ArgMax",
    graphdef=POSITION,
)
def argmax(input, *, axis: Axis.or_none() = None, output_type: Dtype = dtypes.int64):
    """Index of the first largest element along `axis` (0 by default); NaN is never the largest."""
    axis = wrap_axis(axis or 0, input.ndim)
    return without_nan(input, -np.inf, lambda x: x.argmax(axis)).astype(output_type.numpy)


@op(
    infer=infer_position,
    gradient=None,
    type="ArgMin",
    graphdef=POSITION,
)
def argmin(input, *, axis: Axis.or_none() = None, output_type: Dtype = dtypes.int64):
    """Index of the first smallest element along `axis` (0 by default); NaN is never the smallest."""
    axis = wrap_axis(axis or 0, input.ndim)
    return without_nan(input, np.inf, lambda x: x.argmin(axis)).astype(output_type.numpy)


def without_nan(x, instead, find):
    """`find(x)` with `instead` for every NaN: NumPy takes NaN for an extreme."""
    if x.dtype.kind in "cO":
        ordered(x)
    if x.dtype.kind not in "fV" or isinstance(x, NUMPY) and not np.isnan(np.add.reduce(x, axis=None)):
        return find(x)
    return find(xp(x).where(xp(x).isnan(x), x.dtype.type(instead), x))
