"""Arithmetic as TensorFlow 1 spells it: other orders of arguments, casts by name."""

from tenfold.core.values import dtypes
from tenfold.ops.arrays.basics import cast
from tenfold.ops.math import bincount as counting
from tenfold.ops.math import statistics


def argmax(input, axis=None, name=None, dimension=None, output_type=dtypes.int64):
    """Index of the first largest element along `axis`."""
    return statistics.argmax(
        input, axis=one_of("axis", axis, "dimension", dimension), output_type=output_type, name=name
    )


def argmin(input, axis=None, name=None, dimension=None, output_type=dtypes.int64):
    """Index of the first smallest element along `axis`."""
    return statistics.argmin(
        input, axis=one_of("axis", axis, "dimension", dimension), output_type=output_type, name=name
    )


def arg_max(input, dimension, output_type=dtypes.int64, name=None):
    """Index of the first largest element along `dimension`."""
    return statistics.argmax(input, axis=dimension, output_type=output_type, name=name)


def arg_min(input, dimension, output_type=dtypes.int64, name=None):
    """Index of the first smallest element along `dimension`."""
    return statistics.argmin(input, axis=dimension, output_type=output_type, name=name)


def one_of(name, value, old_name, old_value):
    """The one of two spellings of an argument that was given."""
    if value is not None and old_value is not None:
        raise ValueError(f"Cannot specify both '{old_name}' and '{name}'")
    return old_value if value is None else value


def count_nonzero(
    input_tensor=None,
    axis=None,
    keepdims=None,
    dtype=dtypes.int64,
    name=None,
    reduction_indices=None,
    keep_dims=None,
    input=None,
):
    """How many elements over `axis` are not zero."""
    return statistics.count_nonzero(
        one_of("input", input, "input_tensor", input_tensor),
        one_of("axis", axis, "reduction_indices", reduction_indices),
        one_of("keepdims", keepdims, "keep_dims", keep_dims),
        dtype,
        name,
    )


def bincount(arr, weights=None, minlength=None, maxlength=None, dtype=dtypes.int32):
    """How often each of 0, 1, 2, ... occurs."""
    return counting.bincount(arr, weights, minlength, maxlength, dtype)


def confusion_matrix(labels, predictions, num_classes=None, dtype=dtypes.int32, name=None, weights=None):
    """How often label i (row) was predicted as j (column)."""
    return counting.confusion_matrix(labels, predictions, num_classes, weights, dtype, name)


def _to(dtype, default):
    def to(x, name=default):
        return cast(x, dtype, name=name)

    to.__name__, to.__qualname__, to.__doc__ = f"to_{dtype.name}", f"to_{dtype.name}", f"`x` as {dtype.name}."
    return to


to_float, to_double, to_bfloat16 = (
    _to(dtypes.float32, "ToFloat"),
    _to(dtypes.float64, "ToDouble"),
    _to(dtypes.bfloat16, "ToBFloat16"),
)
to_int32, to_int64 = _to(dtypes.int32, "ToInt32"), _to(dtypes.int64, "ToInt64")
to_complex64, to_complex128 = _to(dtypes.complex64, "ToComplex64"), _to(dtypes.complex128, "ToComplex128")
