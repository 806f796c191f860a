"""How much at most: a number, or the least and the most, as layers of images take it."""

import numpy as np

from tenfold.keras.utils.arguments import check_numbers


def pair(factor, name, layer, symmetric=True):
    """(least, most) of what `factor` says: of two numbers these, of one number f (-f, f), or (0, f).

    Raises:
      TypeError: no numbers.
      ValueError: not two of them.
    """
    factor = factor.tolist() if isinstance(factor, np.ndarray) else factor
    if not isinstance(factor, (list, tuple)):
        check_numbers(**{name: factor})
        return (-factor if symmetric else 0.0), factor
    if len(factor) != 2:
        raise ValueError(f"`{name}` of {layer} must be a number or two of them. Received: {name}={factor}")
    for value in factor:
        check_numbers(**{name: value})
    return tuple(factor)


def checked_pair(factor, name, layer, least=-1.0, most=1.0, symmetric=True):
    """As `pair`, both within [least, most] and in order. ValueError otherwise."""
    low, high = pair(factor, name, layer, symmetric)
    if not (least <= low <= most and least <= high <= most):
        raise ValueError(
            f"`{name}` argument of {layer} must have values between {[least, most]}. Received: {name}={factor}"
        )
    if high < low:
        raise ValueError(
            f"`{name}` argument of {layer} cannot have an upper bound less than the lower bound. "
            f"Received: {name}={factor}"
        )
    return low, high


def checked_share(value, name, layer):
    """`value`, a number within [0, 1]. ValueError otherwise."""
    check_numbers(**{name: value})
    if not 0 <= value <= 1:
        raise ValueError(f"`{name}` of {layer} must be between 0 and 1. Received: {name}={value}")
    return value
