"""What batching does to values of a program's own types (`tf.experimental.BatchableExtensionType`): to each of their
tensors. See `element_types`."""

from collections.abc import Callable, Sequence
from typing import Any

from tenfold.core.base import nest
from tenfold.core.values.tensor import Tensor
from tenfold.data.plan.element_types import KINDS, Kind, kind
from tenfold.data.plan.structure import as_value
from tenfold.ops.structures.extension_type import ExtensionTypeSpec
from tenfold.ops.structures.specs import TypeSpec


def _parts(value: Any) -> list[Any]:
    """What the fields of a spec, or of a value, hold; arrays for tensors."""
    return [v._array if isinstance(v, Tensor) else v for v in nest.flatten(value._values())]


def _with_parts(like: Any, parts: Sequence[Any]) -> Any:
    return like._with_values(nest.pack_sequence_as(like._values(), [as_value(p) for p in parts]))


def _checked(spec: ExtensionTypeSpec) -> ExtensionTypeSpec:
    if not hasattr(spec, "_tf_batch"):
        raise TypeError(
            f"Elements of type {spec!r} cannot be batched or taken apart: make the class a "
            "tf.experimental.BatchableExtensionType."
        )
    return spec


def _each(change: Callable[[TypeSpec], Any]) -> Callable[..., Any]:
    """A function from a spec to the spec with `change` of what its fields hold."""
    return lambda spec: _with_parts(
        _checked(spec), [change(s) if isinstance(s, TypeSpec) else s for s in nest.flatten(spec._values())]
    )


def _batched(spec: ExtensionTypeSpec, size: int | None) -> Any:
    return _each(lambda s: kind(s).batched(s, size))(spec)


def _stack(spec: ExtensionTypeSpec, leaves: Sequence[Any], where: str) -> Any:
    """Values under each other; what is no tensor is that of the first."""
    columns = zip(*[_parts(leaf) for leaf in leaves])
    found = [
        kind(s).stack(s, column, where) if isinstance(s, TypeSpec) else column[0]
        for s, column in zip(nest.flatten(_checked(spec)._values()), columns)
    ]
    return _with_parts(leaves[0], found)


def _split(spec: ExtensionTypeSpec, leaf: Any) -> Sequence[Any]:
    specs, parts = nest.flatten(_checked(spec)._values()), _parts(leaf)
    rows = {
        i: kind(s).split(s, parts[i]) for i, s in enumerate(specs) if isinstance(s, TypeSpec) and parts[i] is not None
    }
    count = min(map(len, rows.values()), default=0)
    return [
        _with_parts(leaf, [rows[i][n] if i in rows else part for i, part in enumerate(parts)]) for n in range(count)
    ]


def _length(spec: ExtensionTypeSpec) -> int | None:
    known = [kind(s).length(s) for s in nest.flatten(spec._values()) if isinstance(s, TypeSpec)]
    return next((n for n in known if n is not None), None)


KINDS[ExtensionTypeSpec] = Kind(_batched, _each(lambda s: kind(s).rows(s)), _stack, _split, _length)
