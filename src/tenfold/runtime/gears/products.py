"""Products of two matrices with what stands beside them, as one instruction each in second gear.

`gears.fusing` puts them in place of the ops that they stand for, so they need no gradients. Their forwards run those
ops; they are there for the native kernels that do the whole in one pass.
"""

from tenfold.core.calls.attrs import Any
from tenfold.core.calls.op import OPS, Optional, op, xp
from tenfold.runtime.gears.affine import infer_gradients


@op(infer=lambda a, b, bias, *, relu, **turned: OPS["matmul"].infer(a, b, **turned), gradient=None)
def product(a, b, bias: Optional, *, transpose_a: Any = False, transpose_b: Any = False, relu: Any = False):
    """a @ b, the bias of each column added to it, and relu of that."""
    y = OPS["matmul"].forward(a, b, transpose_a=transpose_a, transpose_b=transpose_b)
    y = y if bias is None else OPS["bias_add"].forward(y, bias, data_format=None)
    return OPS["relu"].forward(y) if relu else y


@op(infer=infer_gradients, gradient=None)
def product_gradients(x, dy, weights: Optional, *, bias: Any):
    """Of y = x @ weights + bias, whose gradient is `dy`: the gradients of the weights, of the bias if there is one, and
    of x if the weights are given."""
    matmul = OPS["matmul"].forward
    found = [matmul(x, dy, transpose_a=True, transpose_b=False)]
    if bias:
        found.append(xp(dy).sum(dy, 0))
    return (*found, *([] if weights is None else [matmul(dy, weights, transpose_a=False, transpose_b=True)]))
