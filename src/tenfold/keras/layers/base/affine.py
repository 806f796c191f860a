"""What Dense and the convolutions share: a kernel, a bias and an activation, each with its options."""

from tenfold.keras import activations, constraints, initializers, regularizers
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.utils.arguments import count


class AffineLayer(Layer):
    """activation(linear(inputs, kernel) + bias); subclasses say what `linear` is.

    Args:
      activation: name or function; none by default.
      use_bias: whether a bias is added.
      kernel_initializer, bias_initializer: names or objects.
      kernel_regularizer, bias_regularizer, activity_regularizer: names or objects; their losses are in `losses`.
      kernel_constraint, bias_constraint: names or objects.
    """

    def __init__(
        self,
        activation=None,
        use_bias=True,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        kernel_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        kernel_constraint=None,
        bias_constraint=None,
        **kwargs,
    ):
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        self.activation, self.use_bias = activations.get(activation), use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.bias = None

    def add_kernel_and_bias(self, kernel_shape, bias_shape):
        """Make both, as the options say."""
        self.kernel = self.add_weight(
            "kernel",
            kernel_shape,
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        if self.use_bias:
            self.add_bias(bias_shape)

    def add_bias(self, shape):
        self.bias = self.add_weight(
            "bias",
            shape,
            initializer=self.bias_initializer,
            regularizer=self.bias_regularizer,
            constraint=self.bias_constraint,
        )

    def activated(self, outputs):
        return outputs if self.activation is activations.linear else self.activation(outputs)

    def get_config(self):
        return {
            **super().get_config(),
            "activation": activations.configuration(self.activation),
            "use_bias": self.use_bias,
            "kernel_initializer": initializers.configuration(self.kernel_initializer),
            "bias_initializer": initializers.configuration(self.bias_initializer),
            "kernel_regularizer": regularizers.configuration(self.kernel_regularizer),
            "bias_regularizer": regularizers.configuration(self.bias_regularizer),
            "activity_regularizer": regularizers.configuration(self.activity_regularizer),
            "kernel_constraint": constraints.configuration(self.kernel_constraint),
            "bias_constraint": constraints.configuration(self.bias_constraint),
        }


def positive_int(value, argument, layer):
    """`value` as an int of at least 1; a fraction is cut off, as in Keras (`Dense(n / 2)`)."""
    if (number := count(value)) is None:
        raise ValueError(
            f"Received an invalid value for `{argument}` of {layer}, expected a positive integer. Received: {value!r}"
        )
    return number


def known_channels(shape, axis, layer):
    """Length of the channel axis, which the weights depend on."""
    channels = None if shape is None or isinstance(shape, dict) else shape[axis]
    if channels is None:
        raise ValueError(
            f"The channel dimension of the inputs to {layer} should be defined. The input_shape received is {shape}, "
            f"where axis {axis} (0-based) is the channel dimension, which found to be `None`."
        )
    return channels
