"""Steps that are one expression: a plan holds it instead of a call of the op's forward, which is that expression too.

A kernel is not passed by: where one is in force, the step calls it (and `Executable` asks again when that changes).
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from tenfold.core.calls.attrs import Shape
from tenfold.core.calls.op import OPS, Op
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values.dtypes import ListType


class Step(Protocol):
    """What the steps of `gears.passes` are here."""

    operation: Op
    inputs: Sequence[SymbolicTensor | None]
    attrs: Mapping[str, Any]
    outputs: Sequence[SymbolicTensor]
    text: str | None
    plain: frozenset[str]


_Step = TypeVar("_Step", bound=Step)
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


def written_out(steps: list[_Step], kept: Collection[int]) -> list[_Step]:
    """Give steps their `text`, and the attributes that are `plain`: sizes handed on as the tuple that the op wants."""
    users: dict[int, list[tuple[_Step, str]]] = {}  # of a tensor -> (step, the attribute, or "" for an input)
    for step in steps:
        for key, value in [*[("", t) for t in step.inputs], *step.attrs.items()]:
            if isinstance(value, SymbolicTensor):
                users.setdefault(id(value), []).append((step, key))
    for step in steps:
        step.text = _text(step)
        if step.operation.name == "shape" and _is_forward(step) and id(step.outputs[0]) not in kept:
            found = users.get(id(step.outputs[0]), ())
            if all(user.operation.attrs.get(key) is Shape for user, key in found):
                step.text = "{0}.shape"
                for user, key in found:
                    user.plain |= {key}
    return steps


def _text(step: Step) -> str | None:
    """The expression of a step, None where it has none."""
    name = step.operation.name
    if not _is_forward(step) or len(step.outputs) != 1:
        return None
    dtypes = [t.dtype for t in step.inputs if t is not None]
    if any(isinstance(d, ListType) for d in dtypes):
        return None
    if all(d.is_floating or d.is_integer for d in dtypes) and name in OF_REALS:
        return OF_REALS[name]
    if all(d.is_floating or d.is_integer or d.is_complex for d in dtypes) and name in OF_NUMBERS:
        return OF_NUMBERS[name]
    return ANY.get(name)


def _is_forward(step: Step) -> bool:
    operation = step.operation
    return operation is OPS.get(operation.name) and operation.numpy is operation.forward
