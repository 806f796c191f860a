"""Plain arguments of fit and its siblings."""

import operator


def whole_number(value, name, least=1):
    """`value` as an int of at least `least`. ValueError naming the argument otherwise."""
    try:
        number = operator.index(value)
    except TypeError:
        number = None
    if number is None or number < least:
        raise ValueError(f"`{name}` must be a whole number of at least {least}; received {value!r}.")
    return number


def verbosity(value):
    """0, 1 or 2; "auto" is 1."""
    if value == "auto":
        return 1
    if value not in (0, 1, 2):
        raise ValueError(
            f'`verbose` must be 0 (silent), 1 (progress bar), 2 (a line per epoch) or "auto"; received {value!r}.'
        )
    return int(value)
