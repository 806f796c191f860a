"""`SeparableConv`: space first, then the channels."""

from tenfold.keras import constraints, initializers, regularizers
from tenfold.keras.layers.convolution.convolution import Convolution
from tenfold.keras.layers.convolution.depthwise_conv import (
    add_depthwise_kernel,
    depthwise,
    depthwise_config,
    take_depthwise_options,
)


class SeparableConv(Convolution):
    """activation(channels mixed after a depthwise convolution + bias); Chollet, 2017, "Xception".

    Args:
      filters, kernel_size, strides, padding, data_format, dilation_rate: as in `Convolution`.
      depth_multiplier: how many channels the depthwise convolution makes of each.
      activation, use_bias, ...: see `AffineLayer`; what that calls kernel_... is here depthwise_... and pointwise_...

    Shapes: (n, *space, c) -> (n, *space', filters); depthwise_kernel (*kernel_size, c, depth_multiplier),
    pointwise_kernel (*ones, c * depth_multiplier, filters).
    """

    def __init__(
        self,
        filters,
        kernel_size,
        strides=1,
        padding="valid",
        data_format=None,
        dilation_rate=1,
        depth_multiplier=1,
        activation=None,
        use_bias=True,
        depthwise_initializer="glorot_uniform",
        pointwise_initializer="glorot_uniform",
        bias_initializer="zeros",
        depthwise_regularizer=None,
        pointwise_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        depthwise_constraint=None,
        pointwise_constraint=None,
        bias_constraint=None,
        groups=1,
        **kwargs,
    ):
        if groups != 1:
            raise ValueError(f"{type(self).__name__} has no groups of channels. Received: groups={groups!r}")
        super().__init__(
            filters=filters,
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
        self.pointwise_initializer = initializers.get(pointwise_initializer)
        self.pointwise_regularizer = regularizers.get(pointwise_regularizer)
        self.pointwise_constraint = constraints.get(pointwise_constraint)

    def build(self, input_shape):
        depth = self.checked_depth(input_shape, ndim=self.rank + 2)
        add_depthwise_kernel(self, depth)
        self.pointwise_kernel = self.add_weight(
            "pointwise_kernel",
            (*(1,) * self.rank, depth * self.depth_multiplier, self.filters),
            initializer=self.pointwise_initializer,
            regularizer=self.pointwise_regularizer,
            constraint=self.pointwise_constraint,
        )
        if self.use_bias:
            self.add_bias((self.filters,))
        self.built = True

    def convolve(self, x):
        return type(self).operation(depthwise(self, x), self.pointwise_kernel, 1, "VALID")

    def get_config(self):
        return {
            **super().get_config(),
            **depthwise_config(self),
            "pointwise_initializer": initializers.configuration(self.pointwise_initializer),
            "pointwise_regularizer": regularizers.configuration(self.pointwise_regularizer),
            "pointwise_constraint": constraints.configuration(self.pointwise_constraint),
        }
