"""More walks through nested structures: as far as a shallower one goes, or with the way to each leaf.

Programs find them in `tensorflow.python.util.nest`.
"""

from tenfold.core.base.nest import (
    LEAF,
    MAPPING,
    assert_same_structure,
    children_of,
    flatten,
    keys_of,
    kind_of,
    pack_sequence_as,
    same_type,
)


def assert_shallow_structure(shallow_tree, input_tree, check_types=True, expand_composites=False):
    """Raises unless `input_tree` nests at least as `shallow_tree` does. Errors as `flatten_up_to`."""
    flatten_up_to(shallow_tree, input_tree, check_types, expand_composites)


def flatten_up_to(shallow_tree, input_tree, check_types=True, expand_composites=False):
    """The parts of `input_tree` that stand where `shallow_tree` has its leaves, as a list.

    Raises:
      TypeError: `input_tree` is a leaf where `shallow_tree` is nested, or types differ while `check_types` is true.
      ValueError: lengths differ, or a key of `shallow_tree` is missing.
    """
    parts = []
    _collect_up_to(shallow_tree, input_tree, check_types, expand_composites, parts)
    return parts


def _collect_up_to(shallow, tree, check_types, expand, parts):
    kind = kind_of(shallow, expand)
    if kind == LEAF:
        parts.append(tree)
        return
    for child, part in zip(children_of(shallow, kind), _aligned(shallow, tree, kind, check_types, expand), strict=True):
        _collect_up_to(child, part, check_types, expand, parts)


def _aligned(shallow, tree, kind, check_types, expand):
    """The children of `tree` beside those of `shallow`, after checking that they match."""
    tree_kind = kind_of(tree, expand)
    if tree_kind == LEAF:
        raise TypeError(
            f"If shallow structure is a sequence, input must also be a sequence. Input has type: {type(tree)}."
        )
    if check_types and not same_type(shallow, tree, kind, tree_kind):
        raise TypeError(
            f"The two structures don't have the same sequence type. Input structure has type {type(tree)}, "
            f"while shallow structure has type {type(shallow)}."
        )
    parts, count = list(children_of(tree, tree_kind)), len(list(children_of(shallow, kind)))
    if len(parts) != count:
        raise ValueError(
            f"The two structures don't have the same sequence length. Input structure has length {len(parts)}, "
            f"while shallow structure has length {count}."
        )
    if kind == MAPPING and tree_kind == MAPPING:
        missing = [key for key in shallow if key not in tree]
        if missing:
            raise ValueError(
                "The shallow_tree's keys are not a subset of the input_tree's keys. The shallow_tree has the following "
                f"keys that are not in the input_tree: {missing}."
            )
    return parts


def map_structure_up_to(shallow_tree, func, *inputs, check_types=True, expand_composites=False):
    """A structure like `shallow_tree`, each leaf `func` of the parts of `inputs` there. Errors as `flatten_up_to`."""
    if not inputs:
        raise ValueError("Cannot map over no sequences")
    columns = [flatten_up_to(shallow_tree, tree, check_types, expand_composites) for tree in inputs]
    results = [func(*parts) for parts in zip(*columns, strict=True)]
    return pack_sequence_as(shallow_tree, results, expand_composites)


def flatten_with_path(structure, expand_composites=False):
    """A list of `(path, leaf)`; a path is a tuple of keys, field names and indices, `()` for a lone leaf."""
    kind = kind_of(structure, expand_composites)
    if kind == LEAF:
        return [((), structure)]
    return [
        ((key, *path), leaf)
        for key, child in zip(keys_of(structure, kind), children_of(structure, kind), strict=True)
        for path, leaf in flatten_with_path(child, expand_composites)
    ]


def flatten_with_joined_string_paths(structure, separator="/", expand_composites=False):
    """A list of `(path, leaf)`; a path is a string, its keys joined by `separator`."""
    paths = flatten_with_path(structure, expand_composites)
    return [(separator.join(map(str, path)), leaf) for path, leaf in paths]


def map_structure_with_path(func, structure, *others, check_types=True, expand_composites=False):
    """As `map_structure`, with the path of each leaf as the first argument of `func`."""
    for other in others:
        assert_same_structure(structure, other, check_types, expand_composites)
    columns = [flatten(other, expand_composites) for other in others]
    with_path = flatten_with_path(structure, expand_composites)
    results = [func(path, leaf, *leaves) for (path, leaf), *leaves in zip(with_path, *columns, strict=True)]
    return pack_sequence_as(structure, results, expand_composites)
