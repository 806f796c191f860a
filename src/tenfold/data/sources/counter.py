"""`counter`: numbers without end."""

import itertools
from collections.abc import Iterator
from typing import Any

from tenfold.core.values import dtypes
from tenfold.data.plan.arguments import whole
from tenfold.data.plan.binding import is_open
from tenfold.data.plan.dataset import INFINITE, Dataset, source
from tenfold.data.plan.structure import Element
from tenfold.ops.structures.specs import TensorSpec


class Counter(Dataset):
    """`start`, `start + step`, ... Integers wrap round at the end of their dtype."""

    shown = "_ScanDataset"

    def __init__(self, start: Any, step: Any, dtype: Any, name: str | None = None) -> None:
        self.dtype = dtypes.as_dtype(dtype)
        super().__init__(spec=TensorSpec((), self.dtype), name=name)
        self.start, self.step = start, step
        self.check()

    def check(self) -> None:
        if self.dtype.is_integer:
            self.start, self.step = whole(self.start, "start"), whole(self.step, "step")

    def size(self) -> int:
        return INFINITE

    def open(self, run: Any) -> Iterator[Element]:
        numbers = itertools.count(self.start, self.step)
        if not self.dtype.is_integer or is_open(self.start):
            return zip(map(self.dtype.numpy.type, numbers))
        least, span = self.dtype.min, self.dtype.max - self.dtype.min + 1
        return zip(map(lambda n: self.dtype.numpy.type((n - least) % span + least), numbers))


@source
def counter(start: Any = 0, step: Any = 1, dtype: Any = dtypes.int64, name: str | None = None) -> Dataset:
    """A dataset of `start`, `start + step`, ... without end, scalars of `dtype`. `name`: see `Dataset`."""
    return Counter(start, step, dtype, name)
