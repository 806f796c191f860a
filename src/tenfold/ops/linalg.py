"""Matrix products."""

from tenfold.core import infer
from tenfold.core.attrs import Bool
from tenfold.core.op import op, xp
from tenfold.ops.arithmetic import conj, conjugate, match
from tenfold.ops.array import shape
from tenfold.ops.broadcasting import sum_to


@op(infer=infer.matmul)
def _matmul(a, b, *, transpose_a: Bool = False, transpose_b: Bool = False):
    return xp(a, b).matmul(a.swapaxes(-1, -2) if transpose_a else a, b.swapaxes(-1, -2) if transpose_b else b)


@_matmul.gradient
def _(dy, a, b, transpose_a, transpose_b):
    def da():
        d = _matmul(b, dy, transpose_b, True) if transpose_a else _matmul(dy, conjugate(b), False, not transpose_b)
        return unbatch(d, a)

    def db():
        d = _matmul(dy, a, True, transpose_a) if transpose_b else _matmul(conjugate(a), dy, not transpose_a, False)
        return unbatch(d, b)

    return da, db


def unbatch(d, x):
    """Sum a product's gradient over the leading dimensions that were broadcast."""
    if x._dims is not None and d._dims is not None and len(x._dims) == len(d._dims) == 2:
        return d
    dims = x._dims
    return sum_to(d, dims if dims is not None and None not in dims else shape(x))


def matmul(a, b, transpose_a=False, transpose_b=False, adjoint_a=False, adjoint_b=False, a_is_sparse=False, b_is_sparse=False,
           output_type=None, name=None):
    """Product of (batches of) matrices.

    Args:
      a, b: (..., n, k) and (..., k, m), leading dimensions broadcast.
      transpose_a, transpose_b: swap the last two axes first.
      adjoint_a, adjoint_b: conjugate as well.
      a_is_sparse, b_is_sparse: hints that change nothing here.
      output_type: only the inputs' own dtype is supported.
    """
    a, b = match(a, b)
    if output_type is not None and output_type != a.dtype:
        raise ValueError(f"matmul gives the dtype of its inputs, {a.dtype.name}; cast the result to get {output_type}.")
    if adjoint_a:
        a, transpose_a = conj(a), True
    if adjoint_b:
        b, transpose_b = conj(b), True
    return _matmul(a, b, transpose_a, transpose_b, name=name)
