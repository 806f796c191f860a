"""A kernel in TensorFlow: the raw op that a layer or its gradient ends in, alone in a tf.function."""

import tensorflow as tf
from kernel_cases import FILTER, FORWARD, Conv, arrays

raw = tf.raw_ops


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
    if case.n == 1:  # as tf.nn.conv1d does it: one row
        x, w, dy = tf.expand_dims(x, 1), tf.expand_dims(w, 0), tf.expand_dims(dy, 1)
    n = max(case.n, 2)
    geometry = {
        "strides": [1, *[case.stride] * n, 1],
        "dilations": [1, *[case.dilation] * n, 1],
        "padding": case.padding,
    }
    if case.depthwise:
        forward, by_filter, by_input = (
            raw.DepthwiseConv2dNative,
            raw.DepthwiseConv2dNativeBackpropFilter,
            raw.DepthwiseConv2dNativeBackpropInput,
        )
    elif n == 3:
        forward, by_filter, by_input = raw.Conv3D, raw.Conv3DBackpropFilterV2, raw.Conv3DBackpropInputV2
    else:
        forward, by_filter, by_input = raw.Conv2D, raw.Conv2DBackpropFilter, raw.Conv2DBackpropInput
    if what == FORWARD:
        return lambda x, w: forward(input=x, filter=w, **geometry), (x, w)
    if what == FILTER:
        sizes = w.shape.as_list()
        return lambda x, dy: by_filter(input=x, filter_sizes=sizes, out_backprop=dy, **geometry), (x, dy)
    sizes = x.shape.as_list()
    return lambda w, dy: by_input(input_sizes=sizes, filter=w, out_backprop=dy, **geometry), (w, dy)


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
