"""What a call of a traced function looks like: its tensors, and a hashable key of everything else."""

import inspect
import weakref
from typing import Any

import numpy as np

from tenfold.core.base import nest
from tenfold.core.base.types import Attrs, Function, Rows, Value
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.core.values.variable import Variable
from tenfold.ops.structures import nest_walks
from tenfold.ops.structures.specs import TensorSpec, TypeSpec, is_tensor, type_spec_from_value

PLAIN = (type(None), bool, int, float, complex, str, bytes)


class Signature:
    """The parameters of a Python function, and the TensorSpecs that its author declared (`input_signature`)."""

    def __init__(self, function: Function, input_signature: Rows | None = None, skip: int = 0) -> None:
        self.function, self.declared = function, input_signature
        self.python = inspect.signature(function)
        self.skip = skip  # leading arguments (self) that a declared signature does not mention

    def bind(self, args: Rows, kwargs: Attrs) -> tuple[Rows, Attrs]:
        """(args, kwargs) in one form: defaults filled in, keywords made positional where they can be."""
        try:
            bound = self.python.bind(*args, **kwargs)
        except TypeError as e:
            raise TypeError(self.refusal(e, args, kwargs)) from None
        bound.apply_defaults()
        args, kwargs = bound.args, bound.kwargs
        if self.declared is not None:
            args = self._cast(args, kwargs)
        return args, kwargs

    def described(self, args: Rows, kwargs: Attrs) -> tuple[Any, Any]:
        """What a trace for these (bound) arguments is made of: the declared specs, else the arguments, composite
        tensors by their specs."""
        if self.declared is not None:
            args = (*args[: self.skip], *self.declared, *args[self.skip + len(self.declared) :])
        if len(nest.flatten((args, kwargs))) == len(leaves((args, kwargs))):
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

    def names(self, args: Rows, kwargs: Attrs) -> list[str]:
        """A name per leaf, from the parameter that it came in."""
        parameters = [p for p in self.python.parameters.values() if p.kind is not p.VAR_KEYWORD]
        out = []
        for i, a in enumerate(args):
            p = parameters[min(i, len(parameters) - 1)] if parameters else None
            out += [p.name if p is not None and p.kind is not p.VAR_POSITIONAL else f"args_{i}"] * len(leaves(a))
        for key in sorted(kwargs):
            out += [key] * len(leaves(kwargs[key]))
        return out


def leaves(structure: Value) -> list[Any]:
    return nest.flatten(structure, expand_composites=True)


def check_composite(spec: Value, value: Value) -> None:
    """Raise a TypeError where `spec` is a composite tensor's and `value` is not of that type."""
    if isinstance(spec, TypeSpec) and not isinstance(spec, TensorSpec):
        if not spec.is_compatible_with(value) or len(leaves(value)) != len(leaves(spec)):
            raise TypeError(f"Can not cast {type_spec_from_value(value, None) or repr(value)} to {spec}")


def _described(value: Value) -> Value:
    """A composite tensor by its spec: the lengths of its parts differ from call to call."""
    parts = leaves(value)
    return value if parts and parts[0] is value or not is_tensor(value) else type_spec_from_value(value)


def as_leaf(value: Value) -> Value:
    """NumPy values become tensors; anything else stays what it is."""
    return convert(value) if isinstance(value, (np.ndarray, np.generic)) else value


def key_of(flat: Rows, forget: Function) -> tuple[Any, ...]:
    """A hashable key of leaves: dtype and shape of tensors, the value (or identity) of anything else."""
    return tuple([leaf_key(v, forget) for v in flat])


def leaf_key(value: Value, forget: Function) -> Any:
    if isinstance(value, Tensor):
        return value.dtype, value._dims
    if isinstance(value, PLAIN):
        return type(value), value
    if isinstance(value, TensorSpec):
        return value.dtype, value.shape._dims
    return Same(value, forget)


class Same:
    """Key of an object: equal to that of an equal object, held weakly where Python can.

    `forget(key)` is called when the object is gone.
    """

    __slots__ = ("hash", "ref", "__weakref__")

    def __init__(self, value: Value, forget: Function) -> None:
        try:
            self.hash = id(value) if isinstance(value, Variable) else hash(value)
        except TypeError:
            self.hash = id(value)
        try:
            me = weakref.ref(self)
            self.ref: Function = weakref.ref(value, lambda _: forget(me()))
        except TypeError:
            self.ref = lambda: value

    def __hash__(self) -> int:
        return self.hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if type(other) is not Same or self.hash != other.hash:
            return False
        a, b = self.ref(), other.ref()
        if a is b:
            return a is not None
        return a is not None and b is not None and not isinstance(a, Variable) and self.hash != id(a) and bool(a == b)


def outline(structure: Value) -> Any:
    """A hashable picture of how a structure nests."""
    if isinstance(structure, (list, tuple, dict)) and nest.is_nested(structure):
        keys = tuple(sorted(structure)) if isinstance(structure, dict) else None
        children = [structure[k] for k in keys] if keys is not None else structure
        return type(structure), keys, tuple([None if type(c) is np.ndarray else outline(c) for c in children])
    parts = leaves(structure)
    if len(parts) == 1 and parts[0] is structure:
        return None
    return type(structure), len(parts), getattr(structure, "beyond_components", None)
