"""Hints: arguments of layers that say how, and never what, and so change no result here. They are accepted."""

from tenfold.keras.utils.per_class import per_class

HINTS = {  # class -> {argument: what it asks for}
    "Layer": {
        "dynamic": "that the layer run as Python: every layer can, and does where it cannot be traced",
        "implementation": "one of several ways to the same numbers; where ways differ, the layer takes it itself",
    },
    "MultiHeadAttention": {"flash_attention": "a kernel that never holds all scores; its numbers are the same"},
    "GroupedQueryAttention": {"flash_attention": "as in MultiHeadAttention"},
}


@per_class
def hints_of(cls):
    """The names of the hints that layers of `cls` take."""
    return frozenset(name for base in cls.__mro__ for name in HINTS.get(base.__name__, ()))
