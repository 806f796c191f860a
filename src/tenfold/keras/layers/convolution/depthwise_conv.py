"""`DepthwiseConv`: convolutions that leave the channels apart."""

from tenfold.keras import constraints, initializers, regularizers
from tenfold.keras.layers.base.affine import positive_int
from tenfold.keras.layers.convolution.convolution import Convolution
from tenfold.ops.arrays.shaping import expand_dims, squeeze
from tenfold.ops.conv.convolution import depthwise_conv2d


class DepthwiseConv(Convolution):
    """activation(convolution of each channel with `depth_multiplier` filters of its own + bias).

    Args:
      kernel_size, strides, padding, data_format, dilation_rate: as in `Convolution`.
      depth_multiplier: how many output channels an input channel gives; they stand together.
      activation, use_bias, ...: see `AffineLayer`; what that calls kernel_... is depthwise_... here.

    Shapes: (*batch, *space, c) -> (*batch, *space', c * depth_multiplier); depthwise_kernel
    (*kernel_size, c, depth_multiplier).
    """

    def __init__(
        self,
        kernel_size,
        strides=1,
        padding="valid",
        depth_multiplier=1,
        data_format=None,
        dilation_rate=1,
        activation=None,
        use_bias=True,
        depthwise_initializer="glorot_uniform",
        bias_initializer="zeros",
        depthwise_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        depthwise_constraint=None,
        bias_constraint=None,
        groups=1,
        **kwargs,
    ):
        if groups != 1:
            raise ValueError(f"{type(self).__name__} has a group for each channel. Received: groups={groups!r}")
        super().__init__(
            filters=None,
            kernel_size=kernel_size,
            strides=strides,
            padding=padding,
            data_format=data_format,
            dilation_rate=dilation_rate,
            activation=activation,
            use_bias=use_bias,
            bias_initializer=bias_initializer,
            bias_regularizer=bias_regularizer,
            activity_regularizer=activity_regularizer,
            bias_constraint=bias_constraint,
            **kwargs,
        )
        take_depthwise_options(
            self, depth_multiplier, depthwise_initializer, depthwise_regularizer, depthwise_constraint
        )

    def build(self, input_shape):
        depth = self.checked_depth(input_shape)
        add_depthwise_kernel(self, depth)
        if self.use_bias:
            self.add_bias((depth * self.depth_multiplier,))
        self.built = True

    def convolve(self, x):
        return depthwise(self, x)

    def output_depth(self, depth):
        return None if depth is None else depth * self.depth_multiplier

    def get_config(self):
        config = super().get_config()
        for key in ("filters", "kernel_initializer", "kernel_regularizer", "kernel_constraint"):
            del config[key]
        return {**config, **depthwise_config(self)}


def take_depthwise_options(layer, depth_multiplier, initializer, regularizer, constraint):
    """Give a layer its `depth_multiplier` and `depthwise_...` options."""
    layer.depth_multiplier = positive_int(depth_multiplier, "depth_multiplier", type(layer).__name__)
    layer.depthwise_initializer = initializers.get(initializer)
    layer.depthwise_regularizer = regularizers.get(regularizer)
    layer.depthwise_constraint = constraints.get(constraint)


def add_depthwise_kernel(layer, depth):
    """Give a layer with `depthwise_...` options its `depthwise_kernel`."""
    layer.depthwise_kernel = layer.add_weight(
        "depthwise_kernel",
        (*layer.kernel_size, depth, layer.depth_multiplier),
        initializer=layer.depthwise_initializer,
        regularizer=layer.depthwise_regularizer,
        constraint=layer.depthwise_constraint,
    )


def depthwise_config(layer):
    return {
        "depth_multiplier": layer.depth_multiplier,
        "depthwise_initializer": initializers.configuration(layer.depthwise_initializer),
        "depthwise_regularizer": regularizers.configuration(layer.depthwise_regularizer),
        "depthwise_constraint": constraints.configuration(layer.depthwise_constraint),
    }


def depthwise(layer, x):
    """`x`, channels last, each channel convolved with its filters in `layer.depthwise_kernel`."""
    filters, padding = layer.depthwise_kernel, layer.op_padding
    strides, dilations = layer.strides, layer.dilation_rate
    if layer.rank == 2:
        return depthwise_conv2d(x, filters, strides, padding, dilations=dilations)
    padding = padding if isinstance(padding, str) else ((0, 0), *padding)  # an image one pixel high
    image = depthwise_conv2d(
        expand_dims(x, -3), expand_dims(filters, 0), (1, *strides), padding, dilations=(1, *dilations)
    )
    return squeeze(image, -3)
