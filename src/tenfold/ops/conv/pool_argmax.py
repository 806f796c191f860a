"""Max pooling that remembers where, and its inverse."""

import numpy as np

from tenfold.core.calls.attrs import Dtype, Shape
from tenfold.core.calls.op import Free, op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops.conv import pool_ops as pool
from tenfold.ops.conv import windows
from tenfold.ops.failing import fails_where


def infer_argmax(x, *, output_dtype, ksize, strides, padding, **_):
    y = pool.infer_pool(x, ksize=ksize, strides=strides, padding=padding)
    return y, Spec(y.shape, output_dtype)


@op(infer=infer_argmax, results=("output", "argmax"))
def _max_pool_with_argmax(input, *, ksize, strides, padding, output_dtype: Dtype, include_batch_in_index=False):
    out = pool.out_sizes(input.shape, ksize, strides, padding)
    pairs = pool.pads(input.shape, ksize, strides, padding)
    x = windows.padded(input, pairs, pool.lowest(input.dtype))
    where = windows.padded(positions(input.shape, include_batch_in_index), pairs, -1)
    best = at = None
    for _, index in windows.taps(ksize, strides, (1,) * len(ksize), out):
        if best is None:
            best, at = x[index], where[index]
            continue
        better = (x[index] > best) | (at < 0)
        best, at = xp(x).where(better, x[index], best), xp(x).where(better, where[index], at)
    return best, xp(x).broadcast_to(at, best.shape).astype(output_dtype.numpy)


def positions(dims, include_batch):
    """The flat index of each element, counted within its image or within the whole batch."""
    n = int(np.prod(dims[1:]))
    inside = np.arange(n, dtype=np.int64).reshape(1, *dims[1:])
    return inside + image_starts(dims, n) if include_batch else inside


def image_starts(dims, n):
    """The number of elements in the images before each, along the batch axis."""
    return np.arange(dims[0], dtype=np.int64).reshape(-1, *[1] * (len(dims) - 1)) * n


@_max_pool_with_argmax.gradient
def _(dys, input, ys, ksize, strides, padding):
    return pool.max_pool_grad(input, ys[0], dys[0], ksize, strides, padding)


def max_pool_with_argmax(
    input,
    ksize,
    strides,
    padding,
    data_format="NHWC",
    output_dtype=dtypes.int64,
    include_batch_in_index=False,
    name=None,
):
    """`max_pool2d`, and where each maximum stood.

    Args:
      input: (batch, height, width, channels).
      ksize, strides, padding: as in `max_pool`.
      data_format: "NHWC".
      output_dtype: int32 or int64, of the indices.
      include_batch_in_index: whether index (y * width + x) * channels + c also counts the images before.

    Returns: (output, argmax) of one shape.
    """
    if windows.channels_first(data_format, 2):
        raise ValueError(
            "max_pool_with_argmax takes data_format 'NHWC' only; received 'NCHW'. Transpose the input first."
        )
    ksize, strides = windows.per_axis(ksize, 2, "ksize"), windows.per_axis(strides, 2, "strides")
    padding = windows.canonical_padding(padding, 2)
    return _max_pool_with_argmax(
        convert(input), ksize, strides, padding, output_dtype, include_batch_in_index, name=name
    )


@op(infer=lambda x, at, *, output_shape, **_: Spec(output_shape, x.dtype))
def max_unpool2d(input, argmax: Free, *, output_shape: Shape, include_batch_in_index=False):
    """The inverse of `max_pool_with_argmax`: zeros of `output_shape` with each element of `input` added at its index.

    Args:
      input: what was pooled, (batch, height, width, channels).
      argmax: the indices that `max_pool_with_argmax` gave, of the same shape.
      output_shape: (batch, height, width, channels) of what was pooled from.
      include_batch_in_index: as it was in pooling.
    """
    index, total = flat_index(argmax, output_shape, include_batch_in_index), int(np.prod(output_shape))
    one = xp(input, argmax)
    if one is not np:
        return one.zeros(total, input.dtype).at[index.reshape(-1)].add(input.reshape(-1)).reshape(output_shape)
    out = np.zeros(total, input.dtype)
    np.add.at(out, index.reshape(-1), input.reshape(-1))
    return out.reshape(output_shape)


def flat_index(argmax, dims, include_batch):
    """Indices into the whole batch, checked."""
    n = int(np.prod(dims[1:]))
    limit = n * dims[0] if include_batch else n
    fails_where(
        (argmax < 0) | (argmax >= limit), f"argmax must lie in [0, {limit}) for an output of shape {list(dims)}"
    )
    return argmax if include_batch else argmax + image_starts(argmax.shape, n)


@max_unpool2d.gradient
def _(dy, argmax, include_batch_in_index):
    return max_unpool2d_grad(dy, argmax, include_batch_in_index), None


@op(infer=lambda dy, at, **_: Spec(at.shape, dy.dtype))
def max_unpool2d_grad(grad, argmax: Free, *, include_batch_in_index=False):
    """The elements of `grad` at the indices."""
    index = flat_index(argmax, grad.shape, include_batch_in_index)
    return xp(grad, argmax).take(grad.reshape(-1), index)


@max_unpool2d_grad.gradient
def _(dy, argmax, grad_shape, include_batch_in_index):
    return max_unpool2d(dy, argmax, grad_shape, include_batch_in_index), None
