"""What a plan runs in place of nodes, and who makes and uses the tensors of a row of them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from tenfold.core.calls.op import OPS, Op
from tenfold.core.graphs.graph import Node
from tenfold.core.graphs.symbolic import SymbolicTensor

OWN_KERNELS = "tenfold.runtime.kernels."


class Instruction:
    """What a plan runs in place of one or several nodes.

    Attributes:
      text, plain: as a Node's, see `written_out`.
    """

    text: str | None = None
    plain: frozenset[str] = frozenset()

    def __init__(
        self,
        node: Node,
        operation: Op | None = None,
        inputs: Sequence[SymbolicTensor | None] | None = None,
        attrs: Mapping[str, Any] | None = None,
    ) -> None:
        self.node = node
        self.operation: Op = operation or node.operation
        self.inputs: Sequence[SymbolicTensor | None] = node.inputs if inputs is None else inputs
        self.attrs: Mapping[str, Any] = node.attrs if attrs is None else attrs
        self.outputs: Sequence[SymbolicTensor] = node.outputs
        self.several, self.name = node.several, node.name

    def all_inputs(self) -> Iterator[SymbolicTensor]:
        """Data inputs and attributes whose value is computed."""
        yield from (t for t in self.inputs if t is not None)
        yield from (v for v in self.attrs.values() if isinstance(v, SymbolicTensor))


class Flow:
    """The tensors of `instructions`, in program order: where each is made, and who uses it.

    Args:
      kept: identities of tensors that are wanted outside of them.
    """

    def __init__(self, instructions: Sequence[Instruction], kept: Collection[int]) -> None:
        self.instructions, self._kept = instructions, kept
        self._users: dict[int, list[Instruction]] = {}
        self._makers: dict[int, Instruction] = {}
        self._places = {id(instruction): i for i, instruction in enumerate(instructions)}
        for instruction in instructions:
            for t in instruction.all_inputs():
                self._users.setdefault(id(t), []).append(instruction)
            self._makers.update({id(t): instruction for t in instruction.outputs})

    def maker(self, tensor: SymbolicTensor | None) -> Instruction | None:
        """What gives `tensor`, None where it is supplied from outside."""
        return self._makers.get(id(tensor))

    def users(self, tensor: SymbolicTensor) -> list[Instruction]:
        """What takes `tensor`, as often as it does."""
        return self._users.get(id(tensor), [])

    def is_private(self, instruction: Instruction) -> bool:
        """Whether exactly one instruction uses the result, once, and nobody outside wants it."""
        out = instruction.outputs[0]
        return len(self.users(out)) == 1 and id(out) not in self._kept

    def is_kept(self, instruction: Instruction) -> bool:
        """Whether somebody outside wants a result."""
        return any(id(t) in self._kept for t in instruction.outputs)

    def next_of(self, instruction: Instruction) -> Instruction | None:
        """The one instruction that uses the result; None where there are more, or somebody outside wants it."""
        return self.users(instruction.outputs[0])[0] if self.is_private(instruction) else None

    def place(self, instruction: Instruction) -> int:
        """Its number in program order."""
        return self._places[id(instruction)]

    def replaced(self, new: Mapping[int, Instruction], gone: Collection[int]) -> list[Instruction]:
        """The instructions with those of the identities in `new` replaced, and others in `gone` left out."""
        return [new.get(id(s), s) for s in self.instructions if id(s) in new or id(s) not in gone]


def is_forward(instruction: Instruction, name: str) -> bool:
    """Whether an instruction is the op of this name, run by its forward: a kernel is not to be passed by."""
    operation = instruction.operation
    return operation is OPS.get(name) and operation.numpy is operation.forward


def is_own(instruction: Instruction, name: str, gear: str) -> bool:
    """Whether an instruction is the op of this name, run in `gear` by its forward or a kernel of this package: one
    that somebody else registered is not to be passed by."""
    operation = instruction.operation
    if operation is not OPS.get(name):
        return False
    run = getattr(operation, gear)
    return run is operation.forward or run.__module__.startswith(OWN_KERNELS)
