"""Flags of constructors: what is neither a truth value nor a number is none, and Python takes it for True or False."""

import inspect
import numbers

import numpy as np

from tenfold.keras.utils.by_era import OF_ERA
from tenfold.keras.utils.per_class import per_class

_OURS = tuple(f"tenfold.keras.{family}." for family in ("layers", "losses", "metrics", "optimizers"))
_BY_ERA = ("reset_after", "fused")  # None is the era's default


def check_flags(cls, args, kwargs):
    """TypeError where a constructor of ours is given a list, an array or text for a flag.

    Flags are the arguments whose default is True or False; None, 0 and 1 are taken for them, as in old programs.
    """
    positional, flags = _flags(cls)
    for name, value in (*zip(positional, args), *kwargs.items()):
        if name in flags and not _is_flag(value):
            hint = f" Write {name}={value}." if isinstance(value, str) and value in ("True", "False") else ""
            raise TypeError(
                f"Expected `{name}` argument of {cls.__name__} to be a boolean, but got: {value!r} of type "
                f"{type(value).__name__}.{hint}"
            )


def _is_flag(value):
    if value is None or value is OF_ERA or isinstance(value, (bool, np.bool_, numbers.Real)):
        return True
    return not isinstance(value, (str, bytes)) and getattr(value, "shape", None) == ()


@per_class
def _flags(cls):
    """(names of the arguments in order, the flags among all that the constructors take); none for users' own."""
    owners = [c for c in cls.__mro__ if "__init__" in vars(c)]
    if not owners[0].__module__.startswith(_OURS):
        return (), frozenset()
    positional = [p.name for p in _parameters(owners[0]) if p.kind is p.POSITIONAL_OR_KEYWORD]
    flags = set(_BY_ERA)
    for owner in owners:
        parameters = _parameters(owner)
        flags |= {p.name for p in parameters if isinstance(p.default, bool)}
        if not any(p.kind is p.VAR_KEYWORD for p in parameters):
            break
    return positional, frozenset(flags - {"trainable"})  # `Layer` says what that may be


def _parameters(owner):
    return list(inspect.signature(owner.__init__).parameters.values())[1:]
