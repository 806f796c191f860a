"""The graph passes around dense layers in first gear: a layer is one instruction, and its gradients are one."""

from tenfold.core.values import dtypes
from tenfold.runtime.gears.affine import affine, affine_gradients
from tenfold.runtime.gears.fusing import layer_gradients
from tenfold.runtime.gears.instruction import Flow, Instruction, is_forward


def fuse_layers(instructions: list[Instruction], kept: set[int]) -> list[Instruction]:
    """The same in fewer instructions; kernels of these are brought before any of them runs."""
    fused = _fuse_gradients(_fuse_forward(instructions, kept), kept)
    if len(fused) < len(instructions):
        affine.bring_kernels()
    return fused


def _fuse_forward(instructions: list[Instruction], kept: set[int]) -> list[Instruction]:
    """matmul -> bias_add (-> relu) becomes one instruction where nobody else wants what lies between."""
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
        last = after if after is not None and is_forward(after, "relu") else instruction
        gone.update({id(product), id(instruction)})
        attrs = {**product.attrs, "relu": last is not instruction}
        replaced[id(last)] = Instruction(last.node, affine, [*product.inputs, instruction.inputs[1]], attrs)
    return flow.replaced(replaced, gone)


def _fuse_gradients(instructions: list[Instruction], kept: set[int]) -> list[Instruction]:
    """The gradients of weights, bias and input of a layer (and that of relu, whose result the input is) become one."""
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
        relu = flow.next_of(back) if back is not None else None
        through = relu is not None and is_forward(relu, "relu_grad") and relu.inputs[1] is x
        parts = [part for part in (instruction, total, relu if through else back) if part is not None]
        attrs = {"bias": total is not None, "relu": through}
        weights = back.inputs[1] if back is not None else None
        joined = Instruction(instruction.node, affine_gradients, [x, dy, weights], attrs)
        joined.outputs, joined.several = [part.outputs[0] for part in parts], True
        gone.update(id(part) for part in (*parts, back) if part is not None)
        replaced[id(min((p for p in (instruction, total, back) if p is not None), key=flow.place))] = joined
    return flow.replaced(replaced, gone)
