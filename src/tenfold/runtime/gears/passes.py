"""Graph passes: fewer, larger instructions that give the same results. Each takes and gives them in program order.

A pass never changes the graph: it makes new `Instruction`s that give the tensors of the nodes they stand for.
(Cross-entropy of a softmax's probabilities becomes one of its logits in `keras.losses`, where both are at hand.)
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from tenfold.core.base.errors import OpError
from tenfold.core.calls.op import OPS, op
from tenfold.core.graphs.graph import Node
from tenfold.core.graphs.spec import Spec, size_of
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values.dtypes import DType, ListType
from tenfold.core.values.tensor import whole
from tenfold.runtime.gears.fusing import fuse_convolutions
from tenfold.runtime.gears.instruction import Flow, Instruction, is_forward
from tenfold.runtime.gears.layers import fuse_layers
from tenfold.runtime.gears.stepping import fuse_steps
from tenfold.runtime.gears.written_out import written_out
from tenfold.runtime.types import Array

FOLDED = 65536  # bytes; a larger constant result is computed in each run instead of being kept


def optimized(
    nodes: Iterable[Node], outputs: Sequence[SymbolicTensor], inputs: Sequence[SymbolicTensor] = ()
) -> list[Instruction]:
    """All passes over `nodes`, of which `outputs` are wanted; `inputs` are supplied, even where a node gives them."""
    kept = {id(t) for t in (*outputs, *inputs)}
    supplied = {id(t) for t in inputs}
    instructions = [
        Instruction(n) for n in nodes if n.has_effect or not n.outputs or not all(id(t) in supplied for t in n.outputs)
    ]
    instructions = fold_constants(instructions, kept)
    instructions = read_sizes(merge_equal(instructions, kept), kept)
    instructions = fuse_steps(fuse_layers(fuse_convolutions(instructions, kept, "numpy"), kept), kept, "numpy")
    return gather_reads(written_out(instructions, kept))


def _is_pure(instruction: Instruction) -> bool:
    """Whether running it once or twice, now or later, makes no difference."""
    operation = instruction.operation
    holds_more = any(hasattr(v, "cells") or hasattr(v, "store") for v in instruction.attrs.values())
    lists = any(isinstance(t.dtype, ListType) for t in instruction.outputs)  # of tensors: no arrays
    return not (
        lists
        or operation.stateful
        or operation.effect
        or operation.host
        or operation.name == "placeholder"
        or holds_more
    )


def fold_constants(instructions: list[Instruction], kept: set[int]) -> list[Instruction]:
    """Steps that depend on constants only are run now; their results become constants."""
    const, out = OPS["const"], []
    known: dict[int, Array] = {}
    for instruction in instructions:
        if instruction.operation is const:
            known[id(instruction.outputs[0])] = instruction.attrs["value"]
            out.append(instruction)
            continue
        needs = list(instruction.all_inputs())
        if (
            instruction.outputs
            and _is_pure(instruction)
            and not instruction.several
            and all(id(t) in known for t in needs)
            and not _is_large(instruction.outputs[0])
        ):
            value = _computed(instruction, known)
            if value is not None and value.nbytes <= FOLDED:
                known[id(instruction.outputs[0])] = value
                instruction = Instruction(instruction.node, const, [], {"value": value})
        out.append(instruction)
    return _without_unused(out, kept)


def _is_large(tensor: SymbolicTensor) -> bool:
    return (size_of(tensor._dims) or 0) * tensor.dtype.size > FOLDED


def _computed(instruction: Instruction, known: Mapping[int, Array]) -> np.ndarray | None:
    """The instruction's result, None where it fails: then it shall fail when the program runs."""
    attrs = {
        k: instruction.operation.attrs[k].convert(known[id(v)]) if isinstance(v, SymbolicTensor) else v
        for k, v in instruction.attrs.items()
    }
    try:
        with np.errstate(all="ignore"):
            given = [None if t is None else known[id(t)] for t in instruction.inputs]
            return np.asarray(whole(instruction.operation.numpy(*given, **attrs)))
    except (ValueError, IndexError, ZeroDivisionError, OpError):
        return None


def merge_equal(instructions: list[Instruction], kept: set[int]) -> list[Instruction]:
    """Of instructions that do the same to the same tensors, the first is run."""
    seen: dict[tuple, Instruction] = {}
    instead: dict[int, SymbolicTensor] = {}
    out = []
    for instruction in instructions:
        instruction = _redirected(instruction, instead)
        key = _key(instruction) if _is_pure(instruction) else None
        first = seen.get(key) if key is not None else None
        if first is not None and not any(id(t) in kept for t in instruction.outputs):
            instead.update({id(t): same for t, same in zip(instruction.outputs, first.outputs)})
            continue
        if key is not None:
            seen.setdefault(key, instruction)
        out.append(instruction)
    return out


def _redirected(instruction: Instruction, instead: Mapping[int, SymbolicTensor]) -> Instruction:
    if not any(id(t) in instead for t in instruction.all_inputs()):
        return instruction
    swap = lambda t: instead.get(id(t), t)  # noqa: E731
    return Instruction(
        instruction.node,
        instruction.operation,
        [swap(t) for t in instruction.inputs],
        {k: swap(v) for k, v in instruction.attrs.items()},
    )


def _key(instruction: Instruction) -> tuple | None:
    """What makes two instructions equal; None where an attribute cannot be compared."""
    try:
        attrs = tuple((k, _comparable(v)) for k, v in instruction.attrs.items())
        hash(attrs)
    except TypeError:
        return None
    return id(instruction.operation), tuple(None if t is None else id(t) for t in instruction.inputs), attrs


def _comparable(value: Any) -> tuple:
    if isinstance(value, SymbolicTensor):
        return "tensor", id(value)
    if isinstance(value, (np.ndarray, np.generic)):
        if value.dtype == object:
            raise TypeError("strings are not compared")
        return value.dtype, value.shape, value.tobytes() if value.nbytes <= FOLDED else id(value)
    if isinstance(value, tuple):
        return type(value), tuple([_comparable(v) for v in value])
    return type(value), repr(value) if isinstance(
        value, (float, complex)
    ) else value  # 0.0 equals -0.0, and nan nothing


def _without_unused(instructions: list[Instruction], kept: set[int]) -> list[Instruction]:
    """Constants and pure instructions that nobody uses any more are dropped."""
    used, out = set(kept), []
    for instruction in reversed(instructions):
        if not _is_pure(instruction) or any(id(t) in used for t in instruction.outputs):
            used.update(id(t) for t in instruction.all_inputs())
            out.append(instruction)
    return out[::-1]


@op(infer=lambda x, *, out_type, **_: Spec((), out_type), gradient=None)
def size_along(x: Array, *, axis: int, out_type: DType) -> np.generic:
    """The size of `x` along an axis that it has."""
    return out_type.numpy.type(x.shape[axis])


def read_sizes(instructions: list[Instruction], kept: set[int]) -> list[Instruction]:
    """`shape(x)[i]`, which asks how many samples there are, becomes one instruction."""
    flow = Flow(instructions, kept)
    replaced: dict[int, Instruction] = {}
    for instruction in instructions:
        sizes = flow.maker(instruction.inputs[0]) if is_forward(instruction, "strided_slice") else None
        if sizes is None or not is_forward(sizes, "shape") or sizes.inputs[0] is None:
            continue
        attrs, dims = instruction.attrs, sizes.inputs[0]._dims
        at = attrs["begin"][0] if type(attrs["begin"]) is tuple and len(attrs["begin"]) == 1 else None
        masks = [attrs[f"{name}_mask"] for name in ("shrink_axis", "ellipsis", "new_axis")]
        if type(at) is int and dims is not None and -len(dims) <= at < len(dims) and masks == [1, 0, 0]:
            made = {"axis": at, "out_type": sizes.attrs["out_type"]}
            replaced[id(instruction)] = Instruction(instruction.node, size_along, sizes.inputs, made)
    return _without_unused(flow.replaced(replaced, set(replaced)), kept) if replaced else instructions


def gather_reads(instructions: list[Instruction]) -> list[Instruction]:
    """Variables that are read one by one, with nothing but arithmetic in between, are read at one go."""
    out: list[list[Instruction]] = []
    reads: list[Instruction] | None = None
    for instruction in instructions:
        if instruction.operation.name == "read_variable" and instruction.text is not None:
            if reads is None:
                reads = []
                out.append(reads)
            reads.append(instruction)
            continue
        if not _is_pure(instruction):
            reads = None
        out.append([instruction])
    return [_all_read(found) for found in out]


def _all_read(reads: list[Instruction]) -> Instruction:
    """One instruction in place of several reads."""
    first = reads[0]
    if len(reads) > 1:
        first.attrs = {"variables": tuple([instruction.attrs["variable"] for instruction in reads])}
        first.outputs, first.several = [instruction.outputs[0] for instruction in reads], True
        first.text = "env.read_all({variables})"
    return first
