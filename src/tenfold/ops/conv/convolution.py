"""Convolutions as users call them: data formats, spellings of strides, and what is made of `conv`."""

from tenfold.core.base.errors import InvalidArgumentError
from tenfold.core.values.convert import convert
from tenfold.ops.arrays.shaping import transpose
from tenfold.ops.conv import windows
from tenfold.ops.conv.conv_ops import conv, conv_backprop_filter, conv_backprop_input
from tenfold.ops.conv.depthwise import (
    depthwise_conv2d_native,
    depthwise_conv2d_native_backprop_filter,
    depthwise_conv2d_native_backprop_input,
)
from tenfold.ops.math.arithmetic import match
from tenfold.ops.scoped import scoped


def _squeezed(node):
    """One spatial axis is done as two in TensorFlow."""
    return node.type if node.type == "Squeeze" else ""


def _convolve(input, filters, strides, padding, data_format, dilations, n, name):
    input, filters = match(input, filters)
    first, geometry = read_geometry(strides, padding, data_format, dilations, n)
    return windows.channels_last(lambda x: conv(x, filters, *geometry, name=name), input, n, first)


def read_geometry(strides, padding, data_format, dilations, n):
    """Whether channels are second, and (strides, dilations, padding) of the spatial axes."""
    first = windows.channels_first(data_format, n)
    strides, dilations = (
        windows.per_axis(strides, n, "strides", first),
        windows.per_axis(dilations, n, "dilations", first),
    )
    return first, (strides, dilations, windows.canonical_padding(padding, n, first))


@scoped("conv1d", "Squeeze")
def conv1d(input, filters, stride, padding, data_format="NWC", dilations=None, name=None):
    """1-D cross-correlation: input (batch, width, channels), filters (width, channels / groups, outputs).

    See `conv2d` for the other arguments.
    """
    data_format = {"NHWC": "NWC", "NCHW": "NCW"}.get(data_format, data_format)
    return _convolve(input, filters, stride, padding, data_format, dilations, 1, name)


def conv2d(input, filters, strides, padding, data_format="NHWC", dilations=None, name=None):
    """2-D cross-correlation.

    Args:
      input: (batch, height, width, channels), or as `data_format` says; more batch axes may stand in front.
      filters: (height, width, channels / groups, outputs); the groups follow from the depths.
      strides, dilations: an int, one per spatial axis, or one per axis of `input`. Default of dilations: 1.
      padding: "SAME", "VALID" or a (before, after) pair per axis of `input`.
      data_format: "NHWC" or "NCHW".

    Returns: (batch, out_height, out_width, outputs) in the same data format.
    """
    return _convolve(input, filters, strides, padding, data_format, dilations, 2, name)


def conv3d(input, filters, strides, padding, data_format="NDHWC", dilations=None, name=None):
    """3-D cross-correlation: input (batch, depth, height, width, channels). See `conv2d`."""
    return _convolve(input, filters, strides, padding, data_format, dilations, 3, name)


@scoped("convolution", _squeezed)
def convolution(input, filters, strides=None, padding="VALID", data_format=None, dilations=None, name=None):
    """1-, 2- or 3-D cross-correlation, as the rank of `filters` says. See `conv2d`."""
    filters = convert(filters)
    n = spatial_rank(filters)
    return _convolve(input, filters, 1 if strides is None else strides, padding, data_format, dilations, n, name)


def spatial_rank(filters):
    if filters._dims is None or not 3 <= len(filters._dims) <= 5:
        raise ValueError(
            f"filters of rank 3, 4 or 5 are expected (1, 2 or 3 spatial axes); received shape {filters._dims}."
        )
    return len(filters._dims) - 2


def conv_of_any_rank(
    input,
    filter,
    strides,
    padding,
    explicit_paddings=(),
    data_format="CHANNELS_LAST",
    dilations=(),
    batch_dims=1,
    groups=1,
    name=None,
):
    """2- or 3-D cross-correlation under one name.

    Args:
      input: (*batch, *space, channels), or (*batch, channels, *space), with `batch_dims` axes of batch.
      filter: (*window, channels / groups, outputs).
      strides, dilations: one per axis of an input with one axis of batch. Default of dilations: 1.
      padding: "SAME", "VALID", or "EXPLICIT" with `explicit_paddings`: before and after, per axis, in one list.
      data_format: "CHANNELS_LAST" or "CHANNELS_FIRST".
    """
    input, filters = match(input, filter)
    n = spatial_rank(filters)
    formats = {"CHANNELS_LAST": ("NWC", "NHWC", "NDHWC")[n - 1], "CHANNELS_FIRST": ("NCW", "NCHW", "NCDHW")[n - 1]}
    if data_format not in formats:
        raise InvalidArgumentError(f"data_format must be one of {list(formats)}; received {data_format!r}.")
    rank = None if input._dims is None else len(input._dims)
    if rank is not None and rank != n + 1 + batch_dims:
        raise InvalidArgumentError(f"an input of rank {n + 1 + batch_dims} is expected; received shape {input._dims}.")
    depth = None if rank is None else input._dims[-1 if data_format == "CHANNELS_LAST" else batch_dims]
    if depth is not None and depth != groups * filters._dims[-2]:
        raise InvalidArgumentError(
            f"Input depth must be equal to filter depth: {depth} vs {filters._dims[-2]} x {groups}"
        )
    if padding == "EXPLICIT":
        padding = [list(pair) for pair in zip(explicit_paddings[::2], explicit_paddings[1::2])]
    return _convolve(input, filters, strides, padding, formats[data_format], list(dilations) or 1, n, name)


def atrous_conv2d(value, filters, rate, padding, name=None):
    """`conv2d` with `rate` - 1 holes between the taps of the filters."""
    return conv2d(value, filters, 1, padding, dilations=rate, name=name)


@scoped("depthwise")
def depthwise_conv2d(input, filter, strides, padding, data_format=None, dilations=None, name=None):
    """Each channel convolved with filters of its own.

    Args:
      input: (batch, height, width, channels).
      filter: (height, width, channels, multiplier).
      strides, padding, data_format, dilations: as in `conv2d`.

    Returns: (batch, out_height, out_width, channels * multiplier).
    """
    input, filter = match(input, filter)
    first, geometry = read_geometry(strides, padding, data_format, dilations, 2)
    compute = lambda x: depthwise_conv2d_native(x, filter, *geometry, name=name)
    return windows.channels_last(compute, input, 2, first)


@scoped("separable_conv2d")
def separable_conv2d(
    input, depthwise_filter, pointwise_filter, strides, padding, data_format=None, dilations=None, name=None
):
    """`depthwise_conv2d`, then channels mixed by `pointwise_filter` (1, 1, channels * multiplier, outputs)."""
    deep = depthwise_conv2d(input, depthwise_filter, strides, padding, data_format, dilations)
    return conv2d(deep, pointwise_filter, 1, "VALID", data_format or "NHWC", name=name)


def conv2d_backprop_input(
    input_sizes, filters, out_backprop, strides, padding, data_format="NHWC", dilations=None, name=None
):
    """The gradient of `conv2d` with respect to an input of shape `input_sizes`."""
    return backprop_input(input_sizes, filters, out_backprop, strides, padding, data_format, dilations, 2, name)


def backprop_input(input_sizes, filters, out_backprop, strides, padding, data_format, dilations, n, name):
    """The gradient of the n-dimensional convolution with respect to its input."""
    out_backprop, filters = match(out_backprop, filters)
    first, geometry = read_geometry(strides, padding, data_format, dilations, n)
    sizes = sizes_last(input_sizes, n) if first else input_sizes
    compute = lambda dy: conv_backprop_input(filters, dy, sizes, *geometry, name=name)
    return windows.channels_last(compute, out_backprop, n, first)


def sizes_last(sizes, n):
    """A shape whose second entry is the channels, with that entry last."""
    sizes = convert(sizes)
    return [sizes[0], *(sizes[i + 2] for i in range(n)), sizes[1]]


def conv2d_backprop_filter(
    input, filter_sizes, out_backprop, strides, padding, data_format="NHWC", dilations=None, name=None
):
    """The gradient of `conv2d` with respect to filters of shape `filter_sizes`."""
    return backprop_filter(input, filter_sizes, out_backprop, strides, padding, data_format, dilations, 2, name)


def backprop_filter(input, filter_sizes, out_backprop, strides, padding, data_format, dilations, n, name=None):
    """The gradient of the n-dimensional convolution with respect to its filters."""
    input, out_backprop = match(input, out_backprop)
    first, geometry = read_geometry(strides, padding, data_format, dilations, n)
    if first:
        input, out_backprop = (transpose(t, (0, *range(2, n + 2), 1)) for t in (input, out_backprop))
    return conv_backprop_filter(input, out_backprop, filter_sizes, *geometry, name=name)


def depthwise_conv2d_backprop_input(
    input_sizes, filter, out_backprop, strides, padding, data_format="NHWC", dilations=None, name=None
):
    """The gradient of `depthwise_conv2d` with respect to an input of shape `input_sizes`."""
    out_backprop, filter = match(out_backprop, filter)
    first, geometry = read_geometry(strides, padding, data_format, dilations, 2)
    sizes = sizes_last(input_sizes, 2) if first else input_sizes
    compute = lambda dy: depthwise_conv2d_native_backprop_input(filter, dy, sizes, *geometry, name=name)
    return windows.channels_last(compute, out_backprop, 2, first)


def depthwise_conv2d_backprop_filter(
    input, filter_sizes, out_backprop, strides, padding, data_format="NHWC", dilations=None, name=None
):
    """The gradient of `depthwise_conv2d` with respect to filters of shape `filter_sizes`."""
    input, out_backprop = match(input, out_backprop)
    first, geometry = read_geometry(strides, padding, data_format, dilations, 2)
    if first:
        input, out_backprop = (transpose(t, (0, 2, 3, 1)) for t in (input, out_backprop))
    return depthwise_conv2d_native_backprop_filter(input, out_backprop, filter_sizes, *geometry, name=name)
