"""TensorFlow 1's one-line layers: product, bias, activation."""

from tenfold.core.convert import convert
from tenfold.ops.activations import relu
from tenfold.ops.bias import bias_add
from tenfold.ops.linalg import matmul


def xw_plus_b(x, weights, biases, name=None):
    """matmul(x, weights) + biases."""
    return bias_add(matmul(x, weights), convert(biases), name=name)


def relu_layer(x, weights, biases, name=None):
    """relu(matmul(x, weights) + biases)."""
    return relu(xw_plus_b(x, weights, biases), name=name)
