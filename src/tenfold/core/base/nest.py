"""Nested structures: lists, tuples, named tuples, dictionaries, attrs classes, down to their leaves.

Dictionaries are walked in the order of their sorted keys. `None`, strings, sets and tensors are leaves, and so are
composite tensors (`register_composite`) unless `expand_composites=True`. A class that defines
`__tf_flatten__(self) -> (metadata, components)` and the classmethod `__tf_unflatten__(metadata, components)` is a
structure too.
"""

from collections import defaultdict
from collections.abc import Mapping, MappingView, MutableMapping, Sequence

from tenfold.core.base.types import Any, Function, Iterable, Iterator, Value

LEAF, SEQUENCE, VIEW, NAMEDTUPLE, MAPPING, ATTRS, CUSTOM, COMPOSITE = range(8)

# The kind of every class met so far: walking a structure then costs one look-up a node.
_KINDS: dict[type, int] = {list: SEQUENCE, tuple: SEQUENCE, dict: MAPPING}
_COMPOSITES: dict[type, tuple] = {}


def register_composite(cls: type, flatten: Function, unflatten: Function) -> None:
    """Makes `cls` a composite tensor.

    `flatten(value)` lists its component tensors; `unflatten(value, tensors)` makes one like `value` of others.
    """
    _COMPOSITES[cls] = flatten, unflatten
    _KINDS[cls] = COMPOSITE


def is_composite(value: Value) -> bool:
    """True for a composite tensor: one leaf, unless composites are expanded."""
    return _KINDS.get(type(value)) == COMPOSITE


def is_nested(structure: Value) -> bool:
    """True for a list, tuple, dictionary, ...; False for a leaf (a string, a set, an array or a tensor among them)."""
    kind = _KINDS.get(type(structure), COMPOSITE)
    return (kind_of(structure, False) if kind == COMPOSITE else kind) != LEAF


def flatten(structure: Value, expand_composites: bool = False) -> list[Any]:
    """The leaves of `structure` as a list; `[structure]` if it is a leaf itself.

    Raises:
      TypeError: a dictionary's keys cannot be sorted.
    """
    if _KINDS.get(type(structure)) == LEAF or (kind := kind_of(structure, expand_composites)) == LEAF:
        return [structure]
    leaves: list[Any] = []
    _collect(structure, kind, expand_composites, leaves)
    return leaves


def _collect(structure: Value, kind: int, expand: bool, leaves: list[Any]) -> None:
    for child in structure if kind == SEQUENCE else children_of(structure, kind):
        if _KINDS.get(type(child)) == LEAF or (kind := kind_of(child, expand)) == LEAF:
            leaves.append(child)
        else:
            _collect(child, kind, expand, leaves)


def pack_sequence_as(structure: Value, flat_sequence: Value, expand_composites: bool = False) -> Value:
    """A structure like `structure` whose leaves are `flat_sequence`, in the order of `flatten`.

    Raises:
      TypeError: `flat_sequence` is no sequence.
      ValueError: it has another number of items than `structure` has leaves.
    """
    if not is_nested(flat_sequence):
        raise TypeError(
            f"Attempted to pack value:\n  {flat_sequence}\ninto a structure, but found incompatible type "
            f"`{type(flat_sequence)}` instead."
        )
    if _KINDS.get(type(structure)) == LEAF or (kind := kind_of(structure, expand_composites)) == LEAF:
        if len(flat_sequence) != 1:
            raise ValueError(
                f"The target structure is of type `{type(structure)}`\n  {structure}\nHowever the input is a sequence "
                f"({type(flat_sequence)}) of length {len(flat_sequence)}.\n  {flat_sequence}\n"
                "nest cannot guarantee that it is safe to map one to the other."
            )
        return next(iter(flat_sequence))
    atoms = len(flatten(structure, expand_composites))
    if atoms != len(flat_sequence):
        raise ValueError(
            f"Could not pack sequence. Structure had {atoms} atoms, but flat_sequence had {len(flat_sequence)} items.  "
            f"Structure: {structure}, flat_sequence: {flat_sequence}."
        )
    return _pack(structure, kind, expand_composites, iter(flat_sequence))


def _pack(structure: Value, kind: int, expand: bool, leaves: Iterator[Any]) -> Value:
    packed = []
    for child in structure if kind == SEQUENCE else children_of(structure, kind):
        is_leaf = _KINDS.get(type(child)) == LEAF or (below := kind_of(child, expand)) == LEAF
        packed.append(next(leaves) if is_leaf else _pack(child, below, expand, leaves))
    return _rebuild(structure, kind, packed)


def map_structure(
    func: Function, *structure: Value, check_types: bool = True, expand_composites: bool = False, **unknown: Any
) -> Value:
    """A structure like the first, each leaf `func(leaf, leaf_of_second, ...)`, called in the order of `flatten`.

    Raises:
      TypeError: `func` is not callable, or structures differ in type while `check_types` is true.
      ValueError: no structure, structures that differ in shape, or an unknown keyword.
    """
    if not callable(func):
        raise TypeError(f"func must be callable, got: {func}")
    if not structure:
        raise ValueError("Must provide at least one structure")
    if unknown:
        names = "`, `".join(unknown)
        raise ValueError(f"Only valid keyword arguments are `check_types` and `expand_composites`, not: `{names}`")
    first, *others = structure
    for other in others:
        assert_same_structure(first, other, check_types, expand_composites)
    if _KINDS.get(type(first)) == LEAF or (kind := kind_of(first, expand_composites)) == LEAF:
        return func(*structure)
    columns = [flatten(s, expand_composites) for s in structure]
    results = [func(*leaves) for leaves in zip(*columns, strict=True)]
    return _pack(first, kind, expand_composites, iter(results))


def assert_same_structure(
    nest1: Value, nest2: Value, check_types: bool = True, expand_composites: bool = False
) -> None:
    """Raises unless both structures nest alike.

    With `check_types`, sequences must be of one type (named tuples of one name and the same fields, any two kinds of
    list, any two kinds of dictionary) and dictionaries have the same keys.

    Raises:
      TypeError: types differ.
      ValueError: one is nested where the other is not, or lengths or keys differ.
    """
    difference = _difference(nest1, nest2, check_types, expand_composites)
    if difference:
        error, text = difference
        raise error(
            "The two structures don't have the same nested structure.\n\n"
            f"First structure: {_describe(nest1)}\n\nSecond structure: {_describe(nest2)}\n\n"
            f"More specifically: {text}\n"
            f"Entire first structure:\n{_outline(nest1)}\nEntire second structure:\n{_outline(nest2)}"
        )


def _difference(a: Value, b: Value, check_types: bool, expand: bool) -> tuple[type[Exception], str] | None:
    """What first differs between two structures, as (exception class, sentence); `None` if nothing does."""
    kind_a, kind_b = kind_of(a, expand), kind_of(b, expand)
    if kind_a == LEAF and kind_b == LEAF:
        return None
    if kind_a == LEAF or kind_b == LEAF:
        nested, leaf = (b, a) if kind_a == LEAF else (a, b)
        return ValueError, (
            f'Substructure "{_describe(nested)}" is a sequence, while substructure "{_describe(leaf)}" is not'
        )
    if check_types and not same_type(a, b, kind_a, kind_b):
        return TypeError, (
            f"The two namedtuples don't have the same sequence type. First structure {_describe(a)} has type "
            f"{type(a).__name__}, while second structure {_describe(b)} has type {type(b).__name__}"
        )
    if check_types and kind_a == MAPPING and set(a) != set(b):
        return ValueError, (
            f"The two dictionaries don't have the same set of keys. First structure has keys {_describe(list(a))}, "
            f"while second structure has keys {_describe(list(b))}"
        )
    children_a, children_b = list(children_of(a, kind_a)), list(children_of(b, kind_b))
    if len(children_a) != len(children_b):
        return ValueError, (
            f"The two structures don't have the same number of elements. First structure: {_describe(a)}. "
            f"Second structure: {_describe(b)}"
        )
    pairs = zip(children_a, children_b, strict=True)
    return next(filter(None, (_difference(x, y, check_types, expand) for x, y in pairs)), None)


def same_type(a: Value, b: Value, kind_a: int, kind_b: int) -> bool:
    if type(a) is type(b) or (kind_a == MAPPING and kind_b == MAPPING):
        return True
    if kind_a == NAMEDTUPLE and kind_b == NAMEDTUPLE:
        return type(a).__name__ == type(b).__name__ and a._fields == b._fields
    if kind_a == COMPOSITE and kind_b == COMPOSITE:  # a spec has the structure of what it describes
        return getattr(a, "value_type", type(a)) is getattr(b, "value_type", type(b))
    return isinstance(a, list) and isinstance(b, list)


def _describe(structure: Value) -> str:
    return f"type={type(structure).__name__} str={structure}"


class _Dot:
    def __repr__(self) -> str:
        return "."


def _outline(structure: Value) -> Value:
    """`structure` with a dot for every leaf."""
    return map_structure(lambda _: _Dot(), structure)


# What each kind of structure is made of.


def kind_of(structure: Value, expand: bool) -> int:
    cls = type(structure)
    kind = _KINDS.get(cls)
    if kind is None:
        kind = _KINDS[cls] = _kind_of_class(cls)
    return LEAF if kind == COMPOSITE and not expand else kind


def _kind_of_class(cls: type) -> int:
    composite = next((base for base in cls.__mro__ if base in _COMPOSITES), None)
    if composite:
        _COMPOSITES[cls] = _COMPOSITES[composite]
        return COMPOSITE
    if hasattr(cls, "__tf_flatten__"):
        return CUSTOM
    if hasattr(cls, "__attrs_attrs__"):
        return ATTRS
    if issubclass(cls, tuple) and hasattr(cls, "_fields"):
        return NAMEDTUPLE
    if issubclass(cls, Mapping):
        return MAPPING
    if issubclass(cls, MappingView):
        return VIEW
    return SEQUENCE if issubclass(cls, Sequence) and not issubclass(cls, (str, bytes)) else LEAF


def keys_of(structure: Value, kind: int) -> Iterable[Any]:
    """What leads to each child, in the order of `_children`."""
    if kind == MAPPING:
        return _sorted(structure)
    if kind == NAMEDTUPLE:
        return structure._fields
    if kind == ATTRS:
        return [attribute.name for attribute in structure.__attrs_attrs__]
    return range(len(list(children_of(structure, kind))))


def children_of(structure: Value, kind: int) -> Iterable[Any]:
    if kind == MAPPING:
        return [*map(structure.__getitem__, _sorted(structure))]
    if kind == ATTRS:
        return [getattr(structure, attribute.name) for attribute in structure.__attrs_attrs__]
    if kind == CUSTOM:
        return structure.__tf_flatten__()[1]
    return _COMPOSITES[type(structure)][0](structure) if kind == COMPOSITE else structure


def _sorted(mapping: Mapping[Any, Any]) -> list[Any]:
    try:
        return sorted(mapping)
    except TypeError as error:
        raise TypeError(
            f"{error}: nest walks a dictionary in the order of its sorted keys, but got {list(mapping)}"
        ) from None


def _rebuild(structure: Value, kind: int, children: list[Any]) -> Value:
    """A structure like `structure` with other children, given in the order of `_children`."""
    cls = type(structure)
    if kind == MAPPING:
        values = dict(zip(_sorted(structure), children, strict=True))
        return {**structure, **values} if cls is dict else _rebuild_mapping(structure, values)
    if kind in (NAMEDTUPLE, ATTRS):
        return cls(*children)
    if kind == CUSTOM:
        return cls.__tf_unflatten__(structure.__tf_flatten__()[0], tuple(children))
    if kind == COMPOSITE:
        return _COMPOSITES[cls][1](structure, children)
    return children if cls in (list, range) or kind == VIEW else cls(children)


def _rebuild_mapping(structure: Any, values: dict[Any, Any]) -> Value:
    cls = type(structure)
    if isinstance(structure, MutableMapping):
        result = cls(structure.default_factory) if isinstance(structure, defaultdict) else cls()
        for key in structure:  # keeps the order in which the keys were entered
            result[key] = values[key]
        return result
    return cls({key: values[key] for key in structure})
