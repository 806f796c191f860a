"""Convolutions by the library: the op, its two gradients, and what `gears.fused` puts together; depthwise ones as those
of as many groups as there are channels, whose filters lie in memory as (height, width, 1, channels * multiplier) do."""

import math
from typing import Any

from tenfold.ops.conv import conv_ops, depthwise
from tenfold.runtime.gears import fused
from tenfold.runtime.kernels.native.calls import BIAS, RELU, Plan, geometry, register
from tenfold.runtime.kernels.native.pool import max_pool_relu_grad
from tenfold.runtime.types import Ints


def _geometry(x: Ints, w: Ints, y: Ints | None, flags: int, window: dict[str, Any]) -> tuple[tuple[int, ...], Ints]:
    """The geometry and the shape of the result. ValueError where the shapes do not fit, or nothing is to be done."""
    g = conv_ops.Geometry(x, w, **window)
    found = (g.batch, *g.out, g.outputs)
    if y not in (None, found) or 0 in (*x, *w, *found):
        raise ValueError("these shapes are not the library's")
    return geometry(x, w, found, g.strides, g.dilations, g.pads, g.groups, flags), found


def _conv(x: Ints, w: Ints, bias: Ints | None = None, relu: bool = False, **window: Any) -> Plan | None:
    try:
        found, y = _geometry(x, w, None, (BIAS if bias is not None else 0) | (RELU if relu else 0), window)
    except ValueError:
        return None
    return Plan("conv", found, (y,)) if bias is None or bias == y[-1:] else None


def _backprop_input(
    w: Ints, dy: Ints, bias: Ints | None = None, *, input_sizes: Ints, relu: bool = False, **window: Any
) -> Plan | None:
    flags = (BIAS if bias is not None else 0) | (RELU if relu else 0)
    try:
        found = _geometry(input_sizes, w, dy, flags, window)[0]
    except ValueError:
        return None
    return Plan("conv_backprop_input", found, (input_sizes,)) if bias in (None, input_sizes[-1:]) else None


def _backprop_filter(x: Ints, dy: Ints, *, filter_sizes: Ints, **window: Any) -> Plan | None:
    try:
        return Plan("conv_backprop_filter", _geometry(x, filter_sizes, dy, 0, window)[0], (filter_sizes,))
    except ValueError:
        return None


def _backprop_filter_bias(x: Ints, dy: Ints, *, filter_sizes: Ints, **window: Any) -> Plan | None:
    try:
        found = _geometry(x, filter_sizes, dy, BIAS, window)[0]
        return Plan("conv_backprop_filter", found, (filter_sizes, dy[-1:]))
    except ValueError:
        return None


def _backprop_filter_pooled(
    x: Ints, y: Ints, pooled: Ints, dy: Ints, *, ksize: Ints, pool_strides: Ints, pool_padding: Any, **conv: Any
) -> Plan | None:
    asked = _backprop_filter_bias(x, y, **conv)
    pooling = max_pool_relu_grad(y, pooled, dy, ksize=ksize, strides=pool_strides, padding=pool_padding)
    if asked is None or pooling is None or len(y) > 4:
        return None
    return Plan("conv_backprop_filter_pooled", asked.geometry + pooling.geometry, asked.results)


def _grouped(w: Ints, x: Ints) -> Ints:
    """Depthwise filters' shape as that of filters in groups; () where it is none for images of shape `x`."""
    return (*w[:2], 1, math.prod(w[2:])) if len(w) == len(x) == 4 and x[-1] == w[2] else ()


def _depthwise(x: Ints, w: Ints, bias: Ints | None = None, relu: bool = False, **window: Any) -> Plan | None:
    return _conv(x, _grouped(w, x), bias, relu, **window)


def _depthwise_backprop_input(w: Ints, dy: Ints, *, input_sizes: Ints, **window: Any) -> Plan | None:
    return _backprop_input(_grouped(w, input_sizes), dy, input_sizes=input_sizes, **window)


def _depthwise_backprop_filter(x: Ints, dy: Ints, *, filter_sizes: Ints, **window: Any) -> Plan | None:
    asked = _backprop_filter(x, dy, filter_sizes=_grouped(filter_sizes, x), **window)
    return asked and asked._replace(results=(filter_sizes,))


def _depthwise_backprop_filter_bias(x: Ints, dy: Ints, *, filter_sizes: Ints, **window: Any) -> Plan | None:
    asked = _backprop_filter_bias(x, dy, filter_sizes=_grouped(filter_sizes, x), **window)
    return asked and asked._replace(results=(filter_sizes, dy[-1:]))


register(conv_ops.conv, _conv)
register(conv_ops.conv_backprop_input, _backprop_input)
register(conv_ops.conv_backprop_filter, _backprop_filter)
register(depthwise.depthwise_conv2d_native, _depthwise)
register(depthwise.depthwise_conv2d_native_backprop_input, _depthwise_backprop_input)
register(depthwise.depthwise_conv2d_native_backprop_filter, _depthwise_backprop_filter)
register(fused.conv_bias, _conv)
register(fused.conv_backprop_input_bias, _backprop_input)
register(fused.conv_backprop_filter_bias, _backprop_filter_bias, several=True)
register(fused.conv_backprop_filter_pooled, _backprop_filter_pooled, several=True)
register(fused.depthwise_bias, _depthwise)
register(fused.depthwise_backprop_filter_bias, _depthwise_backprop_filter_bias, several=True)
