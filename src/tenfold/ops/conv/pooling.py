"""Pooling as users call it: data formats and spellings of windows."""

import numpy as np

from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert, meet
from tenfold.ops.arrays.shaping import expand_dims, squeeze
from tenfold.ops.conv import pool_ops as kernels
from tenfold.ops.conv import windows
from tenfold.ops.conv.patches import patches
from tenfold.ops.math.reduce import reduce_max, reduce_mean
from tenfold.ops.scoped import scoped
from tenfold.ops.structures.kept_whole import kept_whole


def _pool(op, input, ksize, strides, padding, data_format, n, name):
    x = _preferring_float32(input) if op is kernels.max_pool and n == 2 else convert(input)
    first = windows.channels_first(data_format, n)
    if _pools_channels(ksize, n, first):
        return _across_channels(op, x, ksize, strides, padding, n, first, name)
    ksize, strides = windows.per_axis(ksize, n, "ksize", first), windows.per_axis(strides, n, "strides", first)
    padding = windows.canonical_padding(padding, n, first)
    return windows.channels_last(lambda x: op(x, ksize, strides, padding, name=name), x, n, first)


def _preferring_float32(value):
    """NumPy's numbers become float32, bytes aside, as for every op of TensorFlow's whose dtype has a default."""
    prefers = isinstance(value, np.ndarray) and value.dtype != np.uint8
    return meet(value, dtypes.float32) if prefers else convert(value)


def _pools_channels(ksize, n, first):
    entries = np.ravel(getattr(ksize, "_array", ksize))
    return len(entries) == n + 2 and entries[1 if first else -1] != 1


def _across_channels(op, x, ksize, strides, padding, n, first, name):
    """Windows over the channels too: they become one more spatial axis."""
    order = (*range(2, n + 2), 1) if first else tuple(range(1, n + 2))
    entries = [np.ravel(getattr(v, "_array", v)).tolist() for v in (ksize, strides)]
    if any(len(e) != n + 2 or e[0] != 1 for e in entries):
        raise ValueError(
            f"ksize and strides must have {n + 2} entries, 1 for the batch; received {ksize!r} and {strides!r}."
        )
    window, steps = (tuple(e[i] for i in order) for e in entries)
    padding = windows.canonical_padding(padding, n + 1)
    compute = lambda x: squeeze(op(expand_dims(x, -1), window, steps, padding), -1, name=name)
    return windows.channels_last(compute, x, n, first)


def _rank(input, ksize, data_format):
    """Spatial axes, from whatever says how many there are: the layout, the window or the input."""
    if data_format is not None and data_format in windows.RANKS:
        return windows.RANKS[data_format]
    dims = convert(input)._dims
    if dims is None and np.size(ksize) > 1:
        return np.size(ksize) - (2 if np.size(ksize) > 3 else 0)
    if dims is None or not 3 <= len(dims) <= 5:
        raise ValueError(f"pooling needs an input of rank 3, 4 or 5 (or data_format); received shape {dims}.")
    return len(dims) - 2


def max_pool(input, ksize, strides, padding, data_format=None, name=None):
    """The largest element of each window.

    Args:
      input: (batch, *spatial, channels) with 1 to 3 spatial axes, or channels second as `data_format` says.
      ksize, strides: an int, one per spatial axis, or one per axis of `input`.
      padding: "SAME", "VALID" or a (before, after) pair per axis of `input`; padding never wins.
      data_format: "NWC", "NHWC", "NDHWC" or their channels-first forms.
    """
    return _pool(kernels.max_pool, input, ksize, strides, padding, data_format, _rank(input, ksize, data_format), name)


def avg_pool(input, ksize, strides, padding, data_format=None, name=None):
    """The mean of each window, padding not counted. See `max_pool`."""
    return _pool(kernels.avg_pool, input, ksize, strides, padding, data_format, _rank(input, ksize, data_format), name)


@kept_whole("nn.max_pool1d")
def max_pool1d(input, ksize, strides, padding, data_format="NWC", name=None):
    """`max_pool` over one spatial axis."""
    return _pool(kernels.max_pool, input, ksize, strides, padding, data_format, 1, name)


@kept_whole("nn.max_pool2d")
def max_pool2d(input, ksize, strides, padding, data_format="NHWC", name=None):
    """`max_pool` over two spatial axes."""
    return _pool(kernels.max_pool, input, ksize, strides, padding, data_format, 2, name)


@kept_whole("nn.max_pool3d")
def max_pool3d(input, ksize, strides, padding, data_format="NDHWC", name=None):
    """`max_pool` over three spatial axes."""
    return _pool(kernels.max_pool, input, ksize, strides, padding, data_format, 3, name)


@kept_whole("nn.avg_pool1d")
def avg_pool1d(input, ksize, strides, padding, data_format="NWC", name=None):
    """`avg_pool` over one spatial axis."""
    return _pool(kernels.avg_pool, input, ksize, strides, padding, data_format, 1, name)


@kept_whole("nn.avg_pool2d")
@scoped("AvgPool2D")
def avg_pool2d(input, ksize, strides, padding, data_format="NHWC", name=None):
    """`avg_pool` over two spatial axes."""
    return _pool(kernels.avg_pool, input, ksize, strides, padding, data_format, 2, name)


@kept_whole("nn.avg_pool3d")
def avg_pool3d(input, ksize, strides, padding, data_format="NDHWC", name=None):
    """`avg_pool` over three spatial axes."""
    return _pool(kernels.avg_pool, input, ksize, strides, padding, data_format, 3, name)


def pool(input, window_shape, pooling_type, strides=None, padding="VALID", data_format=None, dilations=None, name=None):
    """Pooling by name.

    Args:
      input: (batch, *spatial, channels) with 1 to 3 spatial axes, or channels second as `data_format` says.
      window_shape: an int per spatial axis.
      pooling_type: "MAX" or "AVG".
      strides, dilations: an int per spatial axis, default 1; only one of the two may differ from 1.
      padding: "SAME" or "VALID"; only "VALID" with dilations.
    """
    if pooling_type not in ("MAX", "AVG"):
        raise ValueError(f"pooling_type must be 'MAX' or 'AVG'; received {pooling_type!r}.")
    n = len(window_shape)
    first = windows.channels_first(data_format, n)
    window, strides = windows.per_axis(window_shape, n, "window_shape"), windows.per_axis(strides, n, "strides", first)
    dilations, padding = (
        windows.per_axis(dilations, n, "dilations", first),
        windows.canonical_padding(padding, n, first),
    )
    if set(dilations) != {1} and set(strides) != {1}:
        raise ValueError(
            f"strides > 1 not supported in conjunction with dilations > 1; received {strides} and {dilations}."
        )
    if set(dilations) != {1} and padding == "SAME":
        raise ValueError(
            f"pooling with 'SAME' padding is not implemented for dilations > 1; received {dilations}. Pad the input."
        )
    name = name or f"{pooling_type.lower()}_pool"
    if set(dilations) == {1}:
        op = kernels.max_pool if pooling_type == "MAX" else kernels.avg_pool
        compute = lambda x: op(x, window, strides, padding, name=name)
    else:
        reduce = reduce_max if pooling_type == "MAX" else reduce_mean
        compute = lambda x: reduce(patches(x, window, strides, dilations, padding), -2, name=name)
    return windows.channels_last(compute, convert(input), n, first)
