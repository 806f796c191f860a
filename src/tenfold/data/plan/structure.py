"""How elements nest: tuples, named tuples, dictionaries and attrs classes. A list is one tensor, as in TensorFlow.

An element that runs through a plan is a tuple of its leaves, in the order of `nest.flatten`: NumPy arrays for tensors,
composite tensors, datasets and None as they are. Its structure is put around it where a user's function, or loop, gets
it.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from tenfold.core.base import errors, nest
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.ops.structures.specs import NoneTensorSpec, TensorSpec, TypeSpec, has_spec, type_spec_from_value

Element: TypeAlias = "tuple[Any, ...]"
Structure: TypeAlias = Any  # of specs, or of values


def is_level(value: Any) -> bool:
    """Whether `value` is a structure around others, and no leaf."""
    if isinstance(value, tuple):
        return True
    return nest.is_nested(value) and nest.kind_of(value, False) in (nest.MAPPING, nest.ATTRS, nest.CUSTOM)


def map_leaves(function: Callable[[Any], Any], value: Structure) -> Structure:
    """`value` with `function` of each leaf, lists being leaves."""
    if not is_level(value):
        return function(value)
    kind = nest.kind_of(value, False)
    return nest._rebuild(value, kind, [map_leaves(function, child) for child in nest.children_of(value, kind)])


def up_to(shallow: Structure, value: Any) -> list[Any]:
    """What stands in `value` where `shallow` has leaves.

    Raises:
      TypeError, ValueError: it has not the levels of `shallow`.
    """
    if not is_level(shallow):
        return [value]
    kind = nest.kind_of(shallow, False)
    if isinstance(shallow, tuple):
        if not isinstance(value, tuple):
            raise TypeError(f"expected a tuple, received {type(value).__name__}")
        if len(value) != len(shallow):
            raise ValueError(
                "The two structures don't have the same sequence length. Input structure has length "
                f"{len(value)}, while shallow structure has length {len(shallow)}."
            )
    elif not is_level(value) or nest.kind_of(value, False) != kind:
        raise TypeError(f"expected a {type(shallow).__name__}, received {type(value).__name__}")
    elif list(nest.keys_of(shallow, kind)) != list(nest.keys_of(value, kind)):
        raise ValueError(f"expected keys {list(nest.keys_of(shallow, kind))}")
    below = zip(nest.children_of(shallow, kind), nest.children_of(value, nest.kind_of(value, False)))
    return [leaf for s, v in below for leaf in up_to(s, v)]


def leaves(value: Structure) -> list[Any]:
    """The leaves of a structure, lists being leaves."""
    found: list[Any] = []
    map_leaves(found.append, value)
    return found


def normalized(value: Structure) -> Structure:
    """`value` with tensors as its leaves, but for what else may be one: composite tensors, datasets, None.

    Raises:
      TypeError, ValueError: a leaf of which there is no tensor.
    """
    return map_leaves(_leaf, value)


def _leaf(value: Any) -> Any:
    if value is None or isinstance(value, Tensor) or hasattr(value, "element_spec"):
        return value
    if has_spec(value) and nest.is_composite(value):
        return value
    return convert(value)


def spec_of(value: Structure) -> Structure:
    """The structure of specs of a normalized value."""
    return map_leaves(leaf_spec, value)


def with_tensors(spec: Structure, what: str) -> Structure:
    """`spec`, which must have a leaf that is not None: InvalidArgumentError else, which begins with `what`."""
    if all(isinstance(s, NoneTensorSpec) for s in nest.flatten(spec)):
        raise errors.InvalidArgumentError(f"{what}, in which there is no tensor: elements need at least one.")
    return spec


def leaf_spec(value: Any) -> TypeSpec:
    """The spec of one leaf, without a name."""
    if isinstance(value, Tensor):
        return TensorSpec(value.shape, value.dtype)
    return type_spec_from_value(value)


def as_spec(structure: Structure) -> Structure:
    """A structure of specs from what callers give for one: specs, tensors, shapes that a TensorSpec would take."""
    return map_leaves(_as_spec, structure)


def _as_spec(leaf: Any) -> TypeSpec:
    if leaf is None:
        return NoneTensorSpec()
    return leaf if isinstance(leaf, TypeSpec) else leaf_spec(_leaf(leaf))


def as_element(value: Structure) -> Element:
    """The leaves of a normalized eager value."""
    return tuple([v._array if isinstance(v, Tensor) else v for v in nest.flatten(value)])


def packer(spec: Structure) -> Callable[[Element], Any]:
    """A function that puts the structure of `spec` around the leaves of an element, arrays as tensors."""
    leaves = nest.flatten(spec)
    if not all(type(s) is TensorSpec for s in leaves):
        return lambda element: nest.pack_sequence_as(spec, [as_value(v) for v in element])
    if leaves and leaves[0] is spec:
        return lambda element: Tensor(element[0])
    if type(spec) is tuple and all(not is_level(s) for s in spec):
        return lambda element: tuple([Tensor(v) for v in element])
    return lambda element: nest.pack_sequence_as(spec, [Tensor(v) for v in element])


def as_value(leaf: Any) -> Any:
    """A leaf of a running element as users see it."""
    return Tensor(leaf) if isinstance(leaf, (np.ndarray, np.generic)) else leaf
