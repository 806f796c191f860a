"""Blocks of space moved into channels or into the batch, and back."""

import numpy as np

from tenfold.core.calls.attrs import Attr, Paddings, Sizes, at_least
from tenfold.core.calls.op import op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops.arrays.creation import zeros

BlockSize = Attr("BlockSize", at_least(2), unknown=2, optional=False)
FORMATS = ("NHWC", "NCHW")


def _check_format(data_format):
    if data_format not in FORMATS:
        raise ValueError(f"data_format must be one of {FORMATS}; received {data_format!r}.")
    return data_format == "NCHW"


def _apart(d, n, what):
    if d is not None and d % n:
        raise ValueError(f"{what}: a dimension of {d} is not divisible by {n}.")
    return None if d is None else d // n


def infer_space_to_depth(x, *, block_size, data_format):
    if x.shape is None:
        return Spec((None,) * 4, x.dtype)
    n, h, w, c = _last(x.shape) if _check_format(data_format) else x.shape
    h, w = _apart(h, block_size, "space_to_depth"), _apart(w, block_size, "space_to_depth")
    return Spec(_ordered((n, h, w, None if c is None else c * block_size**2), data_format), x.dtype)


def _last(dims):
    return dims[0], dims[2], dims[3], dims[1]


def _ordered(dims, data_format):
    return (dims[0], dims[3], dims[1], dims[2]) if data_format == "NCHW" else dims


@op(infer=infer_space_to_depth)
def space_to_depth(input, *, block_size: BlockSize, data_format="NHWC"):
    """Each `block_size` x `block_size` block of pixels becomes one pixel of `block_size**2` times the channels."""
    first, b = _check_format(data_format), block_size
    x = xp(input).moveaxis(input, 1, 3) if first else input
    n, h, w, c = x.shape
    h, w = _apart(h, b, "space_to_depth"), _apart(w, b, "space_to_depth")
    x = x.reshape(n, h, b, w, b, c).transpose(0, 1, 3, 2, 4, 5).reshape(n, h, w, b * b * c)
    return xp(input).moveaxis(x, 3, 1) if first else x


@space_to_depth.gradient
def _(dy, block_size, data_format):
    return depth_to_space(dy, block_size, data_format)


def infer_depth_to_space(x, *, block_size, data_format):
    if x.shape is None:
        return Spec((None,) * 4, x.dtype)
    n, h, w, c = _last(x.shape) if _check_format(data_format) else x.shape
    h, w = (None if d is None else d * block_size for d in (h, w))
    return Spec(_ordered((n, h, w, _apart(c, block_size**2, "depth_to_space")), data_format), x.dtype)


@op(infer=infer_depth_to_space)
def depth_to_space(input, *, block_size: BlockSize, data_format="NHWC"):
    """Undoes `space_to_depth`: `block_size**2` groups of channels become a block of pixels."""
    first, b = _check_format(data_format), block_size
    x = xp(input).moveaxis(input, 1, 3) if first else input
    n, h, w, c = x.shape
    c = _apart(c, b * b, "depth_to_space")
    x = x.reshape(n, h, w, b, b, c).transpose(0, 1, 3, 2, 4, 5).reshape(n, h * b, w * b, c)
    return xp(input).moveaxis(x, 3, 1) if first else x


@depth_to_space.gradient
def _(dy, block_size, data_format):
    return space_to_depth(dy, block_size, data_format)


def infer_space_to_batch(x, *, block_shape, paddings):
    if x.shape is None or block_shape is None or paddings is None or None in (*block_shape, *paddings):
        return Spec(None if x.shape is None else (None,) * len(x.shape), x.dtype)
    m = len(block_shape)
    sizes = [
        None if d is None else _apart(d + a + b, n, "space_to_batch")
        for d, n, a, b in zip(x.shape[1:], block_shape, paddings[::2], paddings[1::2])
    ]
    batch = None if x.shape[0] is None else x.shape[0] * int(np.prod(block_shape))
    return Spec((batch, *sizes, *x.shape[1 + m :]), x.dtype)


@op(infer=infer_space_to_batch, type="SpaceToBatchND")
def _space_to_batch(input, *, block_shape: Sizes, paddings: Paddings):
    m, one = len(block_shape), xp(input)
    edges = [(0, 0), *zip(paddings[::2], paddings[1::2]), *[(0, 0)] * (input.ndim - 1 - m)]
    x = one.pad(input, edges)
    n, rest = x.shape[0], x.shape[1 + m :]
    sizes = [_apart(d, b, "space_to_batch") for d, b in zip(x.shape[1:], block_shape)]
    x = x.reshape(n, *[v for pair in zip(sizes, block_shape) for v in pair], *rest)
    blocks, cells = range(2, 2 * m + 1, 2), range(1, 2 * m, 2)
    x = x.transpose(*blocks, 0, *cells, *range(2 * m + 1, x.ndim))
    return x.reshape(n * int(np.prod(block_shape)), *sizes, *rest)


@_space_to_batch.gradient
def _(dy, block_shape, paddings):
    return _batch_to_space(dy, block_shape, paddings)


def infer_batch_to_space(x, *, block_shape, crops):
    if x.shape is None or block_shape is None or crops is None or None in (*block_shape, *crops):
        return Spec(None if x.shape is None else (None,) * len(x.shape), x.dtype)
    m = len(block_shape)
    sizes = [
        None if d is None else d * n - a - b for d, n, a, b in zip(x.shape[1:], block_shape, crops[::2], crops[1::2])
    ]
    return Spec((_apart(x.shape[0], int(np.prod(block_shape)), "batch_to_space"), *sizes, *x.shape[1 + m :]), x.dtype)


@op(infer=infer_batch_to_space, type="BatchToSpaceND")
def _batch_to_space(input, *, block_shape: Sizes, crops: Paddings):
    m = len(block_shape)
    n = _apart(input.shape[0], int(np.prod(block_shape)), "batch_to_space")
    sizes, rest = input.shape[1 : 1 + m], input.shape[1 + m :]
    x = input.reshape(*block_shape, n, *sizes, *rest)
    order = [axis for i in range(m) for axis in (m + 1 + i, i)]
    x = x.transpose(m, *order, *range(2 * m + 1, x.ndim))
    x = x.reshape(n, *[d * b for d, b in zip(sizes, block_shape)], *rest)
    if any(a + z > d * b for d, b, a, z in zip(sizes, block_shape, crops[::2], crops[1::2])):
        raise ValueError(f"crops {list(crops)} are more than there is: {[d * b for d, b in zip(sizes, block_shape)]}")
    kept = [slice(a, d * b - z) for d, b, a, z in zip(sizes, block_shape, crops[::2], crops[1::2])]
    return x[(slice(None), *kept)]


@_batch_to_space.gradient
def _(dy, block_shape, crops):
    return _space_to_batch(dy, block_shape, crops)


def space_to_batch(input, block_shape, paddings, name=None):
    """Spatial dimensions 1 ... m, padded with zeros and cut into blocks; the places within a block move into the batch.

    Args:
      block_shape: (m,).
      paddings: (m, 2).
    """
    return _space_to_batch(input, block_shape=block_shape, paddings=convert(paddings), name=name)


def batch_to_space(input, block_shape, crops, name=None):
    """Undoes `space_to_batch`, cutting `crops`, (m, 2), off the result's edges."""
    return _batch_to_space(input, block_shape=block_shape, crops=convert(crops), name=name)


@op(
    infer=lambda input_shape, block_shape, paddings: (Spec((_count(input_shape), 2), input_shape.dtype),) * 2,
    gradient=None,
    static=True,
)
def _block_paddings(input_shape, block_shape, base_paddings):
    first, base = np.asarray(base_paddings).T
    extra = -(input_shape + first + base) % block_shape
    return np.stack([first, base + extra], 1), np.stack([np.zeros_like(extra), extra], 1)


def _count(x):
    return None if x.shape is None else x.shape[0]


def required_space_to_batch_paddings(input_shape, block_shape, base_paddings=None, name=None):
    """The paddings with which blocks fill the space, and the crops that undo what was added.

    Args:
      input_shape: (m,) ints, the sizes of the space.
      block_shape: (m,) ints.
      base_paddings: (m, 2) ints, the least paddings; by default zeros.

    Returns: (paddings, crops), each (m, 2), for `space_to_batch` and `batch_to_space`; only ends are padded further.
    """
    sizes = convert(input_shape, dtypes.int32)
    blocks = convert(block_shape, partner=sizes.dtype)
    if sizes._dims is not None and blocks._dims != sizes._dims:
        raise ValueError(
            f"block_shape must have an entry for each of input_shape {sizes._dims}; received {blocks._dims}."
        )
    base = (
        zeros((*sizes._dims, 2), sizes.dtype) if base_paddings is None else convert(base_paddings, partner=sizes.dtype)
    )
    return _block_paddings(sizes, blocks, base, name=name)
