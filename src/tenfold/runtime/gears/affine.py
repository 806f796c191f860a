"""A product, a bias and relu as one instruction of first gear, and their gradients as one: what graph passes put in the
place of those ops, so they need no gradients themselves."""

import numpy as np

from tenfold.core.calls.attrs import Any
from tenfold.core.calls.op import OPS, Optional, op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.ops.linalg import blas
from tenfold.ops.linalg.products import product as multiply


@op(infer=lambda a, b, bias, **_: a, gradient=None)
def affine(a, b, bias: Optional, *, transpose_a: Any = False, transpose_b: Any = False, relu: Any = False):
    """a @ b + bias, and relu of it, in one instruction; made by `gears.layers`, so it needs no gradient."""
    # A new array, so it may be added to. The op's forward asks more than matrices of reals are asked for.
    plain = a.__class__ is b.__class__ is np.ndarray and a.dtype.char in "fd" and a.ndim == b.ndim == 2
    if plain and a.shape[not transpose_a] == b.shape[bool(transpose_b)]:
        y = blas.product(a.T if transpose_a else a, b.T if transpose_b else b)
    else:
        y = OPS["matmul"].forward(a, b, transpose_a=transpose_a, transpose_b=transpose_b)
    if bias.shape != y.shape[-1:]:
        return OPS["bias_add"].forward(y, bias)  # which says what is wrong
    y += bias
    if not relu:
        return y
    return np.maximum(y, y.dtype.type(0), out=y) if isinstance(y, np.ndarray) else xp(y).maximum(y, y.dtype.type(0))


def infer_gradients(x, dy, weights, *, bias, **_):
    columns = None if dy.shape is None else dy.shape[-1]
    found = [Spec((None if x.shape is None else x.shape[-1], columns), dy.dtype)]
    return found + [Spec((columns,), dy.dtype)] * bias + ([] if weights is None else [x])


@op(infer=infer_gradients, gradient=None)
def affine_gradients(x, dy, weights: Optional, *, bias: Any, relu: Any = False):
    """Of y = x @ weights + bias, whose gradient is `dy`: the gradients of the weights, of the bias if there is one, and
    of x if the weights are given. With `relu` x is the result of that, and the last is the gradient of its input."""
    found = [multiply(x.T, dy)]
    if bias:
        found.append(OPS["bias_add_grad"].forward(dy))
    if weights is not None:
        dx = multiply(dy, weights.T)
        found.append(dx * (x > 0) if relu else dx)
    return tuple(found)
