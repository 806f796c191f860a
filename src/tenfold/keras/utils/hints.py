"""Hints: arguments of layers that say how, and never what, and so change no result here. They are accepted."""

from tenfold.core.base.hooks import hooks
from tenfold.keras.utils.per_class import per_class


@per_class
def hints_of(cls):
    """The names of the hints that layers of `cls` take; the table is `LAYERS` in `api/hints.py`."""
    return frozenset(name for base in cls.__mro__ for name in hooks.layer_hints.get(base.__name__, ()))
