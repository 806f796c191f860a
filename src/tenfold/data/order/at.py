"""`at`: the element of a number."""

from typing import Any

from tenfold.core.base import errors
from tenfold.data.order.skip import Skip
from tenfold.data.order.take import Take
from tenfold.data.plan import arguments
from tenfold.data.plan.dataset import INFINITE, UNKNOWN, Dataset
from tenfold.data.plan.structure import Structure
from tenfold.data.run.single import single


def at(dataset: Dataset, index: Any) -> Structure:
    """Element number `index` of a dataset. Those before it are gone through, unless the dataset knows a shorter way.

    Raises:
      OutOfRangeError: there is none of this number.
    """
    number, n = arguments.whole(index, "index"), arguments.dataset(dataset, "dataset").size()
    known = isinstance(number, int)
    if known and (number < 0 or n not in (INFINITE, UNKNOWN) and number >= n):
        raise errors.OutOfRangeError(f"Index out of range [0, {n}): {number}")
    try:
        return single(Take(Skip(dataset, number), 1))
    except errors.InvalidArgumentError as e:
        if "Dataset was empty" not in str(e):
            raise
        raise errors.OutOfRangeError(f"Index out of range: {number}, which is past the last element.") from None
