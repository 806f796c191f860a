"""TensorFlow 1's one-line layers: product, bias, activation."""

from tenfold.core.values.convert import convert
from tenfold.ops.linalg.products import matmul
from tenfold.ops.nn.activations import relu
from tenfold.ops.nn.bias import bias_add
from tenfold.ops.scoped import scoped


@scoped("xw_plus_b")
def xw_plus_b(x, weights, biases, name=None):
    """matmul(x, weights) + biases."""
    return bias_add(matmul(x, weights), convert(biases), name=name)


@scoped("relu_layer")
def relu_layer(x, weights, biases, name=None):
    """relu(matmul(x, weights) + biases)."""
    return relu(xw_plus_b(x, weights, biases), name=name)
