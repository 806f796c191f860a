"""Products of two matrices with what stands beside them, as one instruction each in second gear.

`gears.fusing` puts them in place of the ops that they stand for, so they need no gradients. They are `gears.affine`'s
under names of their own, for the native kernels that do the whole in one pass: first gear brings its own from the first
graph on, second gear with all others.
"""

from tenfold.core.calls.attrs import Any
from tenfold.core.calls.op import OPS, Optional, op
from tenfold.runtime.gears.affine import affine, affine_gradients, infer_gradients


@op(infer=lambda a, b, bias, *, relu, **turned: OPS["matmul"].infer(a, b, **turned), gradient=None)
def product(a, b, bias: Optional, *, transpose_a: Any = False, transpose_b: Any = False, relu: Any = False):
    """a @ b, the bias of each column added to it, and relu of that."""
    turned = {"transpose_a": transpose_a, "transpose_b": transpose_b}
    return affine.forward(a, b, bias, **turned, activation="relu" if relu else None)


@op(infer=infer_gradients, gradient=None)
def product_gradients(x, dy, weights: Optional, *, bias: Any):
    """Of y = x @ weights + bias, whose gradient is `dy`: the gradients of the weights, of the bias if there is one, and
    of x if the weights are given."""
    return affine_gradients.forward(x, dy, weights, bias=bias)
