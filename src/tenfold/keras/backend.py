"""`keras.backend`: the part that is about the session as a whole, and the values of variables."""

import numpy as np

from tenfold.keras.layers.base.context import CALL, GRAPH
from tenfold.keras.utils import naming
from tenfold.ops.public import public_names


def clear_session():
    """Forget names and the learning phase: the next layers are called `dense`, `input_1`, ... again."""
    naming.reset_uids()
    CALL.learning_phase = None
    GRAPH._names.clear()


def get_value(x):
    """The value of a variable or a tensor as a NumPy array or scalar, the caller's own; anything else as it is."""
    return np.array(x.numpy())[()] if hasattr(x, "numpy") else x


def set_value(x, value):
    """Give the variable `x` a value, anything that can be an array of its shape; of the dtype of `x` afterwards.

    Raises:
      TypeError: `x` is no variable, as the learning rate of a schedule is none.
    """
    if not hasattr(x, "assign"):
        raise TypeError(f"set_value needs a variable; received {x!r} of type {type(x).__name__}.")
    x.assign(np.asarray(value, x.dtype.numpy))


def batch_get_value(tensors):
    """The values of several variables or tensors, see `get_value`."""
    return [get_value(x) for x in tensors]


def batch_set_value(tuples):
    """Give several variables their values; `tuples` holds pairs (variable, value)."""
    for x, value in tuples:
        set_value(x, value)


__getattr__, __dir__ = public_names(__name__)
