"""Plain arguments: whole numbers, real numbers, counts of steps, and what is said where they are something else."""

import inspect
import math
import numbers
import operator

from tenfold.core.calls.slips import nearest


def whole_number(value, name, least=1):
    """`value` as an int of at least `least`. ValueError naming the argument otherwise."""
    try:
        number = operator.index(value)
    except TypeError:
        number = None
    if number is None or number < least:
        raise ValueError(f"`{name}` must be a whole number of at least {least}; received {value!r}.")
    return number


def count(value):
    """`value` as an int of at least 1; a fraction is cut off, as in Keras (`Dense(n / 2)`). None where it is no number
    of things."""
    try:
        number = 0 if isinstance(value, (bool, str, bytes)) else int(value)
    except (TypeError, ValueError, OverflowError):  # no number, NaN, an infinity
        return None
    return number if number >= 1 else None


def members(value, argument, layer):
    """The tuple of what is in `value`. ValueError where it is a text, or nothing that holds several."""
    if isinstance(value, (str, bytes, dict)) or not hasattr(value, "__iter__"):
        raise ValueError(f"`{argument}` of {layer} must be a list or a tuple. Received: {value!r}")
    return tuple(value)


def refuse_unknown(method, kwargs, *functions, names=()):
    """TypeError where `kwargs` is not empty, with the nearest of `names` and of the arguments of `functions`."""
    for key in kwargs:
        known = [*names, *(name for f in functions for name in inspect.signature(f).parameters)]
        near = nearest(key, known)
        hint = f"; did you mean '{near}'?" if near else ""
        raise TypeError(f"{method}() got an unexpected keyword argument '{key}'{hint}")


_MOST_STEPS = 2**31  # more are no other number of steps: nobody waits for their end


def step_count(value, name="steps"):
    """`value`, a number of steps above 0, as an int; a fraction of a step is a step. None stays None.

    Raises:
      TypeError: no number.
      ValueError: not above 0.
    """
    if value is None:
        return None
    if not 0 < real_number(value, name) < math.inf:
        raise ValueError(f"`{name}` must be positive or None. Received {value}.")
    return min(math.ceil(value), _MOST_STEPS)


def name_of(value, what):
    """`value`, the name of `what`: text, or None. ValueError for anything else."""
    if not isinstance(value, (str, type(None))):
        raise ValueError(f"The `name` of {what} must be a string. Received: name={value!r}")
    return value


def real_number(value, name, optional=False):
    """`value`, which must be a number; also an array or tensor of one, and None where that is allowed.

    Raises:
      TypeError: text, or anything else that is no number.
      ValueError: None.
    """
    if value is None and optional or isinstance(value, (int, float, numbers.Real)):
        return value
    if isinstance(value, (str, bytes)) or not hasattr(value, "__float__"):
        hint = f" Write {name}={float(value)!r}." if _reads_as_number(value) else ""
        error = ValueError if value is None else TypeError
        raise error(f"`{name}` must be a number; received {value!r} of type {type(value).__name__}.{hint}")
    return value


def check_numbers(optional=False, **arguments):
    """`real_number` of each argument."""
    for name, value in arguments.items():
        real_number(value, name, optional)


def _reads_as_number(value):
    try:
        return isinstance(value, (str, bytes)) and float(value) == float(value)
    except ValueError:
        return False


def verbosity(value):
    """0, 1 or 2; "auto" is 1, and None 0."""
    if value is None:
        return 0
    if isinstance(value, str) and value == "auto":
        return 1
    if getattr(value, "shape", ()) != () or value not in (0, 1, 2):
        raise ValueError(
            f'`verbose` must be 0 (silent), 1 (progress bar), 2 (a line per epoch) or "auto"; received {value!r}.'
        )
    return int(value)


def has_arg(fn, name, accept_all=False):
    """Whether `fn` can be called with `name=`; with `accept_all` a function that takes `**kwargs` can."""
    parameters = inspect.signature(fn).parameters
    if accept_all and any(each.kind is each.VAR_KEYWORD for each in parameters.values()):
        return True
    found = parameters.get(name)
    return found is not None and found.kind in (found.POSITIONAL_OR_KEYWORD, found.KEYWORD_ONLY)
