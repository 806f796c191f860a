"""The graph pass around convolutions: what native kernels do in one pass over memory becomes one instruction.

Both gears have it. An instruction is made only where a kernel for it is in force in that gear (XLA fuses what follows a
convolution of its own by itself), the dtype is the kernels', and nobody else wants what lies between.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from tenfold.core.calls.op import Op
from tenfold.core.values import dtypes
from tenfold.ops.nn.bias import channel_axis
from tenfold.runtime.gears import fused, losses
from tenfold.runtime.gears.instruction import Flow, Instruction, is_own
from tenfold.runtime.gears.products import product, product_gradients

CONVOLUTIONS = {
    "conv": fused.conv_bias,
    "conv_backprop_input": fused.conv_backprop_input_bias,
    "depthwise_conv2d_native": fused.depthwise_bias,
    "matmul": product,
}
OF_FILTERS = {
    "conv_backprop_filter": fused.conv_backprop_filter_bias,
    "depthwise_conv2d_native_backprop_filter": fused.depthwise_backprop_filter_bias,
}
TOTALS, SPREADS = ("reduce_mean", "reduce_sum"), ("mean_spread", "broadcast_to")

Found = Iterator[tuple[Instruction, list[Instruction]]]  # a new instruction, and what it stands for, its place first


def fuse_convolutions(instructions: list[Instruction], kept: set[int], gear: str) -> list[Instruction]:
    """The same in fewer instructions, as the kernels for `gear` ("numpy", "xla") allow.

    Args:
      kept: identities of tensors that are wanted whatever uses them here.
    """
    return fused_by(MAKERS, instructions, kept, gear)


def fused_by(
    makers: Sequence[Callable[[Flow, str], Found]], instructions: list[Instruction], kept: set[int], gear: str
) -> list[Instruction]:
    """The same with what one maker after the other finds."""
    for find in makers:
        flow = Flow(instructions, kept)
        new: dict[int, Instruction] = {}
        gone: set[int] = set()
        for instruction, parts in find(flow, gear):
            new[id(parts[0])] = instruction
            gone.update(map(id, parts))
        if new:
            instructions = flow.replaced(new, gone)
    return instructions


def _has_kernel(operation: Op, instruction: Instruction, gear: str) -> bool:
    return operation.kernel_name(gear) is not None and instruction.outputs[0].dtype is dtypes.float32


def _named(instruction: Instruction | None, names: dict[str, Op], gear: str) -> Op | None:
    """The op to put in place of an instruction of one of these names, where there is a kernel for it."""
    if instruction is None:
        return None
    operation = names.get(instruction.operation.name)
    if operation is not None and gear == "xla":
        operation.bring_kernels()
    if operation is None or not is_own(instruction, instruction.operation.name, gear):
        return None
    return operation if _has_kernel(operation, instruction, gear) else None


def _with_bias(flow: Flow, gear: str) -> Found:
    """conv -> bias_add, or the sum with a vector of as many elements as there are channels (-> relu)."""
    for instruction in flow.instructions:
        for value, bias in _sums(instruction, gear):
            product = flow.maker(value)
            operation = _named(product, CONVOLUTIONS, gear)
            if operation is None or product is None or not flow.is_private(product):
                continue
            after = flow.next_of(instruction)
            parts = [instruction, product]
            if after is not None and is_own(after, "relu", gear):
                parts.insert(0, after)
            attrs = {**product.attrs, "relu": len(parts) > 2}
            yield Instruction(parts[0].node, operation, [*product.inputs, bias], attrs), parts
            break


def _with_bias_gradient(flow: Flow, gear: str) -> Found:
    """conv_backprop_filter(x, dy) beside the sum of dy over all but channels, run where the first of them stands."""
    taken: set[int] = set()  # a second sum of the same dy stays itself
    for instruction in flow.instructions:
        if not _sums_up(instruction, gear):
            continue
        dy = instruction.inputs[0]
        for other in flow.users(dy):  # type: ignore[arg-type]  # an input that is not optional
            operation = _named(other, OF_FILTERS, gear)
            if operation is None or other.inputs[1] is not dy or other.inputs[0] is dy or id(other) in taken:
                continue
            parts = sorted([instruction, other], key=flow.place)
            if any(_comes_later(flow, t, parts[0]) for t in other.all_inputs()):
                continue
            taken.add(id(other))
            both = Instruction(other.node, operation, other.inputs, other.attrs)
            both.outputs, both.several = [other.outputs[0], instruction.outputs[0]], True
            yield both, parts
            break


def _through_relu(flow: Flow, gear: str) -> Found:
    """max_pool_grad(x, y, g) -> relu_grad(it, x): relu's result is what was pooled."""
    for instruction in flow.instructions:
        if not is_own(instruction, "relu_grad", gear):
            continue
        pooled = flow.maker(instruction.inputs[0])
        operation = _named(pooled, {"max_pool_grad": fused.max_pool_relu_grad}, gear)
        if operation is None or pooled is None or pooled.inputs[0] is not instruction.inputs[1]:
            continue
        if flow.is_private(pooled):
            yield Instruction(instruction.node, operation, pooled.inputs, pooled.attrs), [instruction, pooled]


def _through_pooling(flow: Flow, gear: str) -> Found:
    """max_pool_relu_grad(y, pooled, g) -> conv_backprop_filter_bias(x, it): a network's first convolution."""
    for instruction in flow.instructions:
        operation = _named(instruction, {"conv_backprop_filter_bias": fused.conv_backprop_filter_pooled}, gear)
        dy = flow.maker(instruction.inputs[1]) if operation else None
        if dy is None or not is_own(dy, "max_pool_relu_grad", gear) or not flow.is_private(dy):
            continue
        pooling = {"ksize": dy.attrs["ksize"], "pool_strides": dy.attrs["strides"], "pool_padding": dy.attrs["padding"]}
        inputs, attrs = [instruction.inputs[0], *dy.inputs], {**instruction.attrs, **pooling}
        new = Instruction(instruction.node, operation, inputs, attrs)
        new.outputs, new.several = instruction.outputs, True
        yield new, [instruction, dy]


def _products(flow: Flow, gear: str) -> Found:
    """A layer's gradients in second gear, run where the first of them stands. First gear has `gears.layers` for them,
    since there BLAS does what is large."""
    taken: set[int] = set()
    for instruction in flow.instructions if gear == "xla" else ():
        operation = _named(instruction, {"matmul": product_gradients}, gear)
        if operation is not None and (found := layer_gradients(flow, instruction, gear, taken)) is not None:
            yield gradients_together(flow, instruction, found, operation)


Gradients = tuple[Instruction | None, Instruction | None]  # of a layer's bias, and of its input


def layer_gradients(flow: Flow, instruction: Instruction, gear: str, taken: set[int]) -> Gradients | None:
    """Beside matmul(x, dy) with x turned, the sum of dy over its rows and matmul(dy, w) with w turned, each None where
    it is not there; None where neither is, or they cannot run where the first of them stands.

    Args:
      taken: identities of those that stand beside another product already, a dy may be that of two; these are added.
    """
    if not is_turned(instruction, True, False):
        return None
    x, dy = instruction.inputs
    if x is dy or any(t is None or len(t._dims or ()) != 2 for t in (x, dy)):
        return None
    others = [o for o in flow.users(dy) if id(o) not in taken]  # type: ignore[arg-type]
    total = next((o for o in others if _sums_up(o, gear)), None)
    backs = (o for o in others if is_turned(o, False, True) and o.inputs[0] is dy and is_own(o, "matmul", gear))
    back = next(backs, None)
    parts = [p for p in (instruction, total, back) if p is not None]
    first = min(parts, key=flow.place)
    if len(parts) == 1 or any(_comes_later(flow, t, first) for p in parts for t in p.all_inputs()):
        return None
    taken.update(map(id, parts))
    return total, back


def gradients_together(
    flow: Flow,
    instruction: Instruction,
    found: Gradients,
    operation: Op,
    after: Instruction | None = None,
    **attrs: Any,
) -> tuple[Instruction, list[Instruction]]:
    """The gradients of a layer as one instruction of `operation`, and those that it stands for.

    Args:
      instruction: that of the weights.
      found: those beside it.
      after: what goes on from the gradient of the input, in whose place its result comes out.
    """
    total, back = found
    parts = [p for p in (instruction, total, back) if p is not None]
    inputs = [*instruction.inputs, back.inputs[1] if back is not None else None]
    joined = Instruction(instruction.node, operation, inputs, {"bias": total is not None, **attrs})
    given = parts if after is None else [*parts[:-1], after]
    joined.outputs, joined.several = [p.outputs[0] for p in given], True
    return joined, sorted(parts, key=flow.place) + ([] if after is None else [after])


def is_turned(instruction: Instruction, first: bool, second: bool) -> bool:
    """Whether it is a product of matrices, of which these are turned."""
    attrs = instruction.attrs
    return instruction.operation.name == "matmul" and (attrs["transpose_a"], attrs["transpose_b"]) == (first, second)


def _product(flow: Flow, gear: str) -> Found:
    """What is left of products, bare ones."""
    for instruction in flow.instructions if gear == "xla" else ():
        operation = _named(instruction, {"matmul": product}, gear)
        if operation is not None:
            attrs = {**instruction.attrs, "relu": False}
            yield Instruction(instruction.node, operation, [*instruction.inputs, None], attrs), [instruction]


def _totals_of_losses(flow: Flow, gear: str) -> Found:
    """sigmoid_cross_entropy -> its mean or sum, where nobody else wants the elements, but perhaps their shape: who asks
    for that goes on asking the loss, which XLA then leaves out."""
    for instruction in flow.instructions if gear == "xla" else ():
        loss = flow.maker(instruction.inputs[0]) if _is_one_of(instruction, TOTALS, gear) else None
        if _named(loss, {"sigmoid_cross_entropy": losses.sigmoid_cross_entropy_total}, gear) is None or loss is None:
            continue
        others = [user for user in flow.users(loss.outputs[0]) if user is not instruction]
        if flow.is_kept(loss) or any(not is_own(user, "shape", gear) for user in others):
            continue
        attrs = {"total": instruction.operation.name, **instruction.attrs}
        parts = [instruction, *([] if others else [loss])]
        yield Instruction(instruction.node, losses.sigmoid_cross_entropy_total, loss.inputs, attrs), parts


def _gradients_of_losses(flow: Flow, gear: str) -> Found:
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
            yield (
                Instruction(instruction.node, losses.sigmoid_cross_entropy_grad, inputs, attrs),
                [instruction, *between],
            )
            break


def _slope(flow: Flow, difference: Instruction | None, gear: str) -> tuple[Instruction, Instruction] | None:
    """(difference, sigmoid) where it is sigmoid(logits) less labels, and nobody else wants either."""
    if difference is None or _named(difference, {"subtract": losses.sigmoid_cross_entropy_grad}, gear) is None:
        return None
    sigmoid = flow.maker(difference.inputs[0])
    if sigmoid is None or not is_own(sigmoid, "sigmoid", gear):
        return None
    return (difference, sigmoid) if flow.is_private(difference) and flow.is_private(sigmoid) else None


def _is_one_of(instruction: Instruction, names: Sequence[str], gear: str) -> bool:
    return instruction.operation.name in names and is_own(instruction, instruction.operation.name, gear)


def _sums(instruction: Instruction, gear: str) -> Sequence[Any]:
    """(what a bias is added to, the bias) as an instruction may be read; none for one that adds no bias."""
    if is_own(instruction, "bias_add", gear):
        return [instruction.inputs] if channel_axis(instruction.attrs["data_format"]) == -1 else []
    if not is_own(instruction, "add", gear):
        return []
    a, b = instruction.inputs
    return [way for way in ((a, b), (b, a)) if _is_bias_of(*way)]


def _is_bias_of(value: Any, bias: Any) -> bool:
    """Whether broadcasting `bias` against `value` adds it to each position's channels."""
    return bool(value._dims) and value._dims[-1] is not None and bias._dims == value._dims[-1:]


def _sums_up(instruction: Instruction, gear: str) -> bool:
    """Whether an instruction gives the sum over all axes of its input but the last."""
    if is_own(instruction, "bias_add_grad", gear):
        return channel_axis(instruction.attrs["data_format"]) == -1
    if not is_own(instruction, "sum_to", gear):
        return False
    dims, shape = instruction.inputs[0]._dims, instruction.attrs["shape"]  # type: ignore[union-attr]
    return bool(dims) and None not in dims[-1:] and type(shape) is tuple and shape == dims[-1:]


def _comes_later(flow: Flow, tensor: object, instruction: Instruction) -> bool:
    """Whether `tensor` is made after `instruction` runs."""
    maker = flow.maker(tensor)  # type: ignore[arg-type]  # what instructions take
    return maker is not None and flow.place(maker) >= flow.place(instruction)


# In this order: what one makes, the next may put together further.
MAKERS: tuple[Callable[[Flow, str], Found], ...] = (
    _with_bias,
    _with_bias_gradient,
    _through_relu,
    _through_pooling,
    _products,
    _product,
    _totals_of_losses,
    _gradients_of_losses,
)
