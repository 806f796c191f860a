"""A kernel in TensorFlow: the raw op that a layer or its gradient ends in, alone in a tf.function.

Gradients of grouped convolutions are not there on a CPU.
"""

import tensorflow as tf
from kernel_cases import FILTER, FORWARD, Conv, arrays

raw = tf.raw_ops
OPS = {  # forward, its gradients with respect to filters and to the input
    2: (raw.Conv2D, raw.Conv2DBackpropFilter, raw.Conv2DBackpropInput),
    3: (raw.Conv3D, raw.Conv3DBackpropFilterV2, raw.Conv3DBackpropInputV2),
    "depthwise": (
        raw.DepthwiseConv2dNative,
        raw.DepthwiseConv2dNativeBackpropFilter,
        raw.DepthwiseConv2dNativeBackpropInput,
    ),
}


def kernel(case, what):
    """A function that computes the result."""
    x, w, dy = (None if a is None else tf.constant(a) for a in arrays(case))
    if isinstance(case, Conv):
        compute, inputs = _convolution(case, what, x, w, dy)
    else:
        compute, inputs = _pooling(case, what, x, dy)
    function = tf.function(compute).get_concrete_function(*inputs)
    return lambda: function(*inputs)


def _convolution(case, what, x, w, dy):
    if case.dilation > 1 and what != FORWARD:
        return _dilated_gradient(case, what), (x, w, dy)
    if case.n == 1:  # as tf.nn.conv1d does it: one row
        x, w, dy = tf.expand_dims(x, 1), tf.expand_dims(w, 0), tf.expand_dims(dy, 1)
    n = max(case.n, 2)
    geometry = {
        "strides": [1, *[case.stride] * n, 1],
        "dilations": [1, *[case.dilation] * n, 1],
        "padding": case.padding,
    }
    forward, by_filter, by_input = OPS["depthwise" if case.depthwise else n]
    if what == FORWARD:
        return lambda x, w: forward(input=x, filter=w, **geometry), (x, w)
    if what == FILTER:
        sizes = w.shape.as_list()
        return lambda x, dy: by_filter(input=x, filter_sizes=sizes, out_backprop=dy, **geometry), (x, dy)
    sizes = x.shape.as_list()
    return lambda w, dy: by_input(input_sizes=sizes, filter=w, out_backprop=dy, **geometry), (w, dy)


def _dilated_gradient(case, what):
    """What layers get: on a CPU the raw gradients know no dilation, tf.nn.convolution moves what lies between the taps
    into the batch."""

    def gradient(x, w, dy):
        y = tf.nn.convolution(x, w, padding=case.padding, dilations=case.dilation)  # pruned: the gradient needs none
        return tf.gradients(y, w if what == FILTER else x, dy)[0]

    return gradient


def _pooling(case, what, x, dy):
    geometry = {
        "ksize": [1, case.window, case.window, 1],
        "strides": [1, case.stride, case.stride, 1],
        "padding": case.padding,
    }
    if case.kind == "average":
        if what == FORWARD:
            return lambda x: raw.AvgPool(value=x, **geometry), (x,)
        return lambda dy: raw.AvgPoolGrad(orig_input_shape=list(case.x), grad=dy, **geometry), (dy,)
    if what == FORWARD:
        return lambda x: raw.MaxPool(input=x, **geometry), (x,)
    y = raw.MaxPool(input=x, **geometry)
    return lambda x, y, dy: raw.MaxPoolGrad(orig_input=x, orig_output=y, grad=dy, **geometry), (x, y, dy)
