"""Convolutions with what stands beside them, and pooling's gradient with relu's, as one instruction each.

A graph pass (`gears.fusing`) puts them in place of the ops that they stand for, so they need no gradients. Their
forwards run those ops, in either gear; they are there for the native kernels that do the whole in one pass.
"""

import numpy as np

from tenfold.core.calls.attrs import Any, Shape
from tenfold.core.calls.op import OPS, op, xp
from tenfold.core.graphs.spec import Spec


def called(name, *arrays, **attrs):
    """The op of this name as the gear of the arrays runs it."""
    operation = OPS[name]
    return (operation.numpy if xp(*arrays) is np else operation.xla)(*arrays, **attrs)


def _finished(y, bias, relu):
    y = called("bias_add", y, bias, data_format=None)
    return called("relu", y) if relu else y


def _gradients_of_filters_and_bias(name, input, out_backprop, attrs):
    return called(name, input, out_backprop, **attrs), called("bias_add_grad", out_backprop, data_format=None)


@op(infer=lambda x, w, bias, *, relu, **geometry: OPS["conv"].infer(x, w, **geometry), gradient=None)
def conv_bias(input, filters, bias, *, strides, dilations, padding, relu: Any = False):
    """`conv`, the bias of each output channel added to it, and relu of that."""
    return _finished(called("conv", input, filters, strides=strides, dilations=dilations, padding=padding), bias, relu)


@op(
    infer=lambda x, w, bias, *, relu, **geometry: OPS["depthwise_conv2d_native"].infer(x, w, **geometry),
    gradient=None,
)
def depthwise_bias(input, filter, bias, *, strides, dilations, padding, relu: Any = False):
    """`depthwise_conv2d_native`, the bias of each output channel added to it, and relu of that."""
    y = called("depthwise_conv2d_native", input, filter, strides=strides, dilations=dilations, padding=padding)
    return _finished(y, bias, relu)


@op(
    infer=lambda w, dy, bias, *, relu, **attrs: OPS["conv_backprop_input"].infer(w, dy, **attrs),
    gradient=None,
)
def conv_backprop_input_bias(
    filters, out_backprop, bias, *, input_sizes: Shape, strides, dilations, padding, relu: Any = False
):
    """`conv_backprop_input` as a transposed convolution, the bias of each channel added to it, and relu of that."""
    attrs = {"input_sizes": input_sizes, "strides": strides, "dilations": dilations, "padding": padding}
    return _finished(called("conv_backprop_input", filters, out_backprop, **attrs), bias, relu)


def _infer_both(x, dy, *, filter_sizes, **_):
    return [Spec(filter_sizes, dy.dtype), Spec((None if dy.shape is None else dy.shape[-1],), dy.dtype)]


@op(infer=_infer_both, gradient=None)
def conv_backprop_filter_bias(input, out_backprop, *, filter_sizes: Shape, strides, dilations, padding):
    """The gradients of `conv_bias` for its filters and its bias; `out_backprop` is that of its result before relu."""
    attrs = {"filter_sizes": filter_sizes, "strides": strides, "dilations": dilations, "padding": padding}
    return _gradients_of_filters_and_bias("conv_backprop_filter", input, out_backprop, attrs)


@op(infer=_infer_both, gradient=None)
def depthwise_backprop_filter_bias(input, out_backprop, *, filter_sizes: Shape, strides, dilations, padding):
    """The gradients of `depthwise_bias` for its filters and its bias."""
    attrs = {"filter_sizes": filter_sizes, "strides": strides, "dilations": dilations, "padding": padding}
    name = "depthwise_conv2d_native_backprop_filter"
    return _gradients_of_filters_and_bias(name, input, out_backprop, attrs)


@op(infer=lambda x, y, dy, **_: x, gradient=None)
def max_pool_relu_grad(orig_input, orig_output, grad, *, ksize, strides, padding):
    """relu's gradient of what `max_pool_grad` gives, `orig_input` being relu's result."""
    d = called("max_pool_grad", orig_input, orig_output, grad, ksize=ksize, strides=strides, padding=padding)
    return called("relu_grad", d, orig_input)


@op(infer=lambda x, y, pooled, dy, **attrs: _infer_both(x, dy, filter_sizes=attrs["filter_sizes"]), gradient=None)
def conv_backprop_filter_pooled(
    input,
    output,
    pooled,
    grad,
    *,
    filter_sizes: Shape,
    strides,
    dilations,
    padding,
    ksize,
    pool_strides,
    pool_padding,
):
    """The gradients of filters and bias where `output`, a convolution's after relu, was max-pooled to `pooled`, whose
    gradient is `grad`, and nobody wants the gradient of `output` itself."""
    pooling = {"ksize": ksize, "strides": pool_strides, "padding": pool_padding}
    dy = called("max_pool_relu_grad", output, pooled, grad, **pooling)
    attrs = {"filter_sizes": filter_sizes, "strides": strides, "dilations": dilations, "padding": padding}
    return called("conv_backprop_filter_bias", input, dy, **attrs)
