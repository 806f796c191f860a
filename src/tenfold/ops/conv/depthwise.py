"""Depthwise convolution: one multiply-add of the whole image per tap of the kernel, which beats a grouped product.

Input (batch, height, width, channels), filters (height, width, channels, multiplier).
"""

import math

import numpy as np

from tenfold.core.calls.attrs import Shape
from tenfold.core.calls.op import op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.ops.conv import windows
from tenfold.ops.conv.conv_ops import as_float32
from tenfold.ops.infer import same_dims


def infer_depthwise(x, w, *, strides, dilations, padding):
    outputs = None
    if w.shape is not None:
        channels = same_dims(w.shape[2], None if x.shape is None else x.shape[-1])
        outputs = None if None in (channels, w.shape[3]) else channels * w.shape[3]
    if x.shape is None or w.shape is None:
        return Spec((None, None, None, outputs), x.dtype)
    out = windows.out_sizes(x.shape[1:-1], w.shape[:2], strides, dilations, padding)
    return Spec((x.shape[0], *out, outputs), x.dtype)


def geometry(sizes, kernel, strides, dilations, padding):
    """Padding and the taps of each window."""
    out = windows.out_sizes(sizes, kernel, strides, dilations, padding)
    return (
        out,
        windows.pads(sizes, kernel, strides, dilations, padding),
        list(windows.taps(kernel, strides, dilations, out)),
    )


@as_float32
def _forward(input, filter, *, strides, dilations, padding):
    out, pairs, taps = geometry(input.shape[1:-1], filter.shape[:2], strides, dilations, padding)
    x, one = windows.padded(input, pairs), filter.shape[3] == 1
    total = 0
    for tap, index in taps:
        total = total + (x[index] * filter[tap][:, 0] if one else x[index][..., None] * filter[tap])
    return total.reshape(input.shape[0], *out, math.prod(filter.shape[2:]))


@as_float32
def _backprop_input(filter, out_backprop, *, input_sizes, strides, dilations, padding):
    sizes = input_sizes[1:-1]
    out, pairs, taps = geometry(sizes, filter.shape[:2], strides, dilations, padding)
    dy = out_backprop.reshape(*out_backprop.shape[:3], *filter.shape[2:])
    dx = np.zeros((input_sizes[0], *(n + b + a for n, (b, a) in zip(sizes, pairs)), input_sizes[-1]), dy.dtype)
    for tap, index in taps:
        dx[index] += (
            np.einsum("nhwcm,cm->nhwc", dy, filter[tap]) if dy.shape[-1] > 1 else dy[..., 0] * filter[tap][:, 0]
        )
    return dx[windows.cropping(sizes, pairs)]


@as_float32
def _backprop_filter(input, out_backprop, *, filter_sizes, strides, dilations, padding):
    out, pairs, taps = geometry(input.shape[1:-1], filter_sizes[:2], strides, dilations, padding)
    np_, x = xp(input, out_backprop), windows.padded(input, pairs)
    dy = out_backprop.reshape(*out_backprop.shape[:3], *filter_sizes[2:])
    return np_.stack([np_.einsum("nhwc,nhwcm->cm", x[index], dy) for _, index in taps]).reshape(filter_sizes)


def _check_fits(input, filter, out_backprop, **options):
    """Refuse a gradient that no convolution of these shapes has."""
    for name, shape in (("input", input), ("filter", filter), ("out_backprop", out_backprop)):
        if len(shape) != 4:
            raise ValueError(f"{name} must have 4 dimensions; its shape is {list(shape)}.")
    expected = infer_depthwise(Spec(input, None), Spec(filter, None), **options).shape
    if tuple(out_backprop) != expected:
        raise ValueError(
            f"out_backprop must have shape {list(expected)}, that of a convolution of {list(input)} with filters of "
            f"shape {list(filter)}; received shape {list(out_backprop)}."
        )


@op(infer=infer_depthwise)
def depthwise_conv2d_native(input, filter, *, strides, dilations, padding):
    """Each channel convolved with `multiplier` filters of its own; channel c's results stand together."""
    if input.shape[-1] != filter.shape[2]:
        raise ValueError(
            f"filters for {input.shape[-1]} channels are expected; received filters of shape {filter.shape}"
        )
    return _forward(input, filter, strides=strides, dilations=dilations, padding=padding)


@depthwise_conv2d_native.gradient
def _(dy, input, filter, input_shape, filter_shape, strides, dilations, padding):
    return (
        lambda: depthwise_conv2d_native_backprop_input(filter, dy, input_shape, strides, dilations, padding),
        lambda: depthwise_conv2d_native_backprop_filter(input, dy, filter_shape, strides, dilations, padding),
    )


@op(infer=lambda w, dy, *, input_sizes, **_: Spec(input_sizes, dy.dtype))
def depthwise_conv2d_native_backprop_input(filter, out_backprop, *, input_sizes: Shape, strides, dilations, padding):
    """The gradient of `depthwise_conv2d_native` for an input of shape `input_sizes`."""
    options = {"strides": strides, "dilations": dilations, "padding": padding}
    _check_fits(input_sizes, filter.shape, out_backprop.shape, **options)
    return _backprop_input(filter, out_backprop, input_sizes=input_sizes, **options)


@depthwise_conv2d_native_backprop_input.gradient
def _(dy, filter, out_backprop, filter_shape, strides, dilations, padding):
    return (
        lambda: depthwise_conv2d_native_backprop_filter(dy, out_backprop, filter_shape, strides, dilations, padding),
        lambda: depthwise_conv2d_native(dy, filter, strides, dilations, padding),
    )


@op(infer=lambda x, dy, *, filter_sizes, **_: Spec(filter_sizes, dy.dtype))
def depthwise_conv2d_native_backprop_filter(input, out_backprop, *, filter_sizes: Shape, strides, dilations, padding):
    """The gradient of `depthwise_conv2d_native` for filters of shape `filter_sizes`."""
    options = {"strides": strides, "dilations": dilations, "padding": padding}
    _check_fits(input.shape, filter_sizes, out_backprop.shape, **options)
    return _backprop_filter(input, out_backprop, filter_sizes=filter_sizes, **options)


@depthwise_conv2d_native_backprop_filter.gradient
def _(dy, input, out_backprop, input_shape, strides, dilations, padding):
    return (
        lambda: depthwise_conv2d_native_backprop_input(dy, out_backprop, input_shape, strides, dilations, padding),
        lambda: depthwise_conv2d_native(input, dy, strides, dilations, padding),
    )
