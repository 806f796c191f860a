"""Windows cut out of images as an axis of their own, and what is simplest said with them: greyscale morphology."""

import math

import numpy as np

from tenfold.core.calls.attrs import Shape
from tenfold.core.calls.op import op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.values.convert import convert
from tenfold.ops.arrays.reversing import reverse
from tenfold.ops.arrays.shaping import reshape, shape
from tenfold.ops.conv import windows
from tenfold.ops.math.arithmetic import add, match, negative
from tenfold.ops.math.reduce import reduce_max
from tenfold.ops.scoped import scoped


def infer_patches(x, *, kernel, strides, dilations, padding, **_):
    if x.shape is None:
        return Spec((None,) * (len(kernel) + 1) + (math.prod(kernel), None), x.dtype)
    out = windows.out_sizes(x.shape[1:-1], kernel, strides, dilations, padding)
    return Spec((x.shape[0], *out, math.prod(kernel), x.shape[-1]), x.dtype)


@op(infer=infer_patches)
def patches(input, *, kernel, strides, dilations, padding, fill=0):
    """(batch, *out, taps, channels): the elements of each window, in the order of the kernel; padding holds `fill`."""
    sizes = input.shape[1:-1]
    out = windows.out_sizes(sizes, kernel, strides, dilations, padding)
    x = windows.padded(input, windows.pads(sizes, kernel, strides, dilations, padding), fill)
    return xp(x).stack([x[index] for _, index in windows.taps(kernel, strides, dilations, out)], -2)


@patches.gradient
def _(dy, input_shape, kernel, strides, dilations, padding):
    return patches_grad(dy, input_shape, kernel, strides, dilations, padding)


@op(infer=lambda dy, *, input_shape, **_: Spec(input_shape, dy.dtype))
def patches_grad(grad, *, input_shape: Shape, kernel, strides, dilations, padding):
    """The elements of windows added back to where they were cut from."""
    sizes = input_shape[1:-1]
    pairs = windows.pads(sizes, kernel, strides, dilations, padding)
    dx = windows.padded(np.zeros(input_shape, grad.dtype), pairs)
    for i, (_, index) in enumerate(windows.taps(kernel, strides, dilations, grad.shape[1:-2])):
        dx[index] += grad[..., i, :]
    return dx[windows.cropping(sizes, pairs)]


@patches_grad.gradient
def _(dy, kernel, strides, dilations, padding):
    return patches(dy, kernel, strides, dilations, padding)


@scoped("ExtractVolumePatches", type="ExtractVolumePatches")
def extract_volume_patches(input, ksizes, strides, padding, name=None):
    """Windows of volumes, laid out in depth.

    Args:
      input: [batch, planes, rows, columns, depth].
      ksizes, strides: [1, planes, rows, columns, 1]: a window's extent, and the steps between windows.
      padding: "VALID" or "SAME".

    Returns: [batch, planes', rows', columns', ksizes[1] * ksizes[2] * ksizes[3] * depth].
    """
    for what, value in (("ksizes", ksizes), ("strides", strides)):
        if len(value) != 5 or value[0] != 1 or value[4] != 1:
            raise ValueError(
                f"extract_volume_patches: {what} must be [1, planes, rows, columns, 1]; received {list(value)}."
            )
    x = convert(input)
    window, steps = (windows.per_axis(v, 3, n) for v, n in ((ksizes, "ksizes"), (strides, "strides")))
    found = patches(x, window, steps, (1, 1, 1), windows.canonical_padding(padding, 3))
    dims, depth = shape(found), None if x._dims is None else x._dims[-1]
    last = -1 if depth is None else math.prod(window) * depth
    return reshape(found, [dims[0], dims[1], dims[2], dims[3], last], name=name)


@scoped("Dilation2D", type="Dilation2D")
def dilation2d(input, filters, strides, padding, data_format="NHWC", dilations=1, name=None):
    """Greyscale dilation: the maximum over each window of input + filters.

    Args:
      input: (batch, height, width, channels).
      filters: (height, width, channels), the structuring function.
      strides, dilations: as in `conv2d`.
      padding: "SAME" or "VALID"; padding never wins.
      data_format: "NHWC".
    """
    if windows.channels_first(data_format, 2):
        raise ValueError(
            "dilation2d and erosion2d take data_format 'NHWC' only; received 'NCHW'. Transpose the input first."
        )
    input, filters = match(input, filters)
    if filters._dims is None or len(filters._dims) != 3 or None in filters._dims[:2]:
        raise ValueError(f"filters must have a known shape (height, width, channels); received {filters._dims}.")
    height, width, channels = filters._dims
    window = patches(
        input,
        (height, width),
        windows.per_axis(strides, 2, "strides"),
        windows.per_axis(dilations, 2, "dilations"),
        windows.canonical_padding(padding, 2),
        fill=-np.inf,
    )
    return reduce_max(
        add(window, reshape(filters, (height * width, -1 if channels is None else channels))), -2, name=name
    )


@scoped("erosion2d", "Neg_1")
def erosion2d(value, filters, strides, padding, data_format="NHWC", dilations=1, name=None):
    """Greyscale erosion: the minimum over each window of value - filters, filters mirrored. See `dilation2d`."""
    value, filters = match(value, filters)
    grown = dilation2d(negative(value), reverse(filters, [0, 1]), strides, padding, data_format, dilations)
    return negative(grown, name=name)
