"""Fields of extension types: which annotations there are, and what values fit them."""

import inspect
import types
import typing
from collections.abc import Mapping

from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.shapes import TensorShape
from tenfold.core.values.tensor import Tensor
from tenfold.ops.structures.specs import _SPEC_OF, TensorSpec, TypeSpec

PLAIN = (int, float, str, bytes, bool, type(None))
RESERVED = ("self", "Spec")


class ImmutableDict(Mapping):
    """A dictionary that stays as it was made."""

    def __init__(self, *args, **kwargs):
        self._dict = dict(*args, **kwargs)

    def __getitem__(self, key):
        return self._dict[key]

    def __iter__(self):
        return iter(self._dict)

    def __len__(self):
        return len(self._dict)

    def __hash__(self):
        return hash(tuple(sorted(self._dict)))

    def __repr__(self):
        return f"ImmutableDict({self._dict})"


def check_annotation(kind):
    """Raise a TypeError where fields cannot have this annotation."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if isinstance(kind, (str, typing.ForwardRef)) or kind is Ellipsis:
        return
    if origin in (typing.Union, types.UnionType) or origin is tuple and inner:
        for part in inner:
            check_annotation(part)
    elif origin is Mapping and len(inner) == 2:
        check_annotation(inner[1])
    elif not _is_field_class(kind):
        shown = kind.__name__ if isinstance(kind, type) else kind
        raise TypeError(f"Unsupported type annotation {shown!r}")


def _is_field_class(kind):
    if not isinstance(kind, type):
        return False
    is_value = kind in (Tensor, TensorShape, dtypes.DType) or kind in PLAIN
    return is_value or hasattr(kind, "_tf_fields") or kind in _SPEC_OF and kind.__name__ in _COMPOSITES


_COMPOSITES = ("RaggedTensor", "SparseTensor", "IndexedSlices")


def fitted(value, kind, path, of_spec=False):
    """`value` as a field of type `kind`: tensors converted, sequences as tuples.

    Args:
      path: what errors call it: "x[0]".
      of_spec: whether it is a field of a spec, where TypeSpecs stand for tensors.

    Raises:
      TypeError: it does not fit.
    """
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return _fitted_union(value, inner, path, of_spec, kind)
    if origin is tuple:
        return _fitted_tuple(value, inner, path, of_spec)
    if origin is Mapping:
        if not isinstance(value, Mapping):
            raise TypeError(f"{path}: expected mapping, got {type(value).__name__!r}")
        return ImmutableDict(
            {
                fitted(k, inner[0], f"{path}.keys()", of_spec): fitted(v, inner[1], f"{path}[{k!r}]", of_spec)
                for k, v in value.items()
            }
        )
    if kind is Tensor:
        return _fitted_tensor(value, path, of_spec)
    if kind is TensorShape:
        return _made(TensorShape, value, path, "TensorShape")
    if kind is dtypes.DType:
        return _made(dtypes.as_dtype, value, path, "DType")
    return _fitted_class(value, kind, path, of_spec)


def _fitted_class(value, kind, path, of_spec):
    is_plain = kind in PLAIN
    if of_spec and not is_plain:
        fits = isinstance(value, TypeSpec) and isinstance(value.value_type, type) and issubclass(value.value_type, kind)
    else:
        fits = isinstance(value, kind)
    if not fits:
        raise TypeError(f"{path}: expected {kind.__name__!r}, got {type(value).__name__!r}")
    return value


def _fitted_tensor(value, path, of_spec):
    if of_spec:
        if not isinstance(value, TensorSpec):
            raise TypeError(f"{path}: expected a TensorSpec, got {type(value).__name__!r}")
        return value
    try:
        return convert(value)
    except (TypeError, ValueError):
        raise TypeError(f"{path}: expected a Tensor, got {type(value).__name__!r}") from None


def _made(make, value, path, name):
    try:
        return make(value)
    except (TypeError, ValueError):
        raise TypeError(f"{path}: expected {name}, got {value!r}") from None


def _fitted_union(value, kinds, path, of_spec, union):
    exact = [k for k in kinds if isinstance(k, type) and isinstance(value, k) and not (k is int and value is True)]
    for kind in exact or kinds:
        try:
            return fitted(value, kind, path, of_spec)
        except TypeError:
            continue
    raise TypeError(f"{path}: expected {union}, got {type(value).__name__!r}")


def _fitted_tuple(value, kinds, path, of_spec):
    if not isinstance(value, (tuple, list)):
        raise TypeError(f"{path}: expected tuple, got {type(value).__name__!r}")
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        kinds = [kinds[0]] * len(value)
    if len(kinds) != len(value):
        raise TypeError(f"{path}: expected tuple with length {len(kinds)}, got {value!r}")
    return tuple([fitted(v, k, f"{path}[{i}]", of_spec) for i, (v, k) in enumerate(zip(value, kinds))])


def constructor_signature(fields, with_defaults=True):
    """How the constructor is called: in order; what has no default and stands after one that has, by keyword."""
    parameters, kind = [], inspect.Parameter.POSITIONAL_OR_KEYWORD
    for name, (annotation, default) in fields.items():
        has_default = with_defaults and default is not inspect.Parameter.empty
        if not has_default and any(p.default is not p.empty for p in parameters):
            kind = inspect.Parameter.KEYWORD_ONLY
        parameters.append(
            inspect.Parameter(
                name, kind, default=default if has_default else inspect.Parameter.empty, annotation=annotation
            )
        )
    return inspect.Signature(parameters)
