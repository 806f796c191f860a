"""A product, a bias and relu as one instruction, which a graph pass puts in their place."""

import numpy as np

from tenfold.core.calls.attrs import Any
from tenfold.core.calls.op import OPS, Optional, op, xp
from tenfold.ops.linalg import blas


@op(infer=lambda a, b, bias, **_: a, gradient=None)
def affine(a, b, bias: Optional, *, transpose_a: Any = False, transpose_b: Any = False, relu: Any = False):
    """a @ b + bias, and relu of it, in one instruction; made by `passes.fuse_affine`, so it needs no gradient."""
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
