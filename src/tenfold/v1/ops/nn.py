"""`tf.compat.v1.nn` where its functions are signed differently: the same ops behind TensorFlow 1's arguments."""

from tenfold.core.values import dtypes
from tenfold.ops.conv import conv_transpose, convolution, patches, pool_argmax, pooling
from tenfold.ops.nn import activations, losses, moments, normalization
from tenfold.ops.state.sources import stop_gradient


def one_of(old, new, names, required=True):
    """The one of two spellings that was given."""
    if old is not None and new is not None:
        raise ValueError(f"'{names[0]}' and '{names[1]}' mean the same; give one of them.")
    if required and old is None and new is None:
        raise ValueError(f"missing argument '{names[1]}'.")
    return new if old is None else old


def crelu(features, name=None, axis=-1):
    """See `tf.nn.crelu`."""
    return activations.crelu(features, axis, name)


def softmax_cross_entropy_with_logits(labels=None, logits=None, dim=-1, name=None, axis=None):
    """`tf.nn.softmax_cross_entropy_with_logits` through which no gradient reaches `labels`."""
    axis = dim if axis is None else axis
    name = name or "softmax_cross_entropy_with_logits_sg"
    return losses.softmax_cross_entropy_with_logits(stop_gradient(labels), logits, axis, name)


def weighted_cross_entropy_with_logits(labels=None, logits=None, pos_weight=None, name=None, targets=None):
    """See `tf.nn.weighted_cross_entropy_with_logits`."""
    return losses.weighted_cross_entropy_with_logits(
        one_of(labels, targets, ("labels", "targets")), logits, pos_weight, name
    )


def moments_v1(x, axes, shift=None, name=None, keep_dims=None, keepdims=None):
    """See `tf.nn.moments`."""
    return normalization.moments(
        x, axes, shift, bool(one_of(keep_dims, keepdims, ("keep_dims", "keepdims"), False)), name
    )


def weighted_moments(x, axes, frequency_weights, name=None, keep_dims=None, keepdims=None):
    """See `tf.nn.weighted_moments`."""
    keep = bool(one_of(keep_dims, keepdims, ("keep_dims", "keepdims"), False))
    return moments.weighted_moments(x, axes, frequency_weights, keep, name)


def sufficient_statistics(x, axes, shift=None, keep_dims=None, name=None, keepdims=None):
    """See `tf.nn.sufficient_statistics`."""
    keep = bool(one_of(keep_dims, keepdims, ("keep_dims", "keepdims"), False))
    return moments.sufficient_statistics(x, axes, shift, keep, name)


def batch_norm_with_global_normalization(
    t=None,
    m=None,
    v=None,
    beta=None,
    gamma=None,
    variance_epsilon=None,
    scale_after_normalization=None,
    name=None,
    input=None,
    mean=None,
    variance=None,
):
    """See `tf.nn.batch_norm_with_global_normalization`."""
    t, m, v = one_of(t, input, ("t", "input")), one_of(m, mean, ("m", "mean")), one_of(v, variance, ("v", "variance"))
    return normalization.batch_norm_with_global_normalization(
        t, m, v, beta, gamma, variance_epsilon, scale_after_normalization, name
    )


# use_cudnn_on_gpu asks for a faster way to the same numbers; here there is only one way


def conv1d(
    value=None,
    filters=None,
    stride=None,
    padding=None,
    use_cudnn_on_gpu=None,
    data_format=None,
    name=None,
    input=None,
    dilations=None,
):
    """See `tf.nn.conv1d`."""
    value = one_of(value, input, ("value", "input"))
    return convolution.conv1d(value, filters, stride, padding, data_format or "NWC", dilations, name)


def conv2d(
    input,
    filter=None,
    strides=None,
    padding=None,
    use_cudnn_on_gpu=True,
    data_format="NHWC",
    dilations=None,
    name=None,
    filters=None,
):
    """See `tf.nn.conv2d`."""
    filters = one_of(filter, filters, ("filter", "filters"))
    return convolution.conv2d(input, filters, strides, padding, data_format, dilations, name)


def conv3d(
    input, filter=None, strides=None, padding=None, data_format="NDHWC", dilations=None, name=None, filters=None
):
    """See `tf.nn.conv3d`."""
    filters = one_of(filter, filters, ("filter", "filters"))
    return convolution.conv3d(input, filters, strides, padding, data_format, dilations, name)


def convolution_v1(
    input,
    filter=None,
    padding=None,
    strides=None,
    dilation_rate=None,
    name=None,
    data_format=None,
    filters=None,
    dilations=None,
):
    """See `tf.nn.convolution`."""
    filters = one_of(filter, filters, ("filter", "filters"))
    dilations = one_of(dilation_rate, dilations, ("dilation_rate", "dilations"), False)
    return convolution.convolution(input, filters, strides, padding, data_format, dilations, name)


def conv2d_transpose(
    value=None,
    filter=None,
    output_shape=None,
    strides=None,
    padding="SAME",
    data_format="NHWC",
    name=None,
    input=None,
    filters=None,
    dilations=None,
):
    """See `tf.nn.conv2d_transpose`."""
    value, filters = one_of(value, input, ("value", "input")), one_of(filter, filters, ("filter", "filters"))
    return conv_transpose.conv2d_transpose(value, filters, output_shape, strides, padding, data_format, dilations, name)


def conv3d_transpose(
    value,
    filter=None,
    output_shape=None,
    strides=None,
    padding="SAME",
    data_format="NDHWC",
    name=None,
    input=None,
    filters=None,
    dilations=None,
):
    """See `tf.nn.conv3d_transpose`."""
    value, filters = one_of(value, input, ("value", "input")), one_of(filter, filters, ("filter", "filters"))
    return conv_transpose.conv3d_transpose(value, filters, output_shape, strides, padding, data_format, dilations, name)


def conv2d_backprop_input(
    input_sizes,
    filter=None,
    out_backprop=None,
    strides=None,
    padding=None,
    use_cudnn_on_gpu=True,
    data_format="NHWC",
    dilations=None,
    name=None,
    filters=None,
):
    """The gradient of `tf.nn.conv2d` with respect to an input of shape `input_sizes`."""
    filters = one_of(filter, filters, ("filter", "filters"))
    return convolution.conv2d_backprop_input(
        input_sizes, filters, out_backprop, strides, padding, data_format, dilations, name
    )


def conv2d_backprop_filter(
    input,
    filter_sizes,
    out_backprop,
    strides,
    padding,
    use_cudnn_on_gpu=True,
    data_format="NHWC",
    dilations=None,
    name=None,
):
    """The gradient of `tf.nn.conv2d` with respect to filters of shape `filter_sizes`."""
    return convolution.conv2d_backprop_filter(
        input, filter_sizes, out_backprop, strides, padding, data_format, dilations, name
    )


def conv3d_backprop_filter(
    input, filter_sizes, out_backprop, strides, padding, data_format="NDHWC", dilations=None, name=None
):
    """The gradient of `tf.nn.conv3d` with respect to filters of shape `filter_sizes`."""
    return convolution.backprop_filter(
        input, filter_sizes, out_backprop, strides, padding, data_format, dilations, 3, name
    )


def depthwise_conv2d(
    input, filter=None, strides=None, padding=None, rate=None, name=None, data_format=None, dilations=None
):
    """See `tf.nn.depthwise_conv2d`."""
    dilations = one_of(rate, dilations, ("rate", "dilations"), False)
    return convolution.depthwise_conv2d(input, filter, strides, padding, data_format, dilations, name)


def separable_conv2d(
    input, depthwise_filter, pointwise_filter, strides, padding, rate=None, name=None, data_format=None, dilations=None
):
    """See `tf.nn.separable_conv2d`."""
    dilations = one_of(rate, dilations, ("rate", "dilations"), False)
    return convolution.separable_conv2d(
        input, depthwise_filter, pointwise_filter, strides, padding, data_format, dilations, name
    )


def dilation2d(input, filter=None, strides=None, rates=None, padding=None, name=None, filters=None, dilations=None):
    """See `tf.nn.dilation2d`."""
    filters, rates = one_of(filter, filters, ("filter", "filters")), one_of(rates, dilations, ("rates", "dilations"))
    return patches.dilation2d(input, filters, strides, padding, "NHWC", rates, name)


def erosion2d(value, kernel, strides, rates, padding, name=None):
    """See `tf.nn.erosion2d`."""
    return patches.erosion2d(value, kernel, strides, padding, "NHWC", rates, name)


def pool(
    input,
    window_shape,
    pooling_type,
    padding,
    dilation_rate=None,
    strides=None,
    name=None,
    data_format=None,
    dilations=None,
):
    """See `tf.nn.pool`."""
    dilations = one_of(dilation_rate, dilations, ("dilation_rate", "dilations"), False)
    return pooling.pool(input, window_shape, pooling_type, strides, padding, data_format, dilations, name)


def max_pool_with_argmax(
    input,
    ksize,
    strides,
    padding,
    data_format="NHWC",
    Targmax=None,
    name=None,
    output_dtype=None,
    include_batch_in_index=False,
):
    """See `tf.nn.max_pool_with_argmax`."""
    dtype = one_of(Targmax, output_dtype, ("Targmax", "output_dtype"), False) or dtypes.int64
    return pool_argmax.max_pool_with_argmax(
        input, ksize, strides, padding, data_format, dtype, include_batch_in_index, name
    )
