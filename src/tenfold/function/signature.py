"""What a call of a traced function looks like: its parameters, and what each of its leaves is called."""

import inspect
from typing import Any

import numpy as np

from tenfold.core.base import nest
from tenfold.core.base.types import Attrs, Function, Rows, Value
from tenfold.core.values.convert import convert
from tenfold.core.values.variable import Variable
from tenfold.function.keys import leaves
from tenfold.ops.structures import nest_walks
from tenfold.ops.structures.specs import TensorSpec, TypeSpec, has_spec, type_spec_from_value


class Signature:
    """The parameters of a Python function, and the TensorSpecs that its author declared (`input_signature`)."""

    def __init__(self, function: Function, input_signature: Rows | None = None, skip: int = 0) -> None:
        self.function, self.declared = function, input_signature
        for spec in nest.flatten(input_signature) if input_signature is not None else ():
            if not isinstance(spec, (TypeSpec, Variable)):
                raise TypeError(f"input_signature must be a sequence of TensorSpecs, in structures; received {spec!r}.")
        self.python = inspect.signature(function)
        self.skip = skip  # leading arguments (self) that a declared signature does not mention

    def bind(self, args: Rows, kwargs: Attrs) -> tuple[Rows, Attrs]:
        """(args, kwargs) in one form: defaults filled in, keywords made positional where they can be."""
        try:
            bound = self.python.bind(*args, **kwargs)
        except TypeError as e:
            raise TypeError(self.refusal(e, args, kwargs)) from None
        given = dict(bound.arguments)
        bound.apply_defaults()
        args, kwargs = bound.args, bound.kwargs
        if self.declared is not None:
            self._check_declared(given, args, kwargs)
            args = self._cast(args, kwargs)
        return args, kwargs

    def _check_declared(self, given: dict[str, Any], args: Rows, kwargs: Attrs) -> None:
        """An argument that a declared signature does not mention keeps its default, or is given as that."""
        end = self.skip + len(self.declared or ())
        known = list(self.python.parameters)[:end]
        for p in self.python.parameters.values():
            error = None
            if p.name not in given or p.name in known and p.kind is not p.VAR_POSITIONAL:
                continue
            if p.kind is p.VAR_POSITIONAL:
                error = "too many positional arguments" if len(args) > end else None
            elif p.default is p.empty:
                error = f"got an argument that input_signature does not mention: '{p.name}'"
            elif not _is_default(given[p.name], p.default):
                error = (
                    f"Can not cast {given[p.name]!r} to Literal[{p.default!r}]: input_signature does not mention "
                    f"'{p.name}', so that it keeps its default"
                )
            if error is not None:
                raise TypeError(self.refusal(TypeError(error), args[self.skip :], kwargs))

    def described(self, args: Rows, kwargs: Attrs) -> tuple[Any, Any]:
        """What a trace for these (bound) arguments is made of: the declared specs, else the arguments, composite
        tensors by their specs."""
        if self.declared is not None:
            args = (*args[: self.skip], *self.declared, *args[self.skip + len(self.declared) :])
        if not any(map(nest.is_composite, nest.flatten((args, kwargs)))):
            return args, kwargs
        return nest.map_structure(_described, (args, kwargs))

    def _cast(self, args: Rows, kwargs: Attrs) -> Rows:
        """Arguments as tensors of the declared dtypes."""
        declared = list(self.declared or ())
        end = self.skip + len(declared)
        head, given, tail = args[: self.skip], args[self.skip : end], args[end:]
        try:
            parts = nest_walks.flatten_up_to(declared, list(given), check_types=False)
            cast = [self._fit(v, s) for v, s in zip(parts, nest.flatten(declared))]
        except (TypeError, ValueError) as e:
            raise TypeError(self.refusal(e, args[self.skip :], kwargs)) from None
        return (*head, *nest.pack_sequence_as(declared, cast), *tail)

    @staticmethod
    def _fit(value: Value, spec: Value) -> Value:
        if isinstance(value, TypeSpec):
            return value
        if not isinstance(spec, TensorSpec):
            check_composite(spec, value)
            return value
        if isinstance(value, (np.ndarray, np.generic)):
            value = convert(value, spec.dtype)
        tensor = convert(value, partner=spec.dtype)
        if tensor.dtype != spec.dtype or not spec.shape.is_compatible_with(tensor.shape):
            raise TypeError(
                f"Can not cast TensorSpec(shape={tensor.shape}, dtype={tensor.dtype!r}, name=None) to {spec}"
            )
        return tensor

    def refusal(self, error: Exception, args: Rows, kwargs: Attrs) -> str:
        return (
            f"Binding inputs to tf.function failed due to `{error}`. Received args: {args} and kwargs: {kwargs} "
            "for signature: "
            f"{self.describe()}."
        )

    def describe(self) -> str:
        declared = iter(self.declared or ())
        names = []
        for i, p in enumerate(self.python.parameters.values()):
            spec = next(declared, None) if i >= self.skip else None
            names.append(f"{p.name}: {spec}" if spec is not None else str(p.replace(annotation=p.empty)))
        return f"({', '.join(names)})"

    def names(self, args: Rows, kwargs: Attrs) -> list[tuple[str, str]]:
        """Per leaf the parameter that it came in, and its path from there: ("d", "d_a_0") for d["a"][0]."""
        out = []
        for i, a in enumerate(args):
            name = self._name_of(i)
            out += [(name, path) for path in _paths(a, name)]
        for key in sorted(kwargs):
            out += [(key, path) for path in _paths(kwargs[key], key)]
        return out

    def positional_names(self) -> list[str]:
        """The names of what may be given by position, without the object of a method and `*rest`."""
        return [p.name for p in self.python.parameters.values() if p.kind in _POSITIONAL[:2]][self.skip :]

    def _name_of(self, index: int) -> str:
        """The name of positional argument number `index`: those of `*rest` are rest_0, rest_1, ..."""
        positional = [p for p in self.python.parameters.values() if p.kind in _POSITIONAL]
        if index < len(positional) and positional[index].kind is not inspect.Parameter.VAR_POSITIONAL:
            return positional[index].name
        last = positional[-1].name if positional else "args"
        return f"{last}_{index - len(positional) + 1}"


_POSITIONAL = (
    inspect.Parameter.POSITIONAL_ONLY,
    inspect.Parameter.POSITIONAL_OR_KEYWORD,
    inspect.Parameter.VAR_POSITIONAL,
)


def _is_default(value: Value, default: Value) -> bool:
    """Whether an argument is the Python value that its parameter has anyway: equal counts, a tensor does not."""
    return value is default or not has_spec(value) and type(value) is not np.ndarray and bool(value == default)


def _paths(value: Value, name: str) -> list[str]:
    """What each leaf of an argument called `name` is called, composite tensors in parts."""
    if not nest.is_nested(value):
        return [name] * len(leaves(value))
    kind = nest.kind_of(value, False)
    pairs = zip(nest.keys_of(value, kind), nest.children_of(value, kind))
    return [path for key, child in pairs for path in _paths(child, f"{name}_{_cleaned(str(key))}")]


def _cleaned(name: str) -> str:
    return "".join([c if c.isalnum() else "_" for c in name])


def check_composite(spec: Value, value: Value) -> None:
    """Raise a TypeError where `spec` is a composite tensor's and `value` is not of that type."""
    if isinstance(spec, TypeSpec) and not isinstance(spec, TensorSpec):
        if not spec.is_compatible_with(value) or len(leaves(value)) != len(leaves(spec)):
            raise TypeError(f"Can not cast {type_spec_from_value(value, None) or repr(value)} to {spec}")


def _described(value: Value) -> Value:
    """A composite tensor by its spec: the lengths of its parts differ from call to call."""
    parts = leaves(value)
    if parts and parts[0] is value or not has_spec(value):
        return value
    spec = type_spec_from_value(value)
    return spec if nest.is_composite(spec) else value  # a TensorArray's spec says nothing of its parts


def as_leaf(value: Value) -> Value:
    """NumPy values become tensors; anything else stays what it is."""
    return convert(value) if isinstance(value, (np.ndarray, np.generic)) else value
