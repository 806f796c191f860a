"""How signatures of traced functions print, as TensorFlow's do."""

import inspect
from typing import Any

from tenfold.core.base import nest
from tenfold.core.base.types import Attrs, Rows, Value
from tenfold.core.values.tensor import Tensor
from tenfold.ops.structures.specs import TensorSpec, TypeSpec, type_spec_from_value

Parameter = tuple[str, str, str]  # name, kind, type


def type_text(value: Value) -> str:
    """The type of an argument or result: List[TensorSpec(...), Literal[2]]."""
    if isinstance(value, TypeSpec):
        if type(value) is TensorSpec:  # of an argument: by the name that its author gave it, if any
            value = TensorSpec(value.shape, value.dtype, value.name_in_print)
        return repr(value)
    if isinstance(value, Tensor):
        return repr(TensorSpec(value.shape, value.dtype))
    if nest.is_composite(value):
        return repr(type_spec_from_value(value))
    if nest.is_nested(value):
        return _structure_text(value)
    return f"Literal[{value!r}]"


def _structure_text(value: Value) -> str:
    kind = nest.kind_of(value, False)
    children = [type_text(v) for v in nest.children_of(value, kind)]
    if isinstance(value, dict):
        named = dict(zip(nest.keys_of(value, kind), children))
        return f"Dict[{', '.join([f'[{key!r}, {named[key]}]' for key in value])}]"
    if hasattr(value, "_fields"):
        pairs = [f"[{key!r}, {text}]" for key, text in zip(value._fields, children)]
        return f"{type(value).__name__}[{', '.join(pairs)}]"
    known = "List" if isinstance(value, list) else "Tuple" if isinstance(value, tuple) else type(value).__name__
    return f"{known}[{', '.join(children)}]"


def parameters(python: inspect.Signature, skip: int, args: Rows, kwargs: Attrs) -> list[Parameter]:
    """(name, kind, type) of each argument of a trace; those of `*rest` one by one."""
    known = [p for p in python.parameters.values() if p.kind not in (p.KEYWORD_ONLY, p.VAR_KEYWORD)][skip:]
    several = next((p.name for p in known if p.kind is p.VAR_POSITIONAL), None)
    count = len(known) - (several is not None)
    found = []
    for i, value in enumerate(args):
        name = known[i].name if i < count else f"{several}_{i - count}"
        kind = "POSITIONAL_ONLY" if several is not None and len(args) > count else known[min(i, count - 1)].kind.name
        found.append((name, kind, type_text(value)))
    order = [k for k in python.parameters if k in kwargs]
    for key in [*order, *[k for k in kwargs if k not in order]]:
        found.append((key, "KEYWORD_ONLY", type_text(kwargs[key])))
    return found


def one_line(found: list[Parameter], result: Value) -> str:
    """ "(a: TensorSpec(...), *, k: Literal[1]) -> TensorSpec(...)"."""
    words, before = [], ""
    for name, kind, text in found:
        if before == "POSITIONAL_ONLY" and kind != before:
            words.append("/")
        if kind == "KEYWORD_ONLY" and before != kind:
            words.append("*")
        words.append(f"{name}: {text}")
        before = kind
    if before == "POSITIONAL_ONLY":
        words.append("/")
    return f"({', '.join(words)}) -> {type_text(result)}"


def many_lines(found: list[Parameter], result: Value, captures: list[Any]) -> str:
    """The same with a line an argument, and what the trace has captured."""
    lines = ["Input Parameters:"]
    lines += [f"  {name} ({kind}): {text}" for name, kind, text in found] or ["  None"]
    lines += ["Output Type:", f"  {type_text(result)}", "Captures:"]
    lines += [f"  {id(c)}: {_captured_text(c)}" for c in captures] or ["  None"]
    return "\n".join(lines)


def _captured_text(value: Value) -> str:
    if isinstance(value, Tensor):
        return type_text(value)
    return "TensorSpec(shape=(), dtype=tf.resource, name=None)"


class FunctionType:
    """The type of a trace: its parameters and its result. Prints as TensorFlow's."""

    def __init__(self, parameters: list[Parameter], output: Value) -> None:
        self.kinds, self.output = parameters, output

    def __str__(self) -> str:
        return one_line(self.kinds, self.output)

    __repr__ = __str__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FunctionType) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))
