"""The graph passes around dense layers in first gear: a layer is one instruction, and its gradients are one."""

from tenfold.core.values import dtypes
from tenfold.runtime.gears.affine import ACTIVATIONS, GRADIENTS, affine, affine_back, affine_gradients
from tenfold.runtime.gears.fusing import is_turned, layer_gradients
from tenfold.runtime.gears.instruction import Flow, Instruction, is_forward


def fuse_layers(instructions: list[Instruction], kept: set[int]) -> list[Instruction]:
    """The same in fewer instructions; kernels of these are brought before any of them runs."""
    fused = _fuse_back(_fuse_gradients(_fuse_forward(instructions, kept), kept), kept)
    if len(fused) < len(instructions):
        affine.bring_kernels()
    return fused


def _fuse_forward(instructions: list[Instruction], kept: set[int]) -> list[Instruction]:
    """matmul -> bias_add (-> an activation) becomes one instruction where nobody else wants what lies between."""
    flow = Flow(instructions, kept)
    gone: set[int] = set()
    replaced: dict[int, Instruction] = {}
    for instruction in instructions:
        if not is_forward(instruction, "bias_add") or instruction.attrs["data_format"] not in (None, "NHWC"):
            continue
        product = flow.maker(instruction.inputs[0])
        if product is None or not is_forward(product, "matmul") or not flow.is_private(product):
            continue
        after = flow.next_of(instruction)
        name = after.operation.name if after is not None else None
        last = after if after is not None and name in ACTIVATIONS and is_forward(after, name) else instruction
        gone.update({id(product), id(instruction)})
        attrs = {**product.attrs, "activation": None if last is instruction else name}
        replaced[id(last)] = Instruction(last.node, affine, [*product.inputs, instruction.inputs[1]], attrs)
    return flow.replaced(replaced, gone)


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


def _fuse_gradients(instructions: list[Instruction], kept: set[int]) -> list[Instruction]:
    """The gradients of a layer's weights, bias and input, and that of the activation that gave this, become one."""
    flow = Flow(instructions, kept)
    gone: set[int] = set()
    replaced: dict[int, Instruction] = {}
    for instruction in instructions:
        if not is_forward(instruction, "matmul") or instruction.outputs[0].dtype is not dtypes.float32:
            continue
        found = layer_gradients(flow, instruction, "numpy", gone)
        if found is None:
            continue
        total, back = found
        x, dy = instruction.inputs
        after, name = _through(flow, back, x)
        parts = [part for part in (instruction, total, after or back) if part is not None]
        weights = back.inputs[1] if back is not None else None
        attrs = {"bias": total is not None, "activation": name}
        joined = Instruction(instruction.node, affine_gradients, [x, dy, weights], attrs)
        joined.outputs, joined.several = [part.outputs[0] for part in parts], True
        gone.update(id(part) for part in (*parts, back) if part is not None)
        replaced[id(min((p for p in (instruction, total, back) if p is not None), key=flow.place))] = joined
    return flow.replaced(replaced, gone)


def _fuse_back(instructions: list[Instruction], kept: set[int]) -> list[Instruction]:
    """The gradient of a layer's input alone, where its weights are not trained, and that of the activation before."""
    flow = Flow(instructions, kept)
    gone: set[int] = set()
    replaced: dict[int, Instruction] = {}
    for instruction in instructions:
        if not is_forward(instruction, "matmul") or instruction.outputs[0].dtype is not dtypes.float32:
            continue
        after, name = _through(flow, instruction) if is_turned(instruction, False, True) else (None, None)
        if after is not None and all(t is not None and len(t._dims or ()) == 2 for t in instruction.inputs):
            y = after.inputs[GRADIENTS[after.operation.name][1]]
            gone.add(id(instruction))
            replaced[id(after)] = Instruction(after.node, affine_back, [*instruction.inputs, y], {"activation": name})
    return flow.replaced(replaced, gone)
