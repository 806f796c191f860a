"""Cross-entropy of yes/no decisions with the sum or mean that is taken of it, and its gradient with what that mean
spread, as one instruction each of second gear.

`gears.fusing` puts them in place of the ops that they stand for, so they need no gradients. Their forwards run those
ops; they are there for the native kernels that do the whole in one pass.
"""

from tenfold.core.calls.attrs import Any, Axes, Bool, Shape
from tenfold.core.calls.op import OPS, op
from tenfold.runtime.gears.fused import called


@op(infer=lambda labels, logits, *, total, **attrs: OPS[total].infer(logits, **attrs), gradient=None)
def sigmoid_cross_entropy_total(labels, logits, *, total: Any, axis: Axes = None, keepdims: Bool = False):
    """`total`, "reduce_mean" or "reduce_sum", of `sigmoid_cross_entropy`."""
    return called(total, called("sigmoid_cross_entropy", labels, logits), axis=axis, keepdims=keepdims)


@op(infer=lambda dy, labels, logits, **_: logits, gradient=None)
def sigmoid_cross_entropy_grad(
    dy, labels, logits, *, spread: Any, shape: Shape, axis: Axes = None, keepdims: Bool = False
):
    """(sigmoid(logits) - labels) times `dy` spread to `shape`: `spread`, "mean_spread" or "broadcast_to", says how."""
    attrs = {"shape": shape} | ({"axis": axis, "keepdims": keepdims} if spread == "mean_spread" else {})
    return called(spread, dy, **attrs) * (called("sigmoid", logits) - labels)
