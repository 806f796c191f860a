"""Cross-entropy of yes/no decisions with the sum or mean that is taken of it, and its gradient with what that mean
spread, as one instruction each of second gear.

Graph passes put them in place of the ops that they stand for, so they need no gradients. Their forwards run those ops;
they are there for the native kernels that do the whole in one pass.
"""

from collections.abc import Iterator

import numpy as np

from tenfold.core.calls.attrs import Any, Axes, Bool, Shape
from tenfold.core.calls.op import OPS, op, xp
from tenfold.core.values import dtypes
from tenfold.runtime.gears.instruction import Flow, Instruction, is_own

TOTALS = "reduce_mean", "reduce_sum"
SPREADS = "mean_spread", "broadcast_to"
Found = Iterator[tuple[Instruction, list[Instruction]]]  # as `gears.fusing` has it


def called(name, *arrays, **attrs):
    """The op of this name as the gear of the arrays runs it."""
    operation = OPS[name]
    return (operation.numpy if xp(*arrays) is np else operation.xla)(*arrays, **attrs)


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


def totals_of_losses(flow: Flow, gear: str) -> Found:
    """sigmoid_cross_entropy -> its mean or sum, where nobody else wants the elements, but perhaps their shape: who asks
    for that goes on asking the loss, which XLA then leaves out."""
    for instruction in flow.instructions if gear == "xla" else ():
        loss = flow.maker(instruction.inputs[0]) if _is_one_of(instruction, TOTALS, gear) else None
        if loss is None or not is_own(loss, "sigmoid_cross_entropy", gear) or not _has_kernel(loss):
            continue
        others = [user for user in flow.users(loss.outputs[0]) if user is not instruction]
        if flow.is_kept(loss) or any(not is_own(user, "shape", gear) for user in others):
            continue
        attrs = {"total": instruction.operation.name, **instruction.attrs}
        parts = [instruction, *([] if others else [loss])]
        yield Instruction(instruction.node, sigmoid_cross_entropy_total, loss.inputs, attrs), parts


def gradients_of_losses(flow: Flow, gear: str) -> Found:
    """mean_spread(dy) or broadcast_to(dy), times sigmoid(logits) - labels."""
    for instruction in flow.instructions if gear == "xla" else ():
        if not is_own(instruction, "multiply", gear):
            continue
        for spread, slope in (instruction.inputs, instruction.inputs[::-1]):
            dy, between = flow.maker(spread), _slope(flow, flow.maker(slope), gear)
            if dy is None or between is None or not _is_one_of(dy, SPREADS, gear):
                continue
            difference, sigmoid = between
            inputs = [dy.inputs[0], difference.inputs[1], sigmoid.inputs[0]]
            attrs = {"spread": dy.operation.name, **dy.attrs}
            yield Instruction(instruction.node, sigmoid_cross_entropy_grad, inputs, attrs), [instruction, *between]
            break


def _slope(flow: Flow, difference: Instruction | None, gear: str) -> tuple[Instruction, Instruction] | None:
    """(difference, sigmoid) where it is sigmoid(logits) less labels, and nobody else wants either."""
    if difference is None or not is_own(difference, "subtract", gear) or not _has_kernel(difference):
        return None
    sigmoid = flow.maker(difference.inputs[0])
    if sigmoid is None or not is_own(sigmoid, "sigmoid", gear):
        return None
    return (difference, sigmoid) if flow.is_private(difference) and flow.is_private(sigmoid) else None


def _is_one_of(instruction: Instruction, names: tuple[str, ...], gear: str) -> bool:
    return instruction.operation.name in names and is_own(instruction, instruction.operation.name, gear)


def _has_kernel(instruction: Instruction) -> bool:
    sigmoid_cross_entropy_total.bring_kernels()
    own = sigmoid_cross_entropy_total.kernel_name("xla") is not None
    return own and instruction.outputs[0].dtype is dtypes.float32
