"""Failing on data: what a forward calls when a value may be one that the op cannot take."""

import numpy as np

from tenfold.core.base import errors
from tenfold.core.base.thread import STATE
from tenfold.core.base.types import Array, Function


def check_scalar(value: Array, name: str) -> None:
    """Refuse an array where one value is due: NumPy would broadcast it."""
    if value.ndim:
        raise errors.InvalidArgumentError(f"`{name}` must be a scalar; received shape {list(value.shape)}.")


def fails_where(failed: Array, message: str | Function, error: type = errors.InvalidArgumentError) -> None:
    """Raise `error(message)` if `failed` holds anywhere.

    XLA raises nothing, so in second gear the condition becomes a flag of the program: where it is set, the program
    hands back the old state and the run is repeated in first gear, which raises here with the values at hand.
    """
    if isinstance(failed, (np.ndarray, np.generic, bool)):
        if failed.any() if isinstance(failed, np.ndarray) else failed:
            raise error(message() if callable(message) else message)
    elif STATE.checks is not None:
        STATE.checks.append(failed)
