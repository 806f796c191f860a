"""`enumerate`: elements with their numbers."""

from typing import Any

from tenfold.core.values import dtypes
from tenfold.data.mixing.zip import Zip
from tenfold.data.plan.dataset import Dataset, method
from tenfold.data.sources.counter import Counter


@method
def enumerate_(self: Dataset, start: Any = 0, name: str | None = None) -> Dataset:
    """Pairs of a number (int64, from `start` on) and an element. `name`: see `Dataset`."""
    return Zip((Counter(start, 1, dtypes.int64), self), name)
