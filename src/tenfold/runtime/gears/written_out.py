"""Instructions that are one expression: a plan holds it instead of a call of the op's forward, which computes the same.

A kernel is not passed by: where one is in force, the instruction calls it (`Executable` asks again when it changes).
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol, TypeVar

import numpy as np

from tenfold.core.calls.attrs import Shape
from tenfold.core.calls.op import OPS, Op
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values import dtypes
from tenfold.core.values.dtypes import ListType
from tenfold.ops.linalg.products import product


class Instruction(Protocol):
    """What the instructions of `gears.passes` are here."""

    operation: Op
    inputs: Sequence[SymbolicTensor | None]
    attrs: Mapping[str, Any]
    outputs: Sequence[SymbolicTensor]
    text: str | None
    plain: frozenset[str]


_Instruction = TypeVar("_Instruction", bound=Instruction)
ANY = {  # op -> the expression, in which {0} stands for the first input and {name} for an attribute
    "read_variable": "env.read({variable})",
    "reread_variable": "env.read({variable})",
    "assign_variable": "env.write({variable}, {0})",
    "const": "{value}",
    "identity": "{0}",
    "stop_gradient": "{0}",
    "multiply": "{0} * {1}",
    "square": "{0} * {0}",
    "divide_real": "{0} / {1}",
}
OF_NUMBERS = {  # what refuses truth values
    "add": "{0} + {1}",
    "subtract": "{0} - {1}",
    "negative": "-{0}",
    "abs": "abs({0})",
}
OF_REALS = {
    "relu_grad": "{0} * ({1} > 0)",
    "cast": "{0}.astype({dtype}.numpy)",
}


def written_out(instructions: list[_Instruction], kept: Collection[int]) -> list[_Instruction]:
    """Give each its `text`, and the attributes that are `plain`: sizes handed on as the tuple that the op wants."""
    users: dict[
        int, list[tuple[_Instruction, str]]
    ] = {}  # of a tensor -> (instruction, the attribute, or "" for an input)
    for instruction in instructions:
        for key, value in [*[("", t) for t in instruction.inputs], *instruction.attrs.items()]:
            if isinstance(value, SymbolicTensor):
                users.setdefault(id(value), []).append((instruction, key))
    for instruction in instructions:
        instruction.text = _text(instruction)
        if instruction.operation.name == "const" and id(instruction.outputs[0]) not in kept:
            instruction.attrs = {"value": _number(instruction.attrs["value"])}
        if (
            instruction.operation.name == "shape"
            and _is_forward(instruction)
            and id(instruction.outputs[0]) not in kept
        ):
            found = users.get(id(instruction.outputs[0]), ())
            if all(user.operation.attrs.get(key) is Shape for user, key in found):
                instruction.text = "{0}.shape"
                for user, key in found:
                    user.plain |= {key}
    return instructions


def _text(instruction: Instruction) -> str | None:
    """The expression of a instruction, None where it has none."""
    name = instruction.operation.name
    if not _is_forward(instruction) or len(instruction.outputs) != 1:
        return None
    if name == "matmul":
        return _product(instruction)
    given = [t.dtype for t in instruction.inputs if t is not None]
    if any(isinstance(d, ListType) for d in given):
        return None
    if all(d.is_floating or d.is_integer for d in given) and name in OF_REALS:
        return OF_REALS[name]
    if all(d.is_floating or d.is_integer or d.is_complex for d in given) and name in OF_NUMBERS:
        return OF_NUMBERS[name]
    return ANY.get(name)


def _number(value: Any) -> Any:
    """An array of one real number as NumPy's scalar, which it computes with thirty times as fast."""
    return value[()] if type(value) is np.ndarray and not value.ndim and value.dtype.char in "fdil" else value


def _product(instruction: Instruction) -> str | None:
    """The expression of a product of two matrices of reals."""
    a, b = instruction.inputs
    if a is None or b is None or a.dtype is not b.dtype or a.dtype not in (dtypes.float32, dtypes.float64):
        return None
    if None in (a._dims, b._dims) or not len(a._dims) == len(b._dims) == 2:  # type: ignore[arg-type]
        return None
    turned = [".T" * bool(instruction.attrs[key]) for key in ("transpose_a", "transpose_b")]
    instruction.attrs = {"product": product}
    return "{{product}}({{0}}{}, {{1}}{})".format(*turned)


def _is_forward(instruction: Instruction) -> bool:
    operation = instruction.operation
    return operation is OPS.get(operation.name) and operation.numpy is operation.forward
