"""Layers that Keras 1 had beside Dense: Highway, MaxoutDense, TimeDistributedDense."""

from tenfold.core.values.shapes import TensorShape
from tenfold.keras import initializers
from tenfold.keras.layers.base.affine import AffineLayer, known_channels, positive_int
from tenfold.keras.layers.base.input_spec import InputSpec
from tenfold.keras.layers.core.dense import Dense
from tenfold.keras.utils.arguments import check_numbers
from tenfold.ops.linalg.products import matmul
from tenfold.ops.math.reduce import reduce_max
from tenfold.ops.nn.activations import sigmoid


class Highway(AffineLayer):
    """T activation(x W + b) + (1 - T) x, where T = sigmoid(x W_carry + b_carry) (Srivastava et al., arXiv:1505.00387).

    Args:
      kernel_initializer, activation: of both kernels; of what is new.
      transform_bias: where b_carry begins; below 0 most of the input is carried through.
      use_bias, kernel_regularizer, ...: see `AffineLayer`; both kernels and both biases have them.

    Shapes: (batch, n) -> (batch, n); kernel and kernel_carry (n, n), bias and bias_carry (n,).
    """

    def __init__(self, kernel_initializer="glorot_uniform", activation=None, transform_bias=-2, **kwargs):
        super().__init__(activation, kernel_initializer=kernel_initializer, **kwargs)
        check_numbers(transform_bias=transform_bias)
        self.transform_bias = transform_bias
        self.input_spec, self.supports_masking = InputSpec(ndim=2), True

    def build(self, input_shape):
        n = known_channels(input_shape, -1, self.name)
        self.input_spec = InputSpec(ndim=2, axes={-1: n})
        self.add_kernel_and_bias((n, n), (n,))
        of_kernel = {"regularizer": self.kernel_regularizer, "constraint": self.kernel_constraint}
        self.kernel_carry = self.add_weight("kernel_carry", (n, n), initializer=self.kernel_initializer, **of_kernel)
        if self.use_bias:
            of_bias = {"regularizer": self.bias_regularizer, "constraint": self.bias_constraint}
            self.bias_carry = self.add_weight("bias_carry", (n,), initializer=self._first_bias, **of_bias)
        self.built = True

    def _first_bias(self, shape, dtype=None, **_):
        return initializers.Constant(self.transform_bias)(shape, dtype)

    def call(self, inputs):
        carried, new = matmul(inputs, self.kernel_carry), matmul(inputs, self.kernel)
        if self.use_bias:
            carried, new = carried + self.bias_carry, new + self.bias
        transformed = sigmoid(carried)
        return transformed * self.activated(new) + (1 - transformed) * inputs

    def compute_output_shape(self, input_shape):
        return TensorShape(input_shape)

    def get_config(self):
        return {**super().get_config(), "transform_bias": self.transform_bias}


class MaxoutDense(AffineLayer):
    """The largest of `nb_feature` Dense layers' outputs, each by itself (Goodfellow et al., ICML 2013).

    Args:
      units: length of the outputs.
      nb_feature: how many Dense layers.
      kernel_initializer, use_bias, ...: see `AffineLayer`; there is no activation.

    Shapes: (batch, n) -> (batch, units); kernel (nb_feature, n, units), bias (nb_feature, units).
    """

    def __init__(self, units, nb_feature=4, kernel_initializer="glorot_uniform", **kwargs):
        super().__init__(None, kernel_initializer=kernel_initializer, **kwargs)
        self.units = positive_int(units, "units", "MaxoutDense")
        self.nb_feature = positive_int(nb_feature, "nb_feature", "MaxoutDense")
        self.input_spec, self.supports_masking = InputSpec(ndim=2), True

    def build(self, input_shape):
        n = known_channels(input_shape, -1, self.name)
        self.input_spec = InputSpec(ndim=2, axes={-1: n})
        self.add_kernel_and_bias((self.nb_feature, n, self.units), (self.nb_feature, self.units))
        self.built = True

    def call(self, inputs):
        outputs = matmul(inputs, self.kernel)
        return reduce_max(outputs + self.bias[:, None] if self.use_bias else outputs, 0)

    def compute_output_shape(self, input_shape):
        return TensorShape([input_shape[0], self.units])

    def get_config(self):
        config = {name: value for name, value in super().get_config().items() if name != "activation"}
        return {**config, "units": self.units, "nb_feature": self.nb_feature}


class TimeDistributedDense(Dense):
    """A `Dense` layer for each step of sequences, the same for all: (batch, time, n) -> (batch, time, units)."""

    def __init__(self, units, kernel_initializer="glorot_uniform", activation=None, **kwargs):
        super().__init__(units, activation, kernel_initializer=kernel_initializer, **kwargs)
        self.input_spec = InputSpec(ndim=3)

    def build(self, input_shape):
        super().build(input_shape)
        self.input_spec = InputSpec(ndim=3, axes={-1: input_shape[-1]})
