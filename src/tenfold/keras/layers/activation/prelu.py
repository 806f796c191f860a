"""PReLU: a slope below zero that is learned (He et al., arXiv:1502.01852)."""

from tenfold.core.values.shapes import TensorShape
from tenfold.keras import constraints, initializers, regularizers
from tenfold.keras.layers.activation.elementwise import ElementwiseLayer
from tenfold.keras.layers.base.input_spec import InputSpec
from tenfold.keras.utils.arguments import members
from tenfold.ops.math.arithmetic import multiply
from tenfold.ops.nn.activations import relu


class PReLU(ElementwiseLayer):
    """x where positive, else alpha * x, with an `alpha` for every element of a sample.

    Args:
      alpha_initializer, alpha_regularizer, alpha_constraint: names or objects.
      shared_axes: axes (the first one after the batch is 1) along which the elements share one alpha.

    Raises:
      ValueError: an axis that is not shared has an unknown length, when built.
    """

    def __init__(
        self, alpha_initializer="zeros", alpha_regularizer=None, alpha_constraint=None, shared_axes=None, **kwargs
    ):
        super().__init__(**kwargs)
        self.alpha_initializer = initializers.get(alpha_initializer)
        self.alpha_regularizer = regularizers.get(alpha_regularizer)
        self.alpha_constraint = constraints.get(alpha_constraint)
        self.shared_axes = [shared_axes] if isinstance(shared_axes, int) else shared_axes
        if self.shared_axes is not None:
            self.shared_axes = list(members(self.shared_axes, "shared_axes", "PReLU"))

    def build(self, input_shape):
        dims, shared = TensorShape(input_shape).as_list(), set(self.shared_axes or ())
        if wrong := shared - set(range(1, len(dims))):
            raise ValueError(
                f"Layer {self.name}: shared_axes={self.shared_axes} names the axis {min(wrong)}; the inputs have the "
                f"shape {tuple(dims)}, whose axes after the batch are 1 to {len(dims) - 1}."
            )
        own = {axis: length for axis, length in enumerate(dims) if axis and axis not in shared}
        if None in own.values():
            raise ValueError(
                f"Layer {self.name} has an alpha for each element, and does not know how many there are: the inputs "
                f"have the shape {tuple(dims)}. Cure: declare the shape, or share an alpha: PReLU(shared_axes=[1])."
            )
        self.alpha = self.add_weight(
            "alpha",
            tuple(own.get(axis, 1) for axis in range(1, len(dims))),
            initializer=self.alpha_initializer,
            regularizer=self.alpha_regularizer,
            constraint=self.alpha_constraint,
        )
        self.input_spec = InputSpec(ndim=len(dims), axes=own)
        self.built = True

    def call(self, inputs):
        return relu(inputs) - multiply(self.alpha, relu(-inputs))

    def get_config(self):
        return {
            **super().get_config(),
            "alpha_initializer": initializers.configuration(self.alpha_initializer),
            "alpha_regularizer": regularizers.configuration(self.alpha_regularizer),
            "alpha_constraint": constraints.configuration(self.alpha_constraint),
            "shared_axes": self.shared_axes,
        }
