"""What a layer owns: variables and layers among its attributes, found when asked for, in order of assignment."""

from tenfold.core.values.variable import Variable

# attributes that hold no children
HIDDEN = frozenset(
    "_inbound_nodes inbound_nodes _losses _callable_losses _symbolic_losses _compiled_trainable "
    "_changes _steps _copied_first _made_with".split()
)


def children(owner, kinds, skip=()):
    """Objects of `kinds` among the attributes of `owner`, also inside lists, tuples and dicts; each once."""
    found, holders = {}, (kinds, list, tuple, dict)  # most attributes are neither, and cost no call
    for name, value in list(vars(owner).items()):
        if isinstance(value, holders) and name not in HIDDEN and name not in skip:
            _collect(value, kinds, holders, found)
    return list(found.values())


def _collect(value, kinds, holders, found):
    if isinstance(value, kinds):
        found.setdefault(id(value), value)
        return
    for part in _by_key(value) if isinstance(value, dict) else value:
        if isinstance(part, holders):
            _collect(part, kinds, holders, found)


def _by_key(mapping):
    """The values in the order of their keys, as Keras lists what dicts hold; as they are where keys have no order."""
    try:
        return [mapping[key] for key in sorted(mapping)]
    except TypeError:
        return list(mapping.values())


def variables(owner, skip=()):
    return children(owner, Variable, skip)


def unique(items):
    """`items` in order, each object once."""
    return list({id(i): i for i in items}.values())
