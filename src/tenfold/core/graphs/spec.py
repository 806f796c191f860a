"""What is known of a tensor before it is computed."""

from typing import NamedTuple

from tenfold.core.base.types import Dims
from tenfold.core.values import dtypes


class Spec(NamedTuple):
    shape: tuple | None
    dtype: dtypes.DType


def size_of(shape: Dims) -> int | None:
    """Number of elements, None where it is not known."""
    if shape is None or None in shape:
        return None
    total = 1
    for d in shape:
        total *= d  # type: ignore[operator]  # none of them is None
    return total
