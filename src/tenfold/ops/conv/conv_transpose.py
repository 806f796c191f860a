"""Transposed convolutions: the gradient of a convolution for its input, called forwards (Zeiler et al., 2010)."""

from tenfold.core.values.convert import convert
from tenfold.ops.conv import windows
from tenfold.ops.conv.convolution import backprop_input, spatial_rank
from tenfold.ops.scoped import scoped


def _transposed(input, filters, output_shape, strides, padding, data_format, dilations, n, name):
    return backprop_input(output_shape, filters, input, strides, padding, data_format, dilations, n, name)


@scoped("conv1d_transpose", "Squeeze")
def conv1d_transpose(
    input, filters, output_shape, strides, padding="SAME", data_format="NWC", dilations=None, name=None
):
    """The transpose of `conv1d`. See `conv2d_transpose`."""
    return _transposed(input, filters, output_shape, strides, padding, data_format, dilations, 1, name)


@scoped("conv2d_transpose")
def conv2d_transpose(
    input, filters, output_shape, strides, padding="SAME", data_format="NHWC", dilations=None, name=None
):
    """The transpose of `conv2d`, also called deconvolution.

    Args:
      input: (batch, height, width, in_channels).
      filters: (height, width, out_channels, in_channels).
      output_shape: of the result, as a list or tensor: a convolution of it with `strides` and `padding` must give the
        shape of `input`.
      strides, padding, data_format, dilations: as in `conv2d`.
    """
    return _transposed(input, filters, output_shape, strides, padding, data_format, dilations, 2, name)


@scoped("conv3d_transpose")
def conv3d_transpose(
    input, filters, output_shape, strides, padding="SAME", data_format="NDHWC", dilations=None, name=None
):
    """The transpose of `conv3d`. See `conv2d_transpose`."""
    return _transposed(input, filters, output_shape, strides, padding, data_format, dilations, 3, name)


@scoped("conv_transpose", lambda node: node.type if node.type == "Squeeze" else "")
def conv_transpose(input, filters, output_shape, strides, padding="SAME", data_format=None, dilations=None, name=None):
    """The transposed convolution of as many spatial axes as `filters` have. See `conv2d_transpose`."""
    filters = convert(filters)
    n = spatial_rank(filters)
    return _transposed(input, filters, output_shape, strides, padding, data_format, dilations, n, name)


def atrous_conv2d_transpose(value, filters, output_shape, rate, padding, name=None):
    """The transpose of `atrous_conv2d`: filters (height, width, out_channels, in_channels) with holes of `rate` - 1."""
    return conv2d_transpose(
        value, filters, output_shape, 1, windows.canonical_padding(padding, 2), dilations=rate, name=name
    )
