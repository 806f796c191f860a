"""What a layer owns: variables and layers among its attributes, found when asked for, in order of assignment."""

from tenfold.core.variable import Variable

# attributes that hold no children
HIDDEN = frozenset(
    "_inbound_nodes inbound_nodes _losses _callable_losses _symbolic_losses _compiled_trainable "
    "_changes _steps _copied_first _made_with".split()
)


def children(owner, kinds, skip=()):
    """Objects of `kinds` among the attributes of `owner`, also inside lists, tuples and dicts; each once."""
    found, seen = [], set()
    for name, value in list(vars(owner).items()):
        if name not in HIDDEN and name not in skip:
            _collect(value, kinds, found, seen)
    return found


def _collect(value, kinds, found, seen):
    if isinstance(value, kinds):
        if id(value) not in seen:
            seen.add(id(value))
            found.append(value)
    elif type(value) in (list, tuple) or isinstance(value, (list, tuple)) and not isinstance(value, str):
        for v in value:
            _collect(v, kinds, found, seen)
    elif isinstance(value, dict):
        for v in list(value.values()):
            _collect(v, kinds, found, seen)


def variables(owner, skip=()):
    return children(owner, Variable, skip)


def unique(items):
    """`items` in order, each object once."""
    return list({id(i): i for i in items}.values())
