"""The graph passes around dense layers in first gear: a layer is one instruction, and its gradients are one."""

from tenfold.core.values import dtypes
from tenfold.runtime.gears.affine import ACTIVATIONS, GRADIENTS, affine, affine_back, affine_gradients
from tenfold.runtime.gears.fusing import Found, fused_by, gradients_together, is_turned, layer_gradients
from tenfold.runtime.gears.instruction import Flow, Instruction, is_forward


def fuse_layers(instructions: list[Instruction], kept: set[int]) -> list[Instruction]:
    """The same in fewer instructions; kernels of these are brought before any of them runs."""
    fused = fused_by((_layers, _gradients, _gradients_of_inputs), instructions, kept, "numpy")
    if len(fused) < len(instructions):
        affine.bring_kernels()
    return fused


def _layers(flow: Flow, gear: str) -> Found:
    """matmul -> bias_add (-> an activation) becomes one instruction where nobody else wants what lies between."""
    for instruction in flow.instructions:
        if not is_forward(instruction, "bias_add") or instruction.attrs["data_format"] not in (None, "NHWC"):
            continue
        product = flow.maker(instruction.inputs[0])
        if product is None or not is_forward(product, "matmul") or not flow.is_private(product):
            continue
        after = flow.next_of(instruction)
        name = after.operation.name if after is not None else None
        ends = after is not None and name in ACTIVATIONS and is_forward(after, name)
        parts = [*([after] if after is not None and ends else []), instruction, product]
        attrs = {**product.attrs, "activation": name if ends else None}
        yield Instruction(parts[0].node, affine, [*product.inputs, instruction.inputs[1]], attrs), parts


def _through(flow: Flow, back: Instruction | None, x: object = None) -> tuple[Instruction, str] | tuple[None, None]:
    """The gradient of an activation, the only one that uses what `back` gives, and the activation's name.

    Args:
      x: what the activation must have given; anything without it.
    """
    after = flow.next_of(back) if back is not None else None
    if after is None or after.operation.name not in GRADIENTS or not is_forward(after, after.operation.name):
        return None, None
    name, at = GRADIENTS[after.operation.name]
    y, dy = after.inputs[at], after.inputs[1 - at]
    return (after, name) if dy is not y and (x is None or y is x) else (None, None)


def _gradients(flow: Flow, gear: str) -> Found:
    """The gradients of a layer's weights, bias and input, and that of the activation that gave this, become one."""
    taken: set[int] = set()
    for instruction in flow.instructions:
        if not _is_product(instruction) or (found := layer_gradients(flow, instruction, gear, taken)) is None:
            continue
        after, name = _through(flow, found[1], instruction.inputs[0])
        yield gradients_together(flow, instruction, found, affine_gradients, after, activation=name)


def _gradients_of_inputs(flow: Flow, gear: str) -> Found:
    """The gradient of a layer's input alone, where its weights are not trained, and that of the activation before."""
    for instruction in flow.instructions:
        if not _is_product(instruction) or not is_turned(instruction, False, True):
            continue
        after, name = _through(flow, instruction)
        if after is not None and all(t is not None and len(t._dims or ()) == 2 for t in instruction.inputs):
            y = after.inputs[GRADIENTS[after.operation.name][1]]
            joined = Instruction(after.node, affine_back, [*instruction.inputs, y], {"activation": name})
            yield joined, [after, instruction]


def _is_product(instruction: Instruction) -> bool:
    return is_forward(instruction, "matmul") and instruction.outputs[0].dtype is dtypes.float32
