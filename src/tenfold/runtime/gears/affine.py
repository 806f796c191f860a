"""A product, a bias and an activation as one instruction of first gear, and their gradients as one: what graph passes
put in the place of those ops, so they need no gradients themselves. `gears.products` has second gear's."""

import numpy as np

from tenfold.core.calls.attrs import Any
from tenfold.core.calls.op import OPS, Optional, op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.ops.linalg import blas

# The activations whose slope is known from their results -> the op of their gradient, and where its inputs have what
ACTIVATIONS = {
    "relu": ("relu_grad", ("dy", "y")),
    "selu": ("selu_grad", ("dy", "y")),
    "elu": ("elu_grad", ("dy", "y")),
    "sigmoid": ("sigmoid_grad", ("y", "dy")),
    "tanh": ("tanh_grad", ("y", "dy")),
}
GRADIENTS = {gradient: (name, order.index("y")) for name, (gradient, order) in ACTIVATIONS.items()}


@op(infer=lambda a, b, bias, **_: a, gradient=None)
def affine(a, b, bias: Optional, *, transpose_a: Any = False, transpose_b: Any = False, activation: Any = None):
    """a @ b + bias, and an activation of it, in one instruction; made by `gears.layers`, so it needs no gradient."""
    # A new array, so it may be added to. The op's forward asks more than matrices of reals are asked for.
    plain = a.__class__ is b.__class__ is np.ndarray and a.dtype.char in "fd" and a.ndim == b.ndim == 2
    if plain and a.shape[not transpose_a] == b.shape[bool(transpose_b)]:
        y = blas.product(a.T if transpose_a else a, b.T if transpose_b else b)
    else:
        y = OPS["matmul"].forward(a, b, transpose_a=transpose_a, transpose_b=transpose_b)
    if bias is not None:
        if bias.shape != y.shape[-1:]:
            return OPS["bias_add"].forward(y, bias)  # which says what is wrong
        y += bias
    if activation is None:
        return y
    if activation != "relu":
        return OPS[activation].forward(y)
    return np.maximum(y, y.dtype.type(0), out=y) if isinstance(y, np.ndarray) else xp(y).maximum(y, y.dtype.type(0))


def through(dx, y, activation):
    """The gradient of an activation's input, from that of its result and the result; `dx` where there is none."""
    if activation is None:
        return dx
    name, order = ACTIVATIONS[activation]
    return OPS[name].forward(*[dx if given == "dy" else y for given in order])


def infer_gradients(x, dy, weights, *, bias, **_):
    columns = None if dy.shape is None else dy.shape[-1]
    found = [Spec((None if x.shape is None else x.shape[-1], columns), dy.dtype)]
    return found + [Spec((columns,), dy.dtype)] * bias + ([] if weights is None else [x])


@op(infer=infer_gradients, gradient=None)
def affine_gradients(x, dy, weights: Optional, *, bias: Any, activation: Any = None):
    """Of y = x @ weights + bias, whose gradient is `dy`: the gradients of the weights, of the bias if there is one, and
    of x if the weights are given; where x is the result of an activation, that of the activation's input."""
    found = [OPS["matmul"].forward(x, dy, transpose_a=True)]
    if bias:
        found.append(OPS["bias_add_grad"].forward(dy))
    if weights is not None:
        found.append(affine_back.forward(dy, weights, x, activation=activation))
    return tuple(found)


@op(infer=lambda dy, weights, x, **_: x, gradient=None)
def affine_back(dy, weights, x, *, activation: Any):
    """Of y = x @ weights + bias, whose gradient is `dy` and x the result of an activation: the gradient of the
    activation's input alone."""
    return through(OPS["matmul"].forward(dy, weights, transpose_b=True), x, activation)
