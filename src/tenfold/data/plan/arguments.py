"""Arguments of transformations: whole numbers, truths, datasets; known now, or computed by the graph being written."""

import contextlib
from typing import Any

import numpy as np

from tenfold.core.base import errors
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.shapes import TensorShape
from tenfold.core.values.tensor import Tensor
from tenfold.core.values.variable import Variable
from tenfold.data.plan.dataset import Dataset

AUTOTUNE = -1


def whole(value: Any, name: str, least: int | None = None, cure: str = "") -> Any:
    """`value` as an int, or as it is while a graph is still to compute it.

    Raises:
      TypeError, ValueError: it is no whole number: the class that TensorFlow's conversion of it to int64 raises.
      ValueError: it does not fit in 64 bits, of which TensorFlow's counts are.
      InvalidArgumentError: it is below `least`, or not one number.
    """
    if isinstance(value, SymbolicTensor):
        if not value.dtype.is_integer:
            raise TypeError(f"`{name}` must be a whole number; received a {value.dtype.name} tensor.")
        return value
    number = value if type(value) is int else int(_scalar(value, dtypes.int64, name, "a whole number"))
    if not -(2**63) <= number < 2**63:
        raise ValueError(f"`{name}` must fit in an int64 (at most 2**63 - 1); received {number}.")
    if least is not None and number < least:
        raise errors.InvalidArgumentError(f"{name} must be {_at_least(least)}; received {number}.{cure and ' ' + cure}")
    return number


def _at_least(least: int) -> str:
    return {0: "0 or more", 1: "greater than zero"}.get(least, f"{least} or more")


def truth(value: Any, name: str) -> Any:
    """`value` as a bool, or as it is while a graph is still to compute it. TypeError, ValueError for anything else."""
    if isinstance(value, (bool, SymbolicTensor)):
        return value
    return bool(_scalar(value, dtypes.bool, name, "True or False"))


def _scalar(value: Any, dtype: dtypes.DType, name: str, what: str) -> Any:
    """What `value` is as one element of `dtype`: what TensorFlow takes for it, and integer tensors of other widths."""
    if isinstance(value, int) and dtype is dtypes.int64:
        return value  # of any size
    as_it_is = isinstance(value, (Tensor, Variable)) and value.dtype.is_integer and dtype is dtypes.int64
    try:
        array = np.asarray(convert(value, None if as_it_is else dtype)._array)
    except (TypeError, ValueError) as e:
        kind = TypeError if isinstance(e, TypeError) else ValueError
        raise kind(f"`{name}` must be {what}; received {value!r:.200}.") from None
    if array.ndim:
        raise errors.InvalidArgumentError(f"{name} must be a scalar; received shape {array.shape}.")
    if isinstance(value, (np.floating, np.ndarray)) and value.dtype.kind == "f" and not np.isfinite(value):
        raise ValueError(f"`{name}` must be {what}; received {value!r}.")
    return array[()]


def several(value: Any, name: str, what: str) -> list[Any]:
    """`value`, which must be something to go through, as a list: TypeError else. `what` it is a list of."""
    with contextlib.suppress(TypeError):
        if not isinstance(value, (str, bytes, dict, Dataset)):
            return list(value)
    raise TypeError(f"`{name}` must be a list of {what}; received {value!r:.200}.")


def dims(value: Any) -> tuple[Any, ...] | None:
    """The dims of a shape that a caller gives: ints, None for one that is open (also -1), or tensors of the graph that
    is being written. None for a shape of unknown rank."""
    if isinstance(value, SymbolicTensor) and value._dims is not None and len(value._dims) == 1 and value._dims[0]:
        value = [value[i] for i in range(value._dims[0])]
    elif isinstance(value, (Tensor, np.ndarray)):
        value = np.asarray(convert(value)._array).reshape(-1).tolist()
    if not isinstance(value, (list, tuple)):
        value = TensorShape(value)._dims
        return None if value is None else tuple(value)
    return known_dims(value)


def known_dims(value: Any) -> tuple[Any, ...]:
    """Likewise of a list of them, among which tensors may have got values."""
    found = [None if d is None else whole(d, "shape") for d in value]
    return tuple([None if isinstance(d, int) and d == -1 else d for d in found])


def closed(value: Any) -> list[int | None]:
    """The dims of a spec for such a shape: None for what a graph is still to compute."""
    return [d if isinstance(d, int) else None for d in value]


def dataset(value: Any, name: str) -> Dataset:
    """`value`, which must be a Dataset: TypeError else."""
    if not isinstance(value, Dataset):
        raise TypeError(f"`{name}` must be a tf.data.Dataset; received {value!r:.200} of type {type(value).__name__}.")
    return value


def parallel(value: Any, name: str = "num_parallel_calls") -> Any:
    """How many calls at once: an int of 1 or more, AUTOTUNE, or None for one after the other."""
    if value is None:
        return None
    number = whole(value, name)
    if isinstance(number, int) and number < 1 and number != AUTOTUNE:
        raise errors.InvalidArgumentError(f"{name} must be 1 or more, or tf.data.AUTOTUNE; received {number}.")
    return number
