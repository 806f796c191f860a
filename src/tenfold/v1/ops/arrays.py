"""Array functions as TensorFlow 1 signed them, where that differs: argument order, and orders from before 1.0."""

from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.ops.arrays import creation, gathering, joining, padding, ranges, selecting, shaping, sorting
from tenfold.ops.arrays import reversing as turning
from tenfold.ops.arrays import space_to_depth as blocks
from tenfold.ops.scoped import scoped


def concat(values, axis, name="concat"):
    """`concat(values, axis)`, or `concat(axis, values)` as before TensorFlow 1.0."""
    if isinstance(values, int) and not isinstance(axis, int):
        values, axis = axis, values
    return joining.concat(values, axis, name)


def split(value, num_or_size_splits, axis=0, num=None, name="split"):
    """`split(value, num_or_size_splits, axis)`, or `split(axis, num, value)` as before TensorFlow 1.0."""
    if isinstance(value, int) and isinstance(axis, Tensor):
        value, axis = axis, value
    return joining.split(value, num_or_size_splits, axis, num, name)


def reverse(tensor, axis, name=None):
    """`reverse(tensor, axis)`; before TensorFlow 1.0 the second argument was one bool per dimension."""
    if isinstance(axis, (list, tuple)) and axis and all(isinstance(a, bool) for a in axis):
        axis = [i for i, backwards in enumerate(axis) if backwards]
    return turning.reverse(tensor, axis=axis, name=name)


def shape(input, name=None, out_type=dtypes.int32):
    """See `tf.shape`."""
    return shaping.shape(input, out_type, name=name)


def size(input, name=None, out_type=dtypes.int32):
    """See `tf.size`."""
    return shaping.size(input, out_type, name)


def transpose(a, perm=None, name="transpose", conjugate=False):
    """See `tf.transpose`."""
    return shaping.transpose(a, perm, conjugate, name=name)


def matrix_transpose(a, name="matrix_transpose", conjugate=False):
    """See `tf.linalg.matrix_transpose`."""
    return shaping.matrix_transpose(a, conjugate, name=name)


def expand_dims(input, axis=None, name=None):
    """See `tf.expand_dims`."""
    if axis is None:
        raise ValueError("Must specify an axis argument to tf.expand_dims()")
    return shaping.expand_dims(input, axis, name=name)


def zeros_like(tensor, dtype=None, name=None, optimize=True):
    """See `tf.zeros_like`."""
    return creation.zeros_like(tensor, dtype, name)


def ones_like(tensor, dtype=None, name=None, optimize=True):
    """See `tf.ones_like`."""
    return creation.ones_like(tensor, dtype, name)


def constant(value, dtype=None, shape=None, name="Const", verify_shape=False):
    """See `tf.constant`; with `verify_shape` the value must have `shape` already."""
    if verify_shape and convert(value).shape != shape:
        raise TypeError(f"Expected Tensor's shape: {shape}, got {convert(value).shape}.")
    return creation.constant(value, dtype, shape, name)


def gather(params, indices, validate_indices=None, name=None, axis=None, batch_dims=0):
    """See `tf.gather`."""
    return gathering.gather(params, indices, validate_indices, axis, batch_dims, name)


def gather_nd(params, indices, name=None, batch_dims=0, bad_indices_policy=""):
    """See `tf.gather_nd`."""
    return gathering.gather_nd(params, indices, batch_dims, name, bad_indices_policy)


@scoped("BatchGather", "Reshape_3")
def batch_gather(params, indices, name=None):
    """`tf.gather` with all but the last dimension of `indices` as batch dimensions."""
    indices = convert(indices)
    return gathering.gather(params, indices, batch_dims=indices.ndim - 1, name=name)


def boolean_mask(tensor, mask, name="boolean_mask", axis=None):
    """See `tf.boolean_mask`."""
    return selecting.boolean_mask(tensor, mask, axis, name)


def pad(tensor, paddings, mode="CONSTANT", name=None, constant_values=0):
    """See `tf.pad`."""
    return padding.pad(tensor, paddings, mode, constant_values, name)


def linspace(start, stop, num, name=None, axis=0):
    """See `tf.linspace`."""
    return ranges.linspace(start, stop, num, name, axis)


def in_top_k(predictions, targets, k, name=None):
    """See `tf.math.in_top_k`."""
    return sorting.in_top_k(targets, predictions, k, name)


def space_to_batch(input, paddings, block_size=None, name=None, block_shape=None):
    """See `tf.space_to_batch`; `block_size` makes square blocks."""
    block = block_shape if block_shape is not None else [block_size, block_size]
    return blocks.space_to_batch(input, block, paddings, name)


def batch_to_space(input, crops, block_size=None, name=None, block_shape=None):
    """See `tf.batch_to_space`; `block_size` makes square blocks."""
    block = block_shape if block_shape is not None else [block_size, block_size]
    return blocks.batch_to_space(input, block, crops, name)


def space_to_depth(input, block_size, name=None, data_format="NHWC"):
    """See `tf.nn.space_to_depth`."""
    return blocks.space_to_depth(input, block_size, data_format, name=name)


def depth_to_space(input, block_size, name=None, data_format="NHWC"):
    """See `tf.nn.depth_to_space`."""
    return blocks.depth_to_space(input, block_size, data_format, name=name)


def setdiff1d(x, y, index_dtype=dtypes.int32, name=None):
    """The elements of vector `x` that `y` does not hold, and where they stand in `x`: `(out, idx)`."""
    return selecting.list_diff(x, y, index_dtype, name=name)
