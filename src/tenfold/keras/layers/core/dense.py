"""Dense: every output sees every input."""

from tenfold.keras.layers.base.affine import AffineLayer, known_channels, positive_int
from tenfold.keras.layers.base.input_spec import InputSpec
from tenfold.ops.arrays.basics import concat, reshape, shape
from tenfold.ops.linalg.products import matmul
from tenfold.ops.nn.bias import bias_add
from tenfold.ops.ragged.tensor import RaggedTensor
from tenfold.ops.sparse.math import sparse_dense_matmul
from tenfold.ops.sparse.tensor import SparseTensor


class Dense(AffineLayer):
    """activation(inputs @ kernel + bias), over the last axis.

    Args:
      units: length of the outputs' last axis.
      activation, use_bias, ...: see `AffineLayer`.

    Shapes: (..., features) -> (..., units); kernel (features, units), bias (units,). Inputs may be a SparseTensor
    (batch, features), or ragged with features of one length.
    """

    casts_numbers = True

    def __init__(
        self,
        units,
        activation=None,
        use_bias=True,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        **kwargs,
    ):
        super().__init__(activation, use_bias, kernel_initializer, bias_initializer, **kwargs)
        self.units = positive_int(units, "units", "Dense")
        self.input_spec, self.supports_masking = InputSpec(min_ndim=2), True

    def build(self, input_shape):
        features = known_channels(input_shape, -1, self.name)
        self.input_spec = InputSpec(min_ndim=2, axes={-1: features})
        self.add_kernel_and_bias((features, self.units), (self.units,))
        self.built = True

    def call(self, inputs):
        if isinstance(inputs, RaggedTensor):
            return inputs.with_flat_values(self.call(inputs.flat_values))
        sparse = isinstance(inputs, SparseTensor)
        outputs = sparse_dense_matmul(inputs, self.kernel) if sparse else project(inputs, self.kernel)
        return self.activated(bias_add(outputs, self.bias) if self.use_bias else outputs)

    def compute_output_shape(self, input_shape):
        return (*tuple(input_shape)[:-1], self.units)

    def get_config(self):
        return {**super().get_config(), "units": self.units}


def project(inputs, kernel):
    """inputs @ kernel over the last axis, as one product whatever the rank."""
    if inputs.ndim == 2:
        return matmul(inputs, kernel)
    features, units = kernel.shape.as_list()
    rows = matmul(reshape(inputs, [-1, features]), kernel)
    known = inputs._dims is not None and None not in inputs._dims
    return reshape(rows, [*inputs._dims[:-1], units] if known else concat([shape(inputs)[:-1], [units]], 0))
